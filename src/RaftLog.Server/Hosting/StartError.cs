using RaftLog.Storage.Disks;
using RaftLog.Storage.Node;

namespace RaftLog.Server.Hosting;

/// <summary>Turns what can go wrong at a start into one clear message.</summary>
internal static class StartError
{
    /// <exception cref="BrokerStartException">The action failed in a way that a person can do something about.</exception>
    internal static T Explain<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is DataDirectoryException or StateJournalCorruptException or DiskException)
        {
            throw new BrokerStartException(e.Message, e);
        }
    }
}
