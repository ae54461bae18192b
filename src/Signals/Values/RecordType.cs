using System;
using System.Collections.Immutable;
using System.Linq;

namespace Reactive.Signals;

/// <summary>One part of a value that has several: <c>card.facility</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Unit">The unit of its number; null where it is text.</param>
/// <param name="Read">Takes it out of a value of the type; unknown where that value has none.</param>
public sealed record RecordField(string Name, string Summary, Unit? Unit, Func<Value, Value> Read)
{
    /// <summary>The words that its text may be; none where it may be any.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>Whether its text is a set of words with blanks between them: it is each of them.</summary>
    public bool IsSet { get; init; }
}

/// <summary>A type of values that have named parts, such as a card with its facility and number.</summary>
public sealed class RecordType
{
    private static readonly Value Missing = Value.Unknown(UnknownReason.Fault);

    private static readonly RecordField Bits = new("bits", "how many bits the frame has", Unit.Count, static v => Value.Of(v.Frame.Length, Unit.Count));
    private static readonly RecordField Raw = new("raw", "the bits as hexadecimal digits, right-aligned, with leading zeros to whole nibbles", null, static v => Value.Of(v.Frame.Raw));

    /// <summary>The raw bits of a frame of a reader: <see cref="ValueKind.Frame"/>.</summary>
    public static readonly RecordType Frame = new("frame", [Bits, Raw]);

    /// <summary>A card: <see cref="ValueKind.Card"/>.</summary>
    public static readonly RecordType Card = new(
        "card",
        [
            new("format", "the name of the format, unknown where none matches", null, static v => v.Format is { } format ? Value.Of(format.Name) : Missing),
            Number(CardField.Facility, "the facility code"),
            Number(CardField.Card, "the number of the card"),
            Number(CardField.Issue, "the issue level"),
            Number(CardField.Oem, "the maker's code"),
            Bits,
            Raw,
        ]);

    /// <summary>A PIN: <see cref="ValueKind.Pin"/>. What was typed is no part of it that can be seen.</summary>
    public static readonly RecordType Pin = new("PIN", [new("digits", "how many digits it has", Unit.Count, static v => Value.Of(v.Frame.Length / 4, Unit.Count))]);

    /// <summary>What an entry list said: <see cref="ValueKind.Entry"/>.</summary>
    public static readonly RecordType Entry = new(
        "entry",
        [
            new("outcome", "what became of it", null, static v => Value.Of(v.Entry!.Outcome)) { Words = Signals.Entry.Outcomes },
            new("reason", "why nobody may enter", null, static v => TextOf(v.Entry!.Reason)) { Words = Signals.Entry.Reasons },
            new("holder", "the first name of the holder", null, static v => TextOf(v.Entry!.Holder)),
            new("id", "the number of the holder", Unit.Count, static v => v.Entry!.HolderId > 0 ? Value.Of(v.Entry.HolderId, Unit.Count) : Missing),
            new("condition", "each of the conditions of the holder", null, static v => TextOf(v.Entry!.Conditions)) { IsSet = true },
            new("remaining", "how often the holder may still enter", Unit.Count, static v => v.Entry!.Remaining is { } left ? Value.Of(left, Unit.Count) : Missing),
            new("credential", "what was presented", null, static v => TextOf(CredentialOf(v.Entry!))) { Words = ["card", "pin", "qr"] },
            new("check", "whether somebody only wanted to see what happens", null, static v => Value.Of(v.Entry!.IsCheck ? "yes" : "no")) { Words = ["yes", "no"] },
        ])
    {
        Main = "outcome",
    };

    /// <summary>The part that names a digit that is over.</summary>
    internal const string Over = "over";

    /// <summary>What brings a digit, by <see cref="DigitCarrier"/>.</summary>
    public static readonly ImmutableArray<string> Carriers = ["in-band", "rtp-event", "sip-info"];

    // made once: what is read in every turn allocates nothing
    private static readonly ImmutableArray<string> DigitTexts = [.. Value.Digits.Select(static c => c.ToString())];

    private static readonly ImmutableArray<string> Limits = ["deviation", "twist", "level", "snr"];

