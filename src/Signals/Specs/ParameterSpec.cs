using System;
using System.Collections.Immutable;
using System.Linq;

namespace Reactive.Signals.Specs;

/// <summary>How a parameter is written.</summary>
public enum ParameterKind
{
    /// <summary>A number with a unit of one of the parameter's dimensions; a bare number where that is <see cref="Dimension.Count"/>.</summary>
    Quantity,
    /// <summary>One of a few words.</summary>
    Choice,
    /// <summary>Free text.</summary>
    Text,
    /// <summary>A map from a state's name to a half-open range of quantities: <c>{ closed: 800..1500 Ω }</c>; <c>..</c> may lack either end.</summary>
    Ranges,
    /// <summary>A map from quantity to quantity, at least two, the keys strictly increasing: <c>{ 0.5 V: 0 %, 4.5 V: 100 % }</c>.</summary>
    Points,
    /// <summary>One format of cards by its name, or a list of several.</summary>
    CardFormats,
    /// <summary>A secret by its name, and never the secret: <c>secret door-pins</c>.</summary>
    Secret,
    /// <summary>One quantity, or a list of several: <c>[440 Hz, 480 Hz]</c>.</summary>
    Quantities,
    /// <summary>A map from names to texts, one or a list of several each: <c>{ open: "5", page: ["9#", "0"] }</c>. What they mean is for whoever takes them to say.</summary>
    Texts,
    /// <summary>A condition of the definition: <c>office-hours is active</c>.</summary>
    Condition,
}

/// <summary>One parameter of a component: what parsing, checking, the JSON schema, completion and the reference docs know of it.</summary>
public sealed record ParameterSpec
{
    /// <summary>What points look like, for messages and docs.</summary>
    public const string PointsExample = "{ 0.5 V: 0 %, 4.5 V: 100 % }";

    /// <summary>The most points that one parameter takes.</summary>
    public const int MostPoints = 64;

    /// <summary>The most quantities that one parameter takes.</summary>
    public const int MostQuantities = 8;

    /// <summary>The most texts that one parameter takes, those of all its names together.</summary>
    public const int MostTexts = 256;

    /// <summary>The key in a definition: words with hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>How it is written.</summary>
    public required ParameterKind Kind { get; init; }

    /// <summary>What it does, in one or two sentences, with what happens at its limits.</summary>
    public required string Summary { get; init; }

    /// <summary>The dimensions a quantity, or either side of points, may have.</summary>
    public ImmutableArray<Dimension> Dimensions { get; init; } = [];

    /// <summary>The words of a choice, or the state names of ranges.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>The value it takes when it is left out, as one would write it; null where there is none.</summary>
    public string? Default { get; init; }

    /// <summary>The least value allowed, as one would write it; null for no limit.</summary>
    public string? Least { get; init; }

    /// <summary>The greatest value allowed, as one would write it; null for no limit.</summary>
    public string? Most { get; init; }

    /// <summary>Whether it must be given.</summary>
    public bool Required { get; init; }

    /// <summary>A duration.</summary>
    public static ParameterSpec Duration(string name, string summary, string? @default = null, string least = "0 s", string most = "365 d", bool required = false) =>
        Of(name, summary, @default, least, most, required, Dimension.Time);

    /// <summary>A quantity of one or several dimensions.</summary>
    public static ParameterSpec Of(string name, string summary, string? @default, string? least, string? most, bool required, params ImmutableArray<Dimension> dimensions) => new()
    {
        Name = name,
        Kind = ParameterKind.Quantity,
        Summary = summary,
        Dimensions = dimensions,
        Default = @default,
        Least = least,
        Most = most,
        Required = required,
    };

    /// <summary>One word of several.</summary>
    public static ParameterSpec Choice(string name, string summary, string? @default, params ImmutableArray<string> choices) => new()
    {
        Name = name,
        Kind = ParameterKind.Choice,
        Summary = summary,
        Choices = choices,
        Default = @default,
    };

    /// <summary>Formats of cards.</summary>
    public static ParameterSpec CardFormats(string name, string summary) => new() { Name = name, Kind = ParameterKind.CardFormats, Summary = summary };

    /// <summary>One quantity or several, each within the limits.</summary>
    public static ParameterSpec Quantities(string name, string summary, string? @default, string? least, string? most, bool required, params ImmutableArray<Dimension> dimensions) =>
        Of(name, summary, @default, least, most, required, dimensions) with { Kind = ParameterKind.Quantities };

    /// <summary>Texts by name.</summary>
    /// <param name="name">The key.</param>
    /// <param name="summary">What it does.</param>
    /// <param name="example">What it looks like, for messages and docs: a map.</param>
    /// <param name="required">Whether it must be given.</param>
    /// <param name="isTyped">Whether the texts are what somebody types, so that pictures and explanations show the names alone.</param>
    public static ParameterSpec Texts(string name, string summary, string example, bool required = false, bool isTyped = false) =>
        new() { Name = name, Kind = ParameterKind.Texts, Summary = summary, Example = example, Required = required, IsTyped = isTyped };

    /// <summary>Of texts by name: what they look like.</summary>
    public string Example { get; init; } = "";

    /// <summary>Of texts by name: whether they are what somebody types, which is nobody's business who looks at a picture or an explanation.</summary>
    public bool IsTyped { get; init; }

    /// <summary>Of a secret: how many bytes it must have; null for any number.</summary>
    public int? SecretBytes { get; init; }

