using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>key-output</c>.</summary>
public static class KeyOutputOperator
{
    private static readonly ImmutableArray<string> Numbers = ["Wiegand26", "Wiegand34", "Wiegand37", "Wiegand37FacilityCode"];

    /// <summary>The frame that a reader with a keypad sends for each key, with its stamp and since. Faults pass. Allocates nothing.</summary>
    /// <param name="source">Keys.</param>
    /// <param name="format">How a key is sent.</param>
    public static IObservable<Stamped<Value>> KeyOutput(this IObservable<Stamped<Value>> source, KeypadFormat format) => source.Through(() => new KeyOutputKernel(format));

    /// <summary>
    /// The frame that a reader sends for each PIN, as the number of a card, with its stamp and since. A number that the format cannot hold is the
    /// fault <c>too-large</c>, which says nothing of the digits. Faults pass. Allocates nothing.
    /// </summary>
    /// <param name="source">PINs.</param>
    /// <param name="format">The format of the frames.</param>
    /// <param name="facility">The facility code; null for none.</param>
    /// <exception cref="ArgumentException">The format does not have that facility code.</exception>
    public static IObservable<Stamped<Value>> PinOutput(this IObservable<Stamped<Value>> source, CardFormat format, ulong? facility = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        if (!format.TryEncode(new CardNumbers(facility), out _, out string problem))
            throw new ArgumentException(problem + ".", nameof(facility));
        return source.Through(() => new PinOutputKernel(format, facility));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "key-output",
        Summary = "Makes the frames that this reader sends to a controller for keys, or for a PIN.",
        Details = "Keys are a frame each, in the first three formats, which are those of `keypad`. A PIN is one number in a frame of the last four, as a card is: its leading zeros vanish, so that 0042 and 42 are the same, and the controller must know how many digits it has. "
            + "A number that the format cannot hold is the fault `too-large`, which says nothing of the digits: 65535 is the highest of `Wiegand26` and `Wiegand34`, 34359738367 of `Wiegand37`, 524287 of `Wiegand37FacilityCode`. "
            + "What is sent bears the digits in clear: whoever sees the frames can read them. Faults pass.",
        Shorthand = "format",
        Parameters =
        [
            ParameterSpec.Choice("format", "How a key is sent, or a PIN.", KeypadOperator.Formats[0], [.. KeypadOperator.Formats, .. Numbers]),
            ParameterSpec.Of("facility", "The facility code that goes with a PIN: up to 255 in `Wiegand26`, 65535 in `Wiegand34` and `Wiegand37FacilityCode`. `Wiegand37` has none.", "0", "0", "65535", false, Dimension.Count),
        ],
        Examples =
        [
            new OperatorExample("key-output: {}", "Four bits a key."),
            new OperatorExample("key-output: eight-bit-invert-padded", "Eight bits a key, with their check."),
            new OperatorExample("key-output: Wiegand37", "A PIN as the number of a card."),
            new OperatorExample("key-output: { format: Wiegand26, facility: 200 }", "A PIN up to 65535 with a facility code by which the controller knows it."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "keys",
                Yields = "an event with the frame",
                Accepts = flow => flow.Kind == FlowKind.Event && ReferenceEquals(flow.Symbols, SymbolType.Key),
                Output = Frames,
                Kernel = (_, values) => new KeyOutputKernel((KeypadFormat)KeypadOperator.Formats.IndexOf(values.Text("format"))),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "PINs",
                Yields = "an event with the frame",
                Accepts = flow => flow.Kind == FlowKind.Event && ReferenceEquals(flow.Record, RecordType.Pin),
                Output = Frames,
                Kernel = (_, values) => new PinOutputKernel(FormatOf(values), FacilityOf(values)),
            },
        ],
        Check = Check,
    };

    private static Flow Frames(Flow flow, ParameterValues values) => new(FlowKind.Event, Channels: flow.Channels, Record: RecordType.Frame);

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        string format = values.Text("format");
        bool isPin = ReferenceEquals(input.Record, RecordType.Pin);
        if (isPin && !Numbers.Contains(format))
            yield return new ParameterProblem("format", $"a PIN is sent as {ParameterSpec.Or(Numbers)}, not as {format}", $"'{format}' sends keys: take them from 'keypad', without 'pin'");
        else if (!isPin && Numbers.Contains(format))
            yield return new ParameterProblem("format", $"a key is sent as {ParameterSpec.Or(KeypadOperator.Formats)}, not as {format}", $"'{format}' sends a PIN: put 'pin' before it");
        else if (!isPin && values.IsGiven("facility"))
            yield return new ParameterProblem("facility", "a key has no facility code", "leave it out");
        else if (values.NotWhole("facility") is { } fraction)
            yield return fraction;
        else if (values.IsGiven("facility") && !FormatOf(values).TryEncode(new CardNumbers(FacilityOf(values)), out _, out string problem))
            yield return new ParameterProblem("facility", problem);
    }

    private static CardFormat FormatOf(ParameterValues values) => CardFormats.Find(values.Text("format"))!.Format;

    private static ulong? FacilityOf(ParameterValues values) => values.IsGiven("facility") ? (ulong)values.Quantity("facility").Value : null;
}

/// <summary>A key has its frame: nothing is kept.</summary>
internal sealed class KeyOutputKernel(KeypadFormat format) : StatelessKernel
{
    private readonly ImmutableArray<Value> _frames = [.. Enumerable.Range(0, SymbolType.Key.Names.Length).Select(key => Value.Of(FrameOf(format, key)))];

    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output) =>
        output.Emit(input.Value.Kind == ValueKind.Symbol ? input with { Value = _frames[input.Value.Code] } : input);

    private static ReaderBits FrameOf(KeypadFormat format, int key) => format switch
    {
        KeypadFormat.FourBit => new ReaderBits(4, (UInt128)key),
        KeypadFormat.EightBitZeroPadded => new ReaderBits(8, (UInt128)key),
        _ => new ReaderBits(8, (UInt128)(((~key & 15) << 4) | key)),
    };
}

/// <summary>A PIN has its frame: nothing is kept.</summary>
internal sealed class PinOutputKernel(CardFormat format, ulong? facility) : StatelessKernel
{
    // without the bits: they would be the digits
    private static readonly Value TooLarge = Value.Fault("too-large");

    private readonly ulong _most = format.FieldOf(CardField.Card)!.Most;

    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output) =>
        output.Emit(input.Value.Kind == ValueKind.Pin ? input with { Value = Sent(input.Value.Frame) } : input);

    private Value Sent(in ReaderBits digits)
    {
        ulong number = 0;
        for (int bit = digits.Length - 4; bit >= 0; bit -= 4)
        {
            number = (number * 10) + (ulong)(digits.Bits >> bit & 15);
            // no field holds so much that ten times as much would overflow
            if (number > _most)
                return TooLarge;
        }

        return format.Encode(new CardNumbers(facility, number), out ReaderBits frame, out _) == CardMisfit.None ? Value.Of(frame) : TooLarge;
    }
}
