using System.Buffers;
using RaftLog.Protocol;
using RaftLog.Storage.Log;

namespace RaftLog.Server.Fetching;

/// <summary>Batches of a log as the records of an answer: written from where they lie, without a copy in between.</summary>
internal sealed class BatchRecords(BatchLease batches) : IRecordsSource
{
    /// <inheritdoc/>
    public int Length { get; } = checked((int)batches.TotalBytes);

    /// <inheritdoc/>
    public void WriteTo(IBufferWriter<byte> output)
    {
        foreach (var batch in batches.Batches) output.Write(batch.Span);
    }
}
