using System.Globalization;

namespace RaftLog.Server.Configuration;

/// <summary>How one kind of value is written, read, bounded and explained.</summary>
internal abstract class ValueType<T>
{
    /// <summary>What the value is, after "is not": "a whole number".</summary>
    public abstract string Label { get; }

    /// <summary>The bounds in words for the reference; null when there are none worth saying.</summary>
    public virtual string? Bounds => null;

    /// <summary>The JSON schema of the value, without its description and default.</summary>
    public abstract string JsonSchema { get; }

    public virtual bool AllowsNull => false;

    /// <summary>Reads text; on failure <paramref name="problem"/> says what is wrong with it.</summary>
    public abstract bool TryParse(string text, out T value, out string problem);

    /// <summary>What is wrong with a value that did not come from text; null when it is fine.</summary>
    public virtual string? ProblemWith(T value) => null;

    public abstract string Format(T value);

    protected static string Refusal(string text, string label) => $"'{text}' is not {label}";
}

/// <summary>A whole number between two bounds, both inclusive.</summary>
internal sealed class WholeNumber(int min, int max = int.MaxValue) : ValueType<int>
{
    public override string Label => "a whole number";

    public override string Bounds => max == int.MaxValue ? $"at least {min}" : $"{min} to {max}";

    public override string JsonSchema =>
        max == int.MaxValue ? $$"""{ "type": "integer", "minimum": {{min}} }""" : $$"""{ "type": "integer", "minimum": {{min}}, "maximum": {{max}} }""";

    public override bool TryParse(string text, out int value, out string problem)
    {
        value = 0;
        problem = Refusal(text, Label);
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return false;

        if (number < min || number > max)
        {
            problem = OutOfRange(number);
            return false;
        }

        value = (int)number;
        return true;
    }

    public override string? ProblemWith(int value) => value < min || value > max ? OutOfRange(value) : null;

    public override string Format(int value) => value.ToString(CultureInfo.InvariantCulture);

    private string OutOfRange(long value) =>
        max == int.MaxValue && value < min ? $"must be at least {min}, is {value}" : $"must be between {min} and {max}, is {value}";
}

/// <summary>Bytes between two bounds, both inclusive.</summary>
internal sealed class Size(long min, long max) : ValueType<long>
{
    public override string Label => "a size such as 64MiB (units: B, KiB, MiB, GiB, TiB)";

    public override string Bounds => $"{Units.FormatSize(min)} to {Units.FormatSize(max)}";

    public override string JsonSchema => """{ "type": ["integer", "string"], "pattern": "^[0-9.]+ ?(B|KiB|MiB|GiB|TiB)?$" }""";

    public override bool TryParse(string text, out long value, out string problem)
    {
        problem = Units.TryParseSize(text, out value) ? ProblemWith(value) ?? "" : Refusal(text, Label);
        return problem.Length == 0;
    }

    public override string? ProblemWith(long value) =>
        value < min || value > max
            ? $"must be between {Units.FormatSize(min)} and {Units.FormatSize(max)}, is {Units.FormatSize(value)}"
            : null;

    public override string Format(long value) => Units.FormatSize(value);
}

/// <summary>A span of time between two bounds, both inclusive, in whole milliseconds.</summary>
internal sealed class Duration(TimeSpan min, TimeSpan max) : ValueType<TimeSpan>
{
    public override string Label => "a duration such as 100ms (units: ms, s, m, h, d)";

    public override string Bounds => $"{Format(min)} to {Format(max)}";

    public override string JsonSchema => """{ "type": ["integer", "string"], "pattern": "^[0-9.]+ ?(ms|s|m|h|d)?$" }""";

    public override bool TryParse(string text, out TimeSpan value, out string problem)
    {
        value = TimeSpan.Zero;
        problem = Refusal(text, Label);
        if (!Units.TryParseMilliseconds(text, out var milliseconds)) return false;

        // A span counts ticks of 100 ns in 64 bits; whatever does not fit is out of range as well.
        value = milliseconds > (long)TimeSpan.MaxValue.TotalMilliseconds ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(milliseconds);
        problem = ProblemWith(value) ?? "";
        return problem.Length == 0;
    }

    public override string? ProblemWith(TimeSpan value) =>
        value < min || value > max ? $"must be between {Format(min)} and {Format(max)}, is {Format(value)}" : null;

