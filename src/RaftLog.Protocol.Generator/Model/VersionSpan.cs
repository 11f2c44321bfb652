using System.Globalization;

namespace RaftLog.Protocol.Generator.Model;

/// <summary>Versions from <paramref name="Low"/> to <paramref name="High"/>, inclusive; empty when the two cross.</summary>
internal readonly record struct VersionSpan(int Low, int High)
{
    public const int Open = short.MaxValue;

    public static readonly VersionSpan None = new(1, 0);

    public bool IsEmpty => Low > High;

    public bool Contains(int version) => version >= Low && version <= High;

    public VersionSpan Intersect(VersionSpan other) => new(Math.Max(Low, other.Low), Math.Min(High, other.High));

    /// <summary>Reads <c>"3+"</c>, <c>"0-12"</c>, <c>"1"</c>.</summary>
    public static bool TryParse(string? text, out VersionSpan span)
    {
        span = None;
        if (string.IsNullOrEmpty(text)) return false;
        if (text!.EndsWith("+", StringComparison.Ordinal))
        {
            if (!TryNumber(text.Substring(0, text.Length - 1), out var from)) return false;
            span = new VersionSpan(from, Open);
            return true;
        }

        var dash = text.IndexOf('-');
        var first = dash < 0 ? text : text.Substring(0, dash);
        var last = dash < 0 ? text : text.Substring(dash + 1);
        if (!TryNumber(first, out var low) || !TryNumber(last, out var high) || low > high) return false;
        span = new VersionSpan(low, high);
        return true;
    }

    private static bool TryNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value < Open;
}
