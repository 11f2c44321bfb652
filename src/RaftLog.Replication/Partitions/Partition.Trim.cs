using RaftLog.Primitives;
using RaftLog.Replication.Groups;

namespace RaftLog.Replication.Partitions;

/// <content>Moving the log's start by committed entries, so that every replica forgets the same records (DESIGN D7).</content>
public sealed partial class Partition
{
    private sealed class TrimDecision(Partition partition, Offset before) : GroupDecision
    {
        private readonly TaskCompletionSource<TrimOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isOutOfRange;

        internal Task<TrimOutcome> Task => _completion.Task;

        protected internal override Payload? Decide(long nowMs)
        {
            var highWatermark = partition._group.HighWatermark;
            var target = before.Value == -1 ? highWatermark : before;
            _isOutOfRange = target > highWatermark || target.Value < 0;
            if (_isOutOfRange || target <= partition.Status.LogStartOffset) return null;
            return TrimCommand.Write(partition._services.Payloads, target);
        }

        protected internal override void Completed(CommandOutcome outcome)
        {
            var status = outcome switch
            {
                CommandOutcome.Committed => _isOutOfRange ? ReadStatus.OffsetOutOfRange : ReadStatus.Ok,
                CommandOutcome.NotLeader => ReadStatus.NotLeader,
                CommandOutcome.StorageError => ReadStatus.StorageError,
                CommandOutcome.Closed => ReadStatus.Closed,
                _ => throw new InvariantBrokenException($"Unknown outcome {outcome}."),
            };
            _completion.TrySetResult(new TrimOutcome(status, partition.Status.LogStartOffset));
        }
    }

    /// <summary>
    /// Retention by size and age of whole segments. Ages compare the leader's clock with the newest timestamp of a segment; the leader
    /// does not judge by age while its clock cannot be trusted (<see cref="ReplicationServices.IsClockTrusted"/>).
    /// </summary>
    private sealed class RetentionDecision(Partition partition) : GroupDecision
    {
        protected internal override Payload? Decide(long nowMs)
        {
            var settings = partition.Settings;
            if (!settings.DeletesOldSegments) return null;
            var newStart = RetentionStart(settings, nowMs);
            return newStart > partition.Status.LogStartOffset ? TrimCommand.Write(partition._services.Payloads, newStart) : null;
        }

        protected internal override void Completed(CommandOutcome outcome)
        {
            // Nothing to tell: the next sweep decides anew.
        }

        private Offset RetentionStart(PartitionSettings settings, long nowMs)
        {
            var log = partition._log;
            var highWatermark = partition._group.HighWatermark;
            var judgesAge = settings.RetentionMs >= 0 && partition._services.IsClockTrusted;
            var excess = settings.RetentionBytes >= 0 ? log.Bytes - settings.RetentionBytes : 0;
            var start = log.FirstOffset;
            var segments = log.SegmentBoundaries;
            for (var i = 0; i + 1 < segments.Length; i++)
            {
                var segment = segments[i];
                var end = segments[i + 1].BaseOffset;
                if (end > highWatermark) break;
                var isTooOld = judgesAge && segment.MaxTimestampMs >= 0 && nowMs - segment.MaxTimestampMs > settings.RetentionMs;
                var isTooMuch = excess >= segment.Bytes && segment.Bytes > 0;
                if (!isTooOld && !isTooMuch) break;
                excess -= segment.Bytes;
                start = end;
            }

            return start;
        }
    }
}
