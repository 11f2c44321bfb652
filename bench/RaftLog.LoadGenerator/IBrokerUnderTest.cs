namespace RaftLog.LoadGenerator;

/// <summary>A broker that is up, whichever it is.</summary>
internal interface IBrokerUnderTest : IAsyncDisposable
{
    /// <summary>What the tables call it.</summary>
    string Name { get; }

    /// <summary>Where clients connect.</summary>
    string Bootstrap { get; }

    /// <summary>The broker's processes, whose CPU and memory are counted.</summary>
    IReadOnlyList<int> ProcessIds { get; }
}
