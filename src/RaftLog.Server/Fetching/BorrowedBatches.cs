using RaftLog.Storage.Log;

namespace RaftLog.Server.Fetching;

/// <summary>All the batches an answer borrows; given back together when it has been written.</summary>
internal sealed class BorrowedBatches : IDisposable
{
    private readonly List<BatchLease> _leases = [];

    internal void Add(BatchLease lease) => _leases.Add(lease);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var lease in _leases) lease.Dispose();
        _leases.Clear();
    }
}
