using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>How a keypad sends a key.</summary>
public enum KeypadFormat
{
    /// <summary>Four bits.</summary>
    FourBit,
    /// <summary>Eight bits, the upper four 0.</summary>
    EightBitZeroPadded,
    /// <summary>Eight bits, the upper four the complement of the lower ones.</summary>
    EightBitInvertPadded,
}

/// <summary>The operator <c>keypad</c>.</summary>
public static class KeypadOperator
{
    internal static readonly ImmutableArray<string> Formats = ["four-bit", "eight-bit-zero-padded", "eight-bit-invert-padded"];

    /// <summary>
    /// The keys among the frames of a reader, with their stamp and since. Frames of another length are no keys and give nothing; of the right
    /// length but with a wrong check or no key's code they are the fault <c>no-key</c>. Faults pass. Allocates nothing.
    /// </summary>
    /// <param name="source">Frames.</param>
    /// <param name="format">How the keypad sends a key.</param>
    public static IObservable<Stamped<Value>> Keypad(this IObservable<Stamped<Value>> source, KeypadFormat format) => source.Through(() => new KeypadKernel(format));

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "keypad",
        Summary = "Finds the keys among the frames of a reader with a keypad, a frame each.",
        YieldsWhatIsTyped = true,
        Details = "Codes 0 to 9 are the digits, 10 is `*`, 11 is `#`, 12 and 13 are `F1` and `F2`. Of `eight-bit-invert-padded` the upper four bits must be the complement of the lower ones (so 5 is 0xA5), of `eight-bit-zero-padded` they must be 0. "
            + "Frames of another length (cards) give nothing. A frame of the right length that is no key is the fault `no-key` with its bits; four bits have no check at all, so that noise may be a key. Faults of the frames pass.",
        Shorthand = "format",
        Parameters = [ParameterSpec.Choice("format", "How the keypad sends a key.", Formats[0], Formats)],
        Examples =
        [
            new OperatorExample("keypad: {}", "Four bits a key."),
            new OperatorExample("keypad: eight-bit-invert-padded", "Eight bits a key, with their check."),
            new OperatorExample("keypad: eight-bit-zero-padded", "Eight bits a key, the upper ones 0."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "frames",
                Yields = "an event with the key",
                Accepts = flow => flow.Kind == FlowKind.Event && ReferenceEquals(flow.Record, RecordType.Frame),
                Output = (flow, _) => new Flow(FlowKind.Event, SymbolType.Key, Channels: flow.Channels),
                Kernel = (_, values) => new KeypadKernel((KeypadFormat)Formats.IndexOf(values.Text("format"))),
            },
        ],
    };
}

/// <summary>A frame is a key or not: nothing is kept.</summary>
internal sealed class KeypadKernel(KeypadFormat format) : StatelessKernel
{
    private static readonly ImmutableArray<Value> Keys = [.. Enumerable.Range(0, SymbolType.Key.Names.Length).Select(code => Value.Symbol(SymbolType.Key, (byte)code))];

    private readonly int _length = format == KeypadFormat.FourBit ? 4 : 8;

    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (input.Value.Kind != ValueKind.Frame)
            output.Emit(input);
        else if (input.Value.Frame is { } frame && frame.Length == _length)
            output.Emit(input with { Value = KeyOf((int)frame.Bits) is { } key ? key : Value.Fault("no-key", frame) });
    }

    private Value? KeyOf(int bits)
    {
        int upper = bits >> 4, lower = bits & 15;
        bool isSound = upper == (format == KeypadFormat.EightBitInvertPadded ? ~lower & 15 : 0);
        return isSound && lower < Keys.Length ? Keys[lower] : null;
    }
}