    public override string Format(TimeSpan value) => Units.FormatMilliseconds((long)value.TotalMilliseconds);
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed class TrueOrFalse : ValueType<bool>
{
    public override string Label => "true or false";

    public override string JsonSchema => """{ "type": "boolean" }""";

    public override bool TryParse(string text, out bool value, out string problem)
    {
        problem = Refusal(text, Label);
        return bool.TryParse(text, out value);
    }

    public override string Format(bool value) => value ? "true" : "false";
}

/// <summary>One of a few words.</summary>
internal sealed class OneOf<T>(params (string Word, T Value)[] choices) : ValueType<T>
    where T : struct, Enum
{
    public override string Label => "one of " + string.Join(", ", choices.Select(c => c.Word));

    public override string Bounds => string.Join(", ", choices.Select(c => c.Word));

    public override string JsonSchema => $$"""{ "enum": [{{string.Join(", ", choices.Select(c => $"\"{c.Word}\""))}}] }""";

    /// <summary>Words that name something this version cannot do: refused with that reason.</summary>
    public IReadOnlyList<string> NotSupported { get; init; } = [];

    public override bool TryParse(string text, out T value, out string problem)
    {
        foreach (var choice in choices)
        {
            if (choice.Word != text) continue;
            value = choice.Value;
            problem = "";
            return true;
        }

        value = default;
        problem = NotSupported.Contains(text)
            ? $"'{text}' is not supported by this version; it must be {string.Join(" or ", choices.Select(c => c.Word))}"
            : $"'{text}' is not {Label}{Meant(text)}";
        return false;
    }

    public override string? ProblemWith(T value) => choices.Any(c => c.Value.Equals(value)) ? null : $"'{value}' is not {Label}";

    public override string Format(T value) => choices.First(c => c.Value.Equals(value)).Word;

    private string Meant(string text) =>
        Suggestion.For(text, choices.Select(c => c.Word)) is { } near ? $"; did you mean '{near}'?" : "";
}

/// <summary>Text that must not be empty and may have to pass a check.</summary>
/// <param name="label">What the text is: "a name", "an IP address or localhost".</param>
/// <param name="isValid">The check; null accepts all text.</param>
internal sealed class Text(string label, Func<string, bool>? isValid = null) : ValueType<string>
{
    public override string Label => label;

    public override string JsonSchema => """{ "type": "string", "minLength": 1 }""";

    public override bool TryParse(string text, out string value, out string problem)
    {
        value = text;
        problem = ProblemWith(text) ?? "";
        return problem.Length == 0;
    }

    public override string? ProblemWith(string value)
    {
        if (string.IsNullOrEmpty(value)) return $"needs a value: {label}";
        return isValid is null || isValid(value) ? null : Refusal(value, label);
    }

    public override string Format(string value) => value;
}

/// <summary>Text that may be left out.</summary>
internal sealed class OptionalText(Text inner) : ValueType<string?>
{
    public override string Label => inner.Label;

    public override string JsonSchema => """{ "type": ["string", "null"] }""";

    public override bool AllowsNull => true;

    public override bool TryParse(string text, out string? value, out string problem)
    {
        var ok = inner.TryParse(text, out var parsed, out problem);
        value = parsed;
        return ok;
    }

    public override string? ProblemWith(string? value) => value is null ? null : inner.ProblemWith(value);

    public override string Format(string? value) => value ?? "null";
}

/// <summary>A whole number that may be left out.</summary>
internal sealed class OptionalNumber(WholeNumber inner) : ValueType<int?>
{
    public override string Label => inner.Label;

    public override string Bounds => inner.Bounds + ", or null";

    public override string JsonSchema => inner.JsonSchema.Replace("\"integer\"", "[\"integer\", \"null\"]", StringComparison.Ordinal);

    public override bool AllowsNull => true;

    public override bool TryParse(string text, out int? value, out string problem)
    {
        var ok = inner.TryParse(text, out var parsed, out problem);
        value = parsed;
        return ok;
    }

    public override string? ProblemWith(int? value) => value is { } number ? inner.ProblemWith(number) : null;

    public override string Format(int? value) => value is { } number ? inner.Format(number) : "null";
}
