using RaftLog.Coordination.Configs;
using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Records;
using RaftLog.Replication.Partitions;

namespace RaftLog.Server.Producing;

/// <summary>
/// Checks a produced batch against its topic and turns it into what a partition appends: one copy out of the request, changed in place
/// only where the topic demands it (DESIGN D6).
/// </summary>
internal static class BatchAdmission
{
    private const short ZstdFromVersion = 7;

    /// <summary>Admits or refuses the batch of one partition.</summary>
    /// <param name="records">The request's records, a slice of its frame.</param>
    /// <param name="settings">The topic's configs.</param>
    /// <param name="version">The version of the request.</param>
    /// <param name="nowMs">The broker's clock.</param>
    /// <param name="decompressedBytesMax">Cap on what compressed records may come to.</param>
    /// <param name="payloads">Where the copy is rented.</param>
    /// <param name="batch">The batch to append, whose payload carries one reference; default when refused.</param>
    /// <param name="summary">What is known of its records.</param>
    internal static BatchRefusal? Admit(
        ReadOnlySpan<byte> records,
        TopicSettings settings,
        short version,
        long nowMs,
        int decompressedBytesMax,
        PayloadPool payloads,
        out ProducedBatch batch,
        out BatchSummary summary)
    {
        batch = default;
        var rules = RulesOf(settings, version, nowMs, decompressedBytesMax);
        var result = BatchValidator.Validate(records, rules, out summary);
        if (result != BatchValidationResult.Valid) return BatchRefusal.Of(result, summary.FaultyRecordIndex);
        if (records.Length > settings.SegmentBytes)
            return new BatchRefusal(ErrorCode.RecordListTooLarge, "The record batch is larger than a segment (segment.bytes).", -1);

        var refusal = CopyOrRecompress(records, settings, summary, decompressedBytesMax, payloads, out var payload);
        if (refusal is not null) return refusal;
        var stampsTime = settings.TimestampType == TopicTimestampType.LogAppendTime;
        if (stampsTime) RecordBatch.StampLogAppendTime(payload!.Span, nowMs); // not refused, so there
        else if (summary.MaxTimestampNeedsRepair) RecordBatch.RepairMaxTimestamp(payload!.Span, summary.MaxTimestamp); // likewise
        batch = new ProducedBatch
        {
            Payload = payload!, // likewise
            RecordSpan = summary.LastOffsetDelta + 1,
            ProducerId = summary.ProducerId,
            ProducerEpoch = summary.ProducerEpoch,
            BaseSequence = summary.BaseSequence,
            LogAppendTimeMs = stampsTime ? nowMs : -1,
        };
        return null;
    }

    private static BatchValidationRules RulesOf(TopicSettings settings, short version, long nowMs, int decompressedBytesMax) => new()
    {
        BatchBytesMax = settings.MaxMessageBytes,
        DecompressedBytesMax = decompressedBytesMax,
        RequireKeys = settings.CleanupPolicy.HasFlag(CleanupPolicy.Compact),
        TimestampType = settings.TimestampType == TopicTimestampType.LogAppendTime ? TimestampType.LogAppendTime : TimestampType.CreateTime,
        NowMs = nowMs,
        TimestampBeforeMaxMs = settings.TimestampBeforeMaxMs,
        TimestampAfterMaxMs = settings.TimestampAfterMaxMs,
        AllowTransactional = false,
        AllowZstd = version >= ZstdFromVersion,
    };

    private static BatchRefusal? CopyOrRecompress(
        ReadOnlySpan<byte> records,
        TopicSettings settings,
        in BatchSummary summary,
        int decompressedBytesMax,
        PayloadPool payloads,
        out Payload? payload)
    {
        if (CodecOf(settings.Compression) is not { } codec || codec == summary.Codec)
        {
            payload = payloads.Copy(records);
            return null;
        }

        var fault = RecordBatch.Recompress(records, codec, LevelOf(settings), decompressedBytesMax, payloads, out payload);
        if (fault != RecordFault.None) return BatchRefusal.Of(BatchValidationResult.CompressionInvalid, -1);
        if (payload!.Length <= settings.MaxMessageBytes) return null; // no fault, so there

        // max.message.bytes holds for what is stored.
        payload.Release();
        payload = null;
        return BatchRefusal.Of(BatchValidationResult.TooLarge, -1);
    }

    private static CompressionCodec? CodecOf(TopicCompression compression) => compression switch
    {
        TopicCompression.Producer => null,
        TopicCompression.Uncompressed => CompressionCodec.None,
        TopicCompression.Gzip => CompressionCodec.Gzip,
        TopicCompression.Snappy => CompressionCodec.Snappy,
        TopicCompression.Lz4 => CompressionCodec.Lz4,
        TopicCompression.Zstd => CompressionCodec.Zstd,
        _ => throw new InvariantBrokenException($"Unknown compression.type {compression}."),
    };

    private static int? LevelOf(TopicSettings settings) => settings.Compression switch
    {
        TopicCompression.Gzip => settings.CompressionGzipLevel is var level and > 0 ? level : null,
        TopicCompression.Lz4 => settings.CompressionLz4Level,
        TopicCompression.Zstd => settings.CompressionZstdLevel,
        _ => null,
    };
}
