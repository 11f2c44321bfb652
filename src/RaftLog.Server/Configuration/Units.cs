using System.Globalization;

namespace RaftLog.Server.Configuration;

/// <summary>Sizes and durations as numbers with units: <c>1GiB</c>, <c>64MiB</c>, <c>100ms</c>, <c>7d</c>.</summary>
internal static class Units
{
    private static readonly (string Name, long Factor)[] Sizes =
        [("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1)];

    private static readonly (string Name, long Factor)[] Durations =
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>Reads bytes: a plain number, or one with B, KiB, MiB, GiB or TiB.</summary>
    public static bool TryParseSize(string text, out long bytes) => TryParse(text, Sizes, out bytes);

    /// <summary>Reads milliseconds: a plain number, or one with ms, s, m, h or d.</summary>
    public static bool TryParseMilliseconds(string text, out long milliseconds) => TryParse(text, Durations, out milliseconds);

    /// <summary>The shortest exact form: 1073741824 is <c>1GiB</c>, 1500 is <c>1500B</c>.</summary>
    public static string FormatSize(long bytes) => Format(bytes, Sizes);

    /// <summary>The shortest exact form: 600,000 ms are <c>10m</c>.</summary>
    public static string FormatMilliseconds(long milliseconds) => Format(milliseconds, Durations);

    private static bool TryParse(string text, (string Name, long Factor)[] units, out long value)
    {
        value = 0;
        var digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.')) digits++;
        if (!decimal.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;

        var unit = text[digits..].TrimStart(' ');
        var factor = unit.Length == 0 ? 1 : units.FirstOrDefault(u => u.Name == unit).Factor;
        if (factor == 0 || number > long.MaxValue / (decimal)factor) return false;

        var exact = number * factor;
        if (exact != decimal.Truncate(exact)) return false;
        value = (long)exact;
        return true;
    }

    private static string Format(long value, (string Name, long Factor)[] units)
    {
        var unit = value == 0 ? units[^1] : units.First(u => value % u.Factor == 0);
        return (value / unit.Factor).ToString(CultureInfo.InvariantCulture) + unit.Name;
    }
}
