using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>Where the facility code comes from that a reader sends.</summary>
public enum FacilityOverride
{
    /// <summary>From the card; where it has none, from what its number has beyond the field of the card.</summary>
    Auto,
    /// <summary>From the card; where it has none, <see cref="ReaderOutputOptions.Facility"/>.</summary>
    Optional,
    /// <summary>Always <see cref="ReaderOutputOptions.Facility"/>.</summary>
    Override,
}

/// <summary>What a reader sends of cards.</summary>
public sealed record ReaderOutputOptions
{
    /// <summary>The format of the frames; null for the bits as they are. Default: null.</summary>
    public CardFormat? Format { get; init; }

    /// <summary>Where the facility code comes from. Default: the card. Must be that where <see cref="Format"/> has no facility code.</summary>
    public FacilityOverride FacilityOverride { get; init; }

    /// <summary>The facility code of <see cref="FacilityOverride.Optional"/> and <see cref="FacilityOverride.Override"/>. Default: 0.</summary>
    public ulong Facility { get; init; }

    /// <summary>Whether the bytes of a card without a format are turned round. Default: no.</summary>
    public bool IsReversed { get; init; }

    /// <summary>Shorter frames are no cards, 1 to 128. Default: 16. Ignored where cards come.</summary>
    public int FewestBits { get; init; } = CardOperator.UsualFewestBits;
}

/// <summary>The operator <c>reader-output</c>.</summary>
public static class ReaderOutputOperator
{
    private const string Auto = "auto";
    private const string AsRead = "as-read";
    private const string Reversed = "reversed";

    private static readonly ImmutableArray<string> Overrides = [Auto, "optional", "override"];

    /// <summary>
    /// The frame that a reader sends for each card, with its stamp and since. A card that does not fit the format is a fault with the bits that
    /// were read: <c>too-large</c>, <c>no-field</c>, <c>fixed-bits</c> or <c>part-byte</c>. Other faults pass. Allocates nothing, but for frames of
    /// more than 64 bits.
    /// </summary>
    /// <param name="source">Cards, or frames, each of which is a card without a format.</param>
    /// <param name="options">What is sent.</param>
    public static IObservable<Stamped<Value>> ReaderOutput(this IObservable<Stamped<Value>> source, ReaderOutputOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FewestBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.FewestBits, ReaderBits.Most);
        if (options.FacilityOverride != FacilityOverride.Auto && Refusal(options.Format, options.Facility) is { } problem)
            throw new ArgumentException(problem + ".", nameof(options));
        return source.Through(() => new ReaderOutputKernel(options));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "reader-output",
        Summary = "Makes the frames that this reader sends to a controller for the cards that it reads.",
        Details = "Without `format` the bits go as they are. With one, its numbers are those of the card, field by field: the card, the issue level, the maker's code; what the card does not have is 0. "
            + "A card without a format, and a frame, is one number: all its bits, after `byte-order`.\n\n"
            + "Where the format has a facility code, `facility-override` says which is sent. `auto`: that of the card; where it has none, its number is cut: the field of the card takes the lowest bits (of decimal fields, digits), and what is beyond becomes the facility code. "
            + "`optional`: that of the card; where it has none, `facility`. `override`: always `facility`. With the last two the number is not cut.\n\n"
            + "Nothing is left out in silence. A number that is larger than its field is the fault `too-large`, also where what is beyond the card is more than a facility code holds; "
            + "a number of the card other than 0 for which the format has no field, such as a facility code for H10302, is `no-field`; one that contradicts fixed bits is `fixed-bits`. They carry the bits that were read. "
            + "A card that has the format already, with the numbers that are to be sent, goes as it is; else bits to which the format gives no meaning are 0.\n\n"
            + "`byte-order: reversed` turns round the bytes of what has no format, which must be whole bytes: else it is the fault `part-byte`. Cards of a format keep their order. Other faults pass.",
        Shorthand = "format",
        Parameters =
        [
            ParameterSpec.CardFormats("format", "The format in which cards are sent, one. Without it the bits go as they are."),
            ParameterSpec.Choice("facility-override", "Where the facility code comes from.", Auto, Overrides),
            ParameterSpec.Of("facility", "The facility code of `optional` and `override`.", null, "0", null, false, Dimension.Count),
            ParameterSpec.Choice("byte-order", "The order of the bytes of a serial number (UID).", AsRead, AsRead, Reversed),
            ParameterSpec.Of("fewest-bits", "Shorter frames are no cards. Not for cards.", "16", "1", "128", false, Dimension.Count),
        ],
        Examples =
        [
            new OperatorExample("reader-output: {}", "The bits as they are."),
            new OperatorExample("reader-output: Wiegand34", "A serial number of 32 bits as facility code and card of 16 bits each."),
            new OperatorExample("reader-output: { format: Wiegand26, facility-override: optional, facility: 12 }", "Cards that have no facility code of their own get 12."),
            new OperatorExample("reader-output: { format: Wiegand37FacilityCode, facility-override: override, facility: 700 }", "All cards get the facility code 700."),
            new OperatorExample("reader-output: { format: Wiegand37, byte-order: reversed }", "A serial number, the last byte first, as one number."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "cards",
                Yields = "an event with the frame",
                Accepts = flow => flow.Kind == FlowKind.Event && ReferenceEquals(flow.Record, RecordType.Card),
                Output = Frames,
                Kernel = (_, values) => new ReaderOutputKernel(Read(values)),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "frames",
                Yields = "an event with the frame for each that is long enough",
                Accepts = flow => flow.Kind == FlowKind.Event && ReferenceEquals(flow.Record, RecordType.Frame),
                Output = Frames,
                Kernel = (_, values) => new ReaderOutputKernel(Read(values)),
            },
        ],
        Check = Check,
    };

    private static Flow Frames(Flow flow, ParameterValues values) => new(FlowKind.Event, Channels: flow.Channels, Record: RecordType.Frame);

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (values.Has("format") && values.CardFormats("format").Length != 1)
            yield return new ParameterProblem("format", string.Create(CultureInfo.InvariantCulture, $"cards are sent in one format, not in {values.CardFormats("format").Length}"));
        if (values.NotWhole("fewest-bits") is { } fraction)
            yield return fraction;
        else if (values.IsGiven("fewest-bits") && !ReferenceEquals(input.Record, RecordType.Frame))
            yield return new ParameterProblem("fewest-bits", $"'fewest-bits' is of frames, and {input} have been chosen already", "leave it out");
        bool isAuto = values.Text("facility-override") == Auto;
        if (isAuto && values.Has("facility"))
            yield return new ParameterProblem("facility", "with 'facility-override: auto' the facility code is never 'facility'", "say 'facility-override: optional' or 'override', or leave 'facility' out");
        if (isAuto)
            yield break;
        if (!values.Has("facility"))
            yield return new ParameterProblem("facility-override", $"'facility-override: {values.Text("facility-override")}' needs 'facility'");
        else if (values.NotWhole("facility") is { } broken)
            yield return broken;
        else if (Refusal(FormatOf(values), (ulong)values.Quantity("facility").Value) is { } problem)
            yield return new ParameterProblem("facility", problem);
    }

    // why a format does not take a facility code, or null
    private static string? Refusal(CardFormat? format, ulong facility)
    {
        if (format is null)
            return "without 'format' the bits go as they are, and no facility code is put into them";
        return format.TryEncode(new CardNumbers(Facility: facility), out _, out string problem) ? null : problem;
    }

    private static CardFormat? FormatOf(ParameterValues values) => values.Has("format") ? values.CardFormats("format")[0] : null;

    private static ReaderOutputOptions Read(ParameterValues values) => new()
    {
        Format = FormatOf(values),
        FacilityOverride = (FacilityOverride)Overrides.IndexOf(values.Text("facility-override")),
        Facility = values.Has("facility") ? (ulong)values.Quantity("facility").Value : 0,
        IsReversed = values.Text("byte-order") == Reversed,
        FewestBits = (int)values.Number("fewest-bits"),
    };
}

