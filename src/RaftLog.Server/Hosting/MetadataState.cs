using System.Buffers;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Replication.Groups;

namespace RaftLog.Server.Hosting;

/// <summary>
/// The controller's state machine as the metadata group replicates it. <see cref="MetadataMachine.Image"/> has everything appended; what
/// the rest of the broker sees is <see cref="Committed"/>, the image as of the last committed entry.
/// </summary>
internal sealed class MetadataState(MetadataMachine machine) : IReplicatedState
{
    private readonly Queue<(LogIndex Index, MetadataImage Image)> _uncommitted = new();
    private MetadataImage _committed = MetadataImage.Empty;

    /// <summary>Told, on the pump, that the committed image changed; must not block.</summary>
    internal event Action<MetadataImage>? ImageCommitted;

    /// <summary>The machine, for decisions on the pump.</summary>
    internal MetadataMachine Machine => machine;

    /// <summary>The committed image; any thread.</summary>
    internal MetadataImage Committed => Volatile.Read(ref _committed);

    /// <inheritdoc/>
    public void Replay(in LogEntry entry, ReadOnlySpan<byte> payload)
    {
        if (entry.Kind is EntryKind.NoOp or EntryKind.Configuration or EntryKind.Gap) return;
        if (entry.Kind != EntryKind.Command)
            throw new InvalidDataException($"Entry {entry.Index} of the metadata has the kind {entry.Kind}, which does not belong there.");
        machine.Replay(MetadataRecordCodec.Read(payload.ToArray()));
        _uncommitted.Enqueue((entry.LastIndex, machine.Image));
    }

    /// <inheritdoc/>
    void IReplicatedState.Committed(LogIndex index)
    {
        MetadataImage? newest = null;
        while (_uncommitted.TryPeek(out var pending) && pending.Index <= index)
        {
            newest = pending.Image;
            _uncommitted.Dequeue();
        }

        if (newest is null) return;
        Volatile.Write(ref _committed, newest);
        ImageCommitted?.Invoke(newest);
    }

    /// <inheritdoc/>
    public void WriteSnapshot(IBufferWriter<byte> output) => machine.TakeSnapshot(output);

    /// <inheritdoc/>
    public void Restore(LogIndex lastIndex, ReadOnlySpan<byte> snapshot)
    {
        _uncommitted.Clear();
        if (snapshot.IsEmpty)
        {
            machine.ResetTo(MetadataImage.Empty);
            return;
        }

        machine.Restore(snapshot.ToArray());
        _uncommitted.Enqueue((lastIndex, machine.Image));
    }
}