    /// <summary>A secret, named: <c>secret door-pins</c>. Whoever runs the pipeline brings the bytes; see <see cref="SecretSet"/>.</summary>
    public static ParameterSpec Secret(string name, string summary, bool required = false) => new() { Name = name, Kind = ParameterKind.Secret, Summary = summary, Required = required };

    /// <summary>
    /// Reads one value as written. On failure <paramref name="problem"/> says what was expected, as a sentence without its
    /// full stop, and <paramref name="hint"/> may say how to mend it.
    /// </summary>
    public bool TryRead(string text, out object value, out string problem, out string hint)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = text;
        problem = hint = "";
        switch (Kind)
        {
            case ParameterKind.Choice when !Choices.Contains(text, StringComparer.Ordinal):
                problem = $"'{Name}' must be {Or(Choices)}, not '{text}'";
                hint = NearMiss.Hint(text, Choices);
                return false;
            case ParameterKind.Quantity:
                return TryReadQuantity(text, out value, out problem, out hint);
            case ParameterKind.Quantities:
                return TryReadQuantities(text, out value, out problem, out hint);
            case ParameterKind.Texts:
                problem = $"'{Name}' must be a map from names to texts, such as {Example}";
                return false;
            case ParameterKind.Ranges:
                problem = $"'{Name}' must be a map from states to ranges, such as {{ {Choices[0]}: 800..1500 Ω }}";
                return false;
            case ParameterKind.Points:
                problem = $"'{Name}' must be a map from quantities to quantities, such as {PointsExample}";
                return false;
            case ParameterKind.CardFormats:
                problem = $"'{Name}' must be the name of a card format, or a list of several";
                return false;
            case ParameterKind.Secret:
                if (SecretName.TryRead(text, out string secret))
                {
                    value = secret;
                    return true;
                }

                // what was written may be the secret itself: it is not said again
                problem = $"'{Name}' takes a secret by its name: secrets are never written in a definition";
                hint = $"write '{SecretName.Example}' and keep the secret in a file of that name, which 'reactive secret new' makes; change what was written here if it was a secret";
                return false;
            default:
                return true;
        }
    }

    /// <summary>The choices as a list for a message: <c>a, b or c</c>.</summary>
    public static string Or(ImmutableArray<string> choices) => choices.Length switch
    {
        0 => "",
        1 => choices[0],
        _ => string.Join(", ", choices.Take(choices.Length - 1)) + " or " + choices[^1],
    };

    /// <summary>Whether a quantity of <paramref name="dimension"/> may be given.</summary>
    public bool Takes(Dimension dimension)
    {
        // by hand: the framework's search over our enum would have to be compiled at start
        for (int i = 0; i < Dimensions.Length; i++)
        {
            if (Dimensions[i] == dimension)
                return true;
        }

        return false;
    }

    /// <summary>The units that may be given, for a message: <c>ns, µs, ms, s, min, h or d</c>.</summary>
    public string Units() => string.Join(" or ", Dimensions.Select(d => d == Dimension.Count ? "no unit" : Unit.Choices(d)));

    /// <summary>The range, for docs: <c>1 ms to 60 s</c>, <c>at least 1 Ω</c>; empty where there is none.</summary>
    public string Range() => (Least, Most) switch
    {
        (null, null) => "",
        (null, { } most) => "at most " + most,
        ({ } least, null) => "at least " + least,
        ({ } least, { } most) => $"{least} to {most}",
    };

    // as code and the command line give them: in a definition they are a list
    private bool TryReadQuantities(string text, out object value, out string problem, out string hint)
    {
        value = text;
        problem = hint = "";
        var quantities = ImmutableArray.CreateBuilder<Quantity>();
        foreach (string one in text.Trim('[', ']').Split(','))
        {
            if (!TryReadQuantity(one.Trim(), out object quantity, out problem, out hint))
                return false;
            quantities.Add((Quantity)quantity);
        }

        if (quantities.Count > MostQuantities)
        {
            problem = $"'{Name}' has at most {MostQuantities} quantities, not {quantities.Count}";
            return false;
        }

        value = quantities.ToImmutable();
        return true;
    }

    private bool TryReadQuantity(string text, out object value, out string problem, out string hint)
    {
        value = text;
        hint = "";
        if (!Quantity.TryParse(text, out Quantity quantity, out problem))
        {
            problem = $"'{Name}': {problem}";
            hint = $"write a number and {Units()}, such as {Default ?? Least ?? "1"}";
            return false;
        }

        if (!Takes(quantity.Dimension))
        {
            problem = quantity.Dimension == Dimension.Count
                ? $"'{Name}' needs a unit: {Units()}"
                : $"'{Name}' is given in {quantity.Unit}, but takes {Units()}";
            hint = quantity.Dimension == Dimension.Count ? $"write '{text} {Unit.BaseOf(Dimensions[0])}' if that is what you mean" : "";
            return false;
        }

        if (OutOfRange(quantity, Least, -1) || OutOfRange(quantity, Most, 1))
        {
            problem = $"'{Name}' must be {(Least is null ? $"at most {Most}" : Most is null ? $"at least {Least}" : $"between {Least} and {Most}")}, not {quantity}";
            return false;
        }

        value = quantity;
        return true;
    }

    private static bool OutOfRange(Quantity quantity, string? limit, int sign)
    {
        if (limit is null)
            return false;
        Quantity bound = Quantity.Parse(limit);
        return bound.Dimension == quantity.Dimension && quantity.Value.CompareTo(bound.Value) * sign > 0;
    }
}