/// <summary>A card has its frame: nothing is kept.</summary>
internal sealed class ReaderOutputKernel : StatelessKernel
{
    private readonly ReaderOutputOptions _options;
    private readonly CardFormat? _format;
    private readonly bool _hasFacility;

    // by so much the number of a card is cut: one more than its field holds
    private readonly UInt128 _cut;

    public ReaderOutputKernel(ReaderOutputOptions options)
    {
        _options = options;
        _format = options.Format;
        _hasFacility = _format?.FieldOf(CardField.Facility) is not null;
        _cut = _format is null ? UInt128.Zero : _format.FieldOf(CardField.Card)!.Most + UInt128.One;
    }

    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (input.Value.Kind is not (ValueKind.Card or ValueKind.Frame))
            output.Emit(input);
        else if (input.Value.Kind == ValueKind.Card || input.Value.Frame.Length >= _options.FewestBits)
            output.Emit(input with { Value = Sent(input.Value) });
    }

    private static ReaderBits Turned(in ReaderBits bits) => new(bits.Length, BinaryPrimitives.ReverseEndianness(bits.Bits) >> (ReaderBits.Most - bits.Length));

    private Value Sent(in Value card)
    {
        ReaderBits bits = card.Frame;
        if (card.Format is null && _options.IsReversed)
        {
            if (bits.Length % 8 != 0)
                return Value.Fault("part-byte", bits);
            bits = Turned(bits);
        }

        if (_format is null)
            return Value.Of(bits);
        CardNumbers had = card.Format?.Numbers(bits) ?? default;
        if (!TryChoose(had, had.Card ?? bits.Bits, out CardNumbers sent))
            return Value.Fault("too-large", card.Frame);
        if (ReferenceEquals(card.Format, _format) && sent == had && _format.ParityHolds(bits))
            return Value.Of(bits);
        return _format.Encode(sent, out ReaderBits frame, out _) switch
        {
            CardMisfit.None => Value.Of(frame),
            CardMisfit.NoField => Value.Fault("no-field", card.Frame),
            CardMisfit.TooLarge => Value.Fault("too-large", card.Frame),
            _ => Value.Fault("fixed-bits", card.Frame),
        };
    }

    /// <summary>The numbers that are sent of a card with the numbers <paramref name="had"/>; false where they are too large for any field.</summary>
    private bool TryChoose(in CardNumbers had, UInt128 number, out CardNumbers sent)
    {
        UInt128? facility = had.Facility;
        if (_options.FacilityOverride == FacilityOverride.Override || (facility is null && _options.FacilityOverride == FacilityOverride.Optional))
            facility = _options.Facility;
        else if (facility is null && _hasFacility)
            (facility, number) = UInt128.DivRem(number, _cut);
        sent = default;
        if (number > ulong.MaxValue || facility > ulong.MaxValue)
            return false;
        sent = had with { Facility = (ulong?)facility, Card = (ulong)number };
        for (int i = 0; i < CardNumbers.Names.Length; i++)
        {
            // what is left out is 0 to whoever reads the frame
            if (sent[(CardField)i] == 0 && _format!.FieldOf((CardField)i) is null)
                sent = sent.With((CardField)i, null);
        }

        return true;
    }
}
