using Reactive.Rules.Yaml;
using Reactive.Signals;

namespace Reactive.Rules;

/// <summary>A DTMF digit as tests write it: as it is (<c>'5'</c>), or as a map with what brought it and, of one that is over, how long it lasted.</summary>
internal sealed class WrittenDigit(ReadContext context, string code)
{
    /// <summary>A digit, as messages show one.</summary>
    public const string Example = "'5'";

    /// <summary>A digit; null where it is none, which is reported.</summary>
    public Value? Of(YamlNode node, string path)
    {
        if (node is YamlMap map)
            return OfMap(map, path);
        return context.Scalar(node, path, Example) is YamlScalar scalar && Character(scalar, path) is char digit ? Value.Digit(digit) : null;
    }

    private Value? OfMap(YamlMap map, string path)
    {
        int errors = context.Report.Errors;
        context.OnlyKeys(map, path, Keys.WrittenDigit.All);
        char? digit = context.Required(map, Keys.WrittenDigit.Digit, path, map.Start, $"digit: {Example}") is YamlEntry written
            && context.Scalar(written.Value, ReadContext.Join(path, written.Key.Value), $"digit: {Example}") is YamlScalar scalar ? Character(scalar, path) : null;
        object? by = Parameter(map, Keys.WrittenDigit.By, path), lasted = Parameter(map, Keys.WrittenDigit.Duration, path);
        if (digit is not char character || context.Report.Errors != errors)
            return null;
        var carrier = (DigitCarrier)(by is string word ? RecordType.Carriers.IndexOf(word) : 0);
        return lasted is Quantity duration ? Value.DigitOver(character, duration.Nanoseconds, carrier) : Value.Digit(character, carrier: carrier);
    }

    private object? Parameter(YamlMap map, KeySpec key, string path) =>
        map.Find(key) is YamlEntry entry ? ParameterReader.ReadOne(context, key.Parameter!, entry.Value, ReadContext.Join(path, key.Name)) : null;

    private char? Character(YamlScalar scalar, string path)
    {
        if (scalar.Value.Length == 1 && Value.Digits.Contains(scalar.Value[0]))
            return scalar.Value[0];
        context.Error(code, scalar.Start, path, $"{scalar.Describe()} is no DTMF digit: 0 to 9, *, # and A to D are", $"such as {Example}");
        return null;
    }
}
