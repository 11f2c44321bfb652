namespace RaftLog.Protocol;

/// <summary>What decoded values take on a 64-bit managed heap; rounded up, because the budget must never be short of the
/// truth.</summary>
internal static class MemoryCost
{
    /// <summary>A list object (32) and its array without the elements (24).</summary>
    internal const int List = 56 + 8;

    /// <summary>A string decoded from <paramref name="utf8Length"/> bytes: never more than one character per byte.</summary>
    internal static int Text(int utf8Length) => 32 + (2 * utf8Length);
}
