using System;
using System.Globalization;
using Reactive.Rules.Yaml;
using Reactive.Signals;

namespace Reactive.Rules;

/// <summary>
/// Frames, cards, PINs, DTMF digits and tones as tests write them: bits (<c>0x2f623ae/26</c>, or binary digits), a card as <c>H10301 12:3456</c> or as a map with
/// <c>format</c>, <c>facility</c>, <c>card</c>, <c>issue</c> and <c>oem</c>, a PIN as its digits, a DTMF digit as <see cref="WrittenDigit"/> says, a tone as its frequency.
/// </summary>
internal sealed class WrittenRecord(ReadContext context, string code)
{
    private const string CardExample = "{ format: H10301, facility: 12, card: 3456 }";

    private const string ToneExample = "440 Hz";

    /// <summary>A value of <paramref name="type"/>; null where it is none, which is reported.</summary>
    public Value? Of(RecordType type, YamlNode node, string path)
    {
        if (type == RecordType.Entry)
            return new WrittenEntry(context, code).Of(node, path);
        if (type == RecordType.Digit)
            return new WrittenDigit(context, code).Of(node, path);
        if (node is YamlMap map && type != RecordType.Pin && type != RecordType.Tone)
            return Card(map, path) is (CardFormat format, ReaderBits bits) ? Made(type, bits, format) : null;
        if (context.Scalar(node, path, Example(type)) is not YamlScalar scalar)
            return null;
        if (type == RecordType.Pin)
            return Pin(scalar, path);
        if (type == RecordType.Tone)
            return Tone(scalar, path);
        int blank = scalar.Value.IndexOf(' ', StringComparison.Ordinal);
        if (blank > 0 && !char.IsAsciiDigit(scalar.Value[0]))
            return Named(scalar, blank, path) is (CardFormat format, ReaderBits bits) ? Made(type, bits, format) : null;
        if (ReaderBits.TryParse(scalar.Value, out ReaderBits frame, out string problem))
            return Made(type, frame, null);
        context.Error(code, scalar.Start, path, $"{scalar.Describe()} is no {type}: {problem}", $"such as {Example(type)}");
        return null;
    }

    /// <summary>The bits of a frame that a reader sends; null where they are none, which is reported.</summary>
    public ReaderBits? Bits(YamlNode node, string path) => Of(RecordType.Frame, node, path)?.Frame;

    private static Value Made(RecordType type, in ReaderBits bits, CardFormat? format) => type == RecordType.Card ? Value.Card(bits, format) : Value.Of(bits);

    private static string Example(RecordType type) => type == RecordType.Pin ? "'1234'" : type == RecordType.Tone ? ToneExample : type == RecordType.Frame ? "0x2f623ae/26" : CardExample;

    private Value? Tone(YamlScalar scalar, string path)
    {
        if (Quantity.TryParse(scalar.Value, out Quantity frequency, out _) && frequency.Dimension == Dimension.Frequency && frequency.Value > 0)
            return Value.Tone(frequency.Number);
        context.Error(code, scalar.Start, path, $"{scalar.Describe()} is no tone: it is fed as its frequency", $"such as {ToneExample}");
        return null;
    }

    private Value? Pin(YamlScalar scalar, string path)
    {
        bool digits = scalar.Value.Length <= ReaderBits.Most / 4;
        foreach (char c in scalar.Value)
            digits &= char.IsAsciiDigit(c);
        if (digits && ReaderBits.TryParse(string.Create(CultureInfo.InvariantCulture, $"0x{scalar.Value}/{4 * scalar.Value.Length}"), out ReaderBits bits, out _))
            return Value.Pin(bits);
        context.Error(code, scalar.Start, path, $"a PIN has up to {ReaderBits.Most / 4} digits, and nothing else", "such as '1234'");
        return null;
    }

    // H10301 12:3456
    private (CardFormat Format, ReaderBits Bits)? Named(YamlScalar scalar, int blank, string path)
    {
        if (Format(new YamlScalar(scalar.Start, scalar.End, scalar.Value[..blank], scalar.Style), path) is not CardFormat format)
            return null;
        string[] numbers = scalar.Value[blank..].Trim().Split(':');
        CardNumbers given = default;
        bool good = numbers.Length <= 2;
        for (int i = 0; good && i < numbers.Length; i++)
        {
            good = ulong.TryParse(numbers[i].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number);
            given = given.With(i == numbers.Length - 1 ? CardField.Card : CardField.Facility, number);
        }

        if (good)
            return Encoded(format, given, scalar, path);
        context.Error(code, scalar.Start, path, $"{scalar.Describe()} is no card", $"write FORMAT FACILITY:CARD, such as H10301 12:3456, or {CardExample}");
        return null;
    }

    private (CardFormat Format, ReaderBits Bits)? Card(YamlMap map, string path)
    {
        int errors = context.Report.Errors;
        context.OnlyKeys(map, path, Keys.WrittenCard.All);
        CardFormat? format = context.Required(map, Keys.WrittenCard.Format, path, map.Start, "format: H10301") is YamlEntry named
            && context.Scalar(named.Value, ReadContext.Join(path, named.Key.Value), "format: H10301") is YamlScalar name ? Format(name, path) : null;
        CardNumbers numbers = default;
        for (int i = 0; i < Keys.WrittenCard.Numbers.Length; i++)
        {
            if (context.Whole(map, Keys.WrittenCard.Numbers[i], path) is long number)
                numbers = numbers.With((CardField)i, (ulong)number);
        }

        return format is null || context.Report.Errors != errors ? null : Encoded(format, numbers, map, path);
    }

    private CardFormat? Format(YamlScalar name, string path)
    {
        if (context.Catalog.CardFormat(name.Value) is CardFormat format)
            return format;
        context.Error(DiagnosticCodes.UnknownCardFormat, name.Start, path, $"there is no card format {name.Describe()}", context.Near(name.Value, context.Catalog.CardFormatNames()));
        return null;
    }

    private (CardFormat Format, ReaderBits Bits)? Encoded(CardFormat format, in CardNumbers numbers, YamlNode node, string path)
    {
        if (format.TryEncode(numbers, out ReaderBits bits, out string problem))
            return (format, bits);
        context.Error(code, node.Start, path, problem);
        return null;
    }
}
