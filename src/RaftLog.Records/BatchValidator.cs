namespace RaftLog.Records;

/// <summary>
/// Checks a produced batch once, so that its bytes can be carried from there on. Header and CRC first, then every record;
/// compressed batches are streamed and nothing of them is kept. Allocates nothing for uncompressed batches, throws for no input.
/// </summary>
/// <remarks>
/// Where Kafka rebuilds a batch whose inner offsets are not consecutive, this refuses it; no client that speaks format 2 sends
/// one (docs/divergences.md). Also stricter than Kafka: attribute bits without meaning and the delete horizon are refused.
/// </remarks>
public static class BatchValidator
{
    /// <summary>Validates what a Produce request carries for one partition.</summary>
    /// <param name="records">The request's records field: exactly one batch.</param>
    /// <param name="rules">What topic and request allow.</param>
    /// <param name="summary">
    /// Complete when valid. Otherwise only <see cref="BatchSummary.FaultyRecordIndex"/> is meaningful, which is -1 unless a single
    /// record is to blame.
    /// </param>
    public static BatchValidationResult Validate(
        ReadOnlySpan<byte> records, in BatchValidationRules rules, out BatchSummary summary)
    {
        summary = new BatchSummary { FaultyRecordIndex = -1 };
        var result = CheckFrame(records, rules);
        if (result != BatchValidationResult.Valid) return result;
        var header = new RecordBatchHeader(records);
        result = CheckHeader(header, rules);
        if (result != BatchValidationResult.Valid) return result;

        var scanner = new RecordScanner(records, rules.DecompressedBytesMax);
        try
        {
            return Walk(ref scanner, header, rules, out summary);
        }
        finally
        {
            scanner.Dispose();
        }
    }

    /// <summary>A sentence about a refusal, for the response's error message. No allocation.</summary>
    public static string Explain(BatchValidationResult result) => result switch
    {
        BatchValidationResult.Valid => "The batch is valid.",
        BatchValidationResult.Empty => "A produce request must have exactly one record batch for each partition, not none.",
        BatchValidationResult.MoreThanOneBatch => "A produce request must have exactly one record batch for each partition.",
        BatchValidationResult.MagicObsolete => "Message formats 0 and 1 are not supported; send record batches (magic 2).",
        BatchValidationResult.MagicUnknown => "The batch has an unknown message format (magic).",
        BatchValidationResult.Truncated => "The record batch is shorter than its length field says.",
        BatchValidationResult.LengthInvalid => "The record batch's length field is smaller than a batch header.",
        BatchValidationResult.TooLarge => "The record batch is larger than the topic's max.message.bytes.",
        BatchValidationResult.CrcMismatch => "The record batch's CRC does not match its bytes.",
        BatchValidationResult.BaseOffsetNotZero => "The base offset of a produced record batch must be 0.",
        BatchValidationResult.AttributesInvalid => "The record batch sets attribute bits that have no meaning.",
        BatchValidationResult.DeleteHorizonSet => "Clients may not set a batch's delete horizon.",
        BatchValidationResult.ControlBatch => "Clients may not write control batches.",
        BatchValidationResult.LogAppendTimeSet => "Clients may not set a batch's timestamp type to LogAppendTime.",
        BatchValidationResult.CodecUnknown => "The record batch names a compression codec that does not exist.",
        BatchValidationResult.CodecNotAllowed => "zstd needs produce request version 7 or later.",
        BatchValidationResult.RecordsCountInvalid => "The batch's record count must be positive and one more than its last offset delta.",
        BatchValidationResult.ProducerEpochInvalid => "A batch with a producer id needs a producer epoch.",
        BatchValidationResult.BaseSequenceInvalid => "A batch with a producer id needs a base sequence.",
        BatchValidationResult.TransactionalWithoutProducerId => "A transactional batch needs a producer id.",
        BatchValidationResult.TransactionalNotAllowed => "A transactional batch needs a request with a transactional id.",
        BatchValidationResult.CompressionInvalid => "The batch's records cannot be decompressed.",
        BatchValidationResult.DecompressedTooLarge => "The batch's records decompress to more bytes than the broker allows.",
        BatchValidationResult.RecordMalformed => "The batch's records are malformed.",
        BatchValidationResult.OffsetDeltaNotSequential => "The offset deltas of a batch's records must be 0, 1, 2 and so on.",
        BatchValidationResult.KeyMissing => "A compacted topic cannot accept a record without key.",
        BatchValidationResult.TimestampOutOfRange => "A record's timestamp lies outside the bounds of the topic.",
        _ => "The batch was refused.",
    };

    private static BatchValidationResult CheckFrame(ReadOnlySpan<byte> records, in BatchValidationRules rules)
    {
        if (records.IsEmpty) return BatchValidationResult.Empty;
        if (records.Length <= RecordBatchHeader.MagicAt) return BatchValidationResult.Truncated;
        var magic = records[RecordBatchHeader.MagicAt];
        if (magic < RecordBatchHeader.CurrentMagic) return BatchValidationResult.MagicObsolete;
        if (magic > RecordBatchHeader.CurrentMagic) return BatchValidationResult.MagicUnknown;
        if (records.Length < RecordBatchHeader.Bytes) return BatchValidationResult.Truncated;
        var total = new RecordBatchHeader(records).TotalBytes;
        if (total < RecordBatchHeader.Bytes) return BatchValidationResult.LengthInvalid;
        if (total > rules.BatchBytesMax) return BatchValidationResult.TooLarge;
        if (total > records.Length) return BatchValidationResult.Truncated;
        if (total < records.Length) return BatchValidationResult.MoreThanOneBatch;
        return RecordBatch.HasValidCrc(records) ? BatchValidationResult.Valid : BatchValidationResult.CrcMismatch;
    }

