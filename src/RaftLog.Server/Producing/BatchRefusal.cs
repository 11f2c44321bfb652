using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Records;

namespace RaftLog.Server.Producing;

/// <summary>Why a batch is not appended.</summary>
/// <param name="Error">The partition's error.</param>
/// <param name="Message">A sentence for the response.</param>
/// <param name="RecordIndex">The record to blame; -1 when the batch as a whole is.</param>
internal sealed record BatchRefusal(ErrorCode Error, string Message, int RecordIndex)
{
    /// <summary>The refusal that stands for a validation result.</summary>
    internal static BatchRefusal Of(BatchValidationResult result, int recordIndex) =>
        new(ErrorOf(result), BatchValidator.Explain(result), recordIndex);

    private static ErrorCode ErrorOf(BatchValidationResult result) => result switch
    {
        BatchValidationResult.Truncated or
        BatchValidationResult.LengthInvalid or
        BatchValidationResult.CrcMismatch or
        BatchValidationResult.CompressionInvalid => ErrorCode.CorruptMessage,
        BatchValidationResult.TooLarge or
        BatchValidationResult.DecompressedTooLarge => ErrorCode.MessageTooLarge,
        BatchValidationResult.LogAppendTimeSet or
        BatchValidationResult.TimestampOutOfRange => ErrorCode.InvalidTimestamp,
        BatchValidationResult.CodecUnknown or
        BatchValidationResult.CodecNotAllowed => ErrorCode.UnsupportedCompressionType,
        // The one transactional error that is fatal to every client; see ProduceHandler.
        BatchValidationResult.TransactionalNotAllowed => ErrorCode.TransactionalIdAuthorizationFailed,
        BatchValidationResult.Valid => throw new InvariantBrokenException("A valid batch is not refused."),
        _ => ErrorCode.InvalidRecord,
    };
}