    /// <summary>A DTMF digit: <see cref="ValueKind.Digit"/>.</summary>
    public static readonly RecordType Digit = new(
        "DTMF digit",
        [
            new("digit", "one of 0 to 9, *, # and A to D, that has begun", null, static v => v.IsOver ? Missing : Value.Of(Text(v.DigitCharacter))) { Words = DigitTexts },
            new(Over, "the digit that is over, where that is told", null, static v => v.IsOver ? Value.Of(Text(v.DigitCharacter)) : Missing) { Words = DigitTexts },
            new("by", "what brought it: its tones in sound, a telephone event of RTP, or a message of the call", null, static v => Value.Of(Carriers[(int)v.DigitCarrier!])) { Words = Carriers },
            Measured("level", "the power of both tones relative to a full-scale sine", Unit.Decibel, static m => m.LevelDbfs),
            Measured("twist", "the high tone over the low tone", Unit.Decibel, static m => m.TwistDb),
            Measured("low", "how far the frequency of the low tone is off", Unit.Percent, static m => m.LowPercent),
            Measured("high", "how far the frequency of the high tone is off", Unit.Percent, static m => m.HighPercent),
            Measured("snr", "both tones over everything else that was there, 100 dB for that and more", Unit.Decibel, static m => m.SnrDb),
            Measured("margin", "how much of the nearest limit was left", Unit.Percent, static m => m.MarginPercent),
            new("nearest", "the limit that was nearest: deviation, twist, level or snr", null, static v => v.DigitMeasure is { } measure ? Value.Of(Limits[(int)measure.Nearest]) : Missing) { Words = Limits },
            new("duration", "how long it lasted, where it is over", Unit.Second, static v => v.DigitNanoseconds is { } lasted ? Value.Of(lasted / 1e9, Unit.Second) : Missing),
        ]);

    /// <summary>A tone: <see cref="ValueKind.Tone"/>.</summary>
    public static readonly RecordType Tone = new(
        "tone",
        [
            new("frequency", "the frequency, of several tones that of the first", Unit.Hertz, static v => Value.Of(v.ToneHertz ?? 0, Unit.Hertz)),
            new("level", "the power of all tones relative to a full-scale sine", Unit.Decibel, static v => v.ToneMeasure is { } measure ? Value.Of(measure.LevelDbfs, Unit.Decibel) : Missing),
            new("snr", "the tones over everything else that was there, 100 dB for that and more", Unit.Decibel, static v => v.ToneMeasure is { } measure ? Value.Of(measure.SnrDb, Unit.Decibel) : Missing),
            new("duration", "how long it lasted, where it is over", Unit.Second, static v => v.ToneNanoseconds is { } lasted ? Value.Of(lasted / 1e9, Unit.Second) : Missing),
        ]);

    private RecordType(string name, ImmutableArray<RecordField> fields)
    {
        Name = name;
        Fields = fields;
    }

    /// <summary>What the type is called.</summary>
    public string Name { get; }

    /// <summary>What several of its values are called.</summary>
    public string Plural => Name == "entry" ? "entries" : Name + "s";

    /// <summary>Its parts.</summary>
    public ImmutableArray<RecordField> Fields { get; }

    /// <summary>The part that is meant where none is named (<c>entry is granted</c>); null where that would mean nothing.</summary>
    public string? Main { get; private init; }

    /// <summary>The type of a value, or null where it has no parts.</summary>
    public static RecordType? Of(in Value value) => value.Kind switch
    {
        ValueKind.Frame => Frame,
        ValueKind.Card => Card,
        ValueKind.Pin => Pin,
        ValueKind.Entry => Entry,
        ValueKind.Digit => Digit,
        ValueKind.Tone => Tone,
        _ => null,
    };

    /// <summary>The part called <paramref name="name"/>, or null.</summary>
    public RecordField? Field(string name) => Fields.FirstOrDefault(f => f.Name == name);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Value TextOf(string text) => text.Length > 0 ? Value.Of(text) : Missing;

    private static string CredentialOf(Entry entry) => entry.Credential.Kind switch
    {
        ValueKind.Card => "card",
        ValueKind.Pin => "pin",
        ValueKind.Text => "qr",
        ValueKind.Veiled => entry.Credential.Text switch { "card" => "card", "PIN" => "pin", _ => "qr" },
        _ => "",
    };

    private static RecordField Measured(string name, string summary, Unit unit, Func<DtmfMeasure, double> read) => new(
        name, summary, unit, v => v.DigitMeasure is { } measure ? Value.Of(read(measure), unit) : Missing);

    private static string Text(char? digit) => DigitTexts[Value.Digits.IndexOf(digit ?? '0', StringComparison.Ordinal)];

    private static RecordField Number(CardField field, string summary) => new(
        CardNumbers.Names[(int)field], summary, Unit.Count, v => v.Format?.Number(v.Frame, field) is { } number ? Value.Of(number, Unit.Count) : Missing);
}