    private static BatchValidationResult CheckHeader(RecordBatchHeader header, in BatchValidationRules rules)
    {
        if (header.BaseOffset.Value != 0) return BatchValidationResult.BaseOffsetNotZero;
        if ((header.Attributes & BatchAttributes.Reserved) != 0) return BatchValidationResult.AttributesInvalid;
        if (header.HasDeleteHorizon) return BatchValidationResult.DeleteHorizonSet;
        if (header.IsControl) return BatchValidationResult.ControlBatch;
        if (header.TimestampType == TimestampType.LogAppendTime) return BatchValidationResult.LogAppendTimeSet;
        if (!RecordCompression.IsKnown(header.Codec)) return BatchValidationResult.CodecUnknown;
        if (header.Codec == CompressionCodec.Zstd && !rules.AllowZstd) return BatchValidationResult.CodecNotAllowed;

        // In long arithmetic: a last offset delta of 2^31 - 1 must not wrap into agreement.
        if (header.RecordsCount <= 0 || header.RecordsCount != header.LastOffsetDelta + 1L) return BatchValidationResult.RecordsCountInvalid;
        if (header.ProducerId >= 0)
        {
            if (header.ProducerEpoch < 0) return BatchValidationResult.ProducerEpochInvalid;
            if (header.BaseSequence < 0) return BatchValidationResult.BaseSequenceInvalid;
        }

        if (!header.IsTransactional) return BatchValidationResult.Valid;
        if (header.ProducerId < 0) return BatchValidationResult.TransactionalWithoutProducerId;
        return rules.AllowTransactional ? BatchValidationResult.Valid : BatchValidationResult.TransactionalNotAllowed;
    }

    private static BatchValidationResult Walk(
        ref RecordScanner records, RecordBatchHeader header, in BatchValidationRules rules, out BatchSummary summary)
    {
        var baseTimestamp = header.BaseTimestamp;
        var checkTimestamps = rules.TimestampType == TimestampType.CreateTime;
        var earliest = checkTimestamps ? SaturatingAdd(rules.NowMs, -rules.TimestampBeforeMaxMs) : long.MinValue;
        var latest = checkTimestamps ? SaturatingAdd(rules.NowMs, rules.TimestampAfterMaxMs) : long.MaxValue;
        var requireKeys = rules.RequireKeys;
        var maxTimestamp = RecordBatchHeader.NoTimestamp;
        var maxTimestampAt = 0;
        var index = 0;
        while (records.MoveNext())
        {
            if (records.OffsetDelta != index) return Refuse(BatchValidationResult.OffsetDeltaNotSequential, index, out summary);
            if (requireKeys && !records.HasKey) return Refuse(BatchValidationResult.KeyMissing, index, out summary);
            var delta = records.TimestampDelta;
            var timestamp = unchecked(baseTimestamp + delta);
            var wrapped = ((baseTimestamp ^ timestamp) & (delta ^ timestamp)) < 0;
            if (wrapped || ((timestamp < earliest || timestamp > latest) && timestamp != RecordBatchHeader.NoTimestamp))
                return Refuse(BatchValidationResult.TimestampOutOfRange, index, out summary);
            if (timestamp > maxTimestamp)
            {
                maxTimestamp = timestamp;
                maxTimestampAt = index;
            }

            index++;
        }

        if (records.Fault != RecordFault.None) return Refuse(ResultOf(records.Fault), -1, out summary);
        summary = new BatchSummary
        {
            RecordsCount = header.RecordsCount,
            LastOffsetDelta = header.LastOffsetDelta,
            MaxTimestamp = checkTimestamps ? maxTimestamp : rules.NowMs,
            MaxTimestampOffsetDelta = checkTimestamps ? maxTimestampAt : 0,
            MaxTimestampNeedsRepair = checkTimestamps && maxTimestamp != header.MaxTimestamp,
            ProducerId = header.ProducerId,
            ProducerEpoch = header.ProducerEpoch,
            BaseSequence = header.BaseSequence,
            Codec = header.Codec,
            IsTransactional = header.IsTransactional,
            FaultyRecordIndex = -1,
        };
        return BatchValidationResult.Valid;
    }

    private static BatchValidationResult ResultOf(RecordFault fault) => fault switch
    {
        RecordFault.CompressionInvalid => BatchValidationResult.CompressionInvalid,
        RecordFault.DecompressedTooLarge => BatchValidationResult.DecompressedTooLarge,
        _ => BatchValidationResult.RecordMalformed,
    };

    private static BatchValidationResult Refuse(BatchValidationResult result, int index, out BatchSummary summary)
    {
        summary = new BatchSummary { FaultyRecordIndex = index };
        return result;
    }

    private static long SaturatingAdd(long a, long b)
    {
        var sum = unchecked(a + b);
        if (((a ^ sum) & (b ^ sum)) >= 0) return sum;
        return a < 0 ? long.MinValue : long.MaxValue;
    }
}
