namespace RaftLog.Net;

/// <summary>What came of looking for a frame.</summary>
public enum FrameStatus : byte
{
    /// <summary>A whole frame.</summary>
    Done,

    /// <summary>The length, or a part of the content, has not arrived.</summary>
    NeedMoreData,

    /// <summary>The length is negative, zero or above the limit: not a frame, or not one to wait for.</summary>
    InvalidLength,
}
