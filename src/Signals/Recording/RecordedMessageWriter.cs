using System;
using System.Globalization;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording.Cdr;

namespace Reactive.Signals.Recording;

/// <summary>Writes the bodies of the messages of a recording; <see cref="RecordedMessageDecoder"/> reads them back.</summary>
internal static class RecordedMessageWriter
{
    public static void Command(ref CdrWriter cdr, in Command command)
    {
        cdr.Write((ulong)command.Turn);
        cdr.Write(command.Verb);
        cdr.Write(command.Text);
        cdr.Write(command.Cause.Rule);
        cdr.Write((uint)command.Cause.Line);
        cdr.Write((ulong)command.Cause.Turn);
    }

    public static void Block(ref CdrWriter cdr, in Arrival arrival)
    {
        ReadOnlySpan<byte> samples = arrival.Block.Bytes.Span;
        cdr.Write((byte)arrival.Marks);
        cdr.Write((ushort)arrival.Block.Channels);
        cdr.Write((uint)arrival.Missed);
        cdr.Write(arrival.Block.FirstIndex);
        // Samples are stored little endian, as CDR writes them: their bytes are the sequence.
        cdr.WriteCount(samples.Length / SampleBlock.SizeOf(arrival.Block.Format));
        cdr.WriteArray(samples);
    }

    public static void Value(ref CdrWriter cdr, in Arrival arrival)
    {
        cdr.Write((byte)arrival.Marks);
        cdr.Write((uint)arrival.Missed);
        cdr.Write(arrival.Since.Nanoseconds);
        Signals.Value value = arrival.Value;
        cdr.Write(RecordedKinds.NameOf(value.Kind));
        cdr.Write(value.Type?.Id ?? value.Unit?.Symbol ?? value.Format?.Id ?? (value.Kind == ValueKind.Unknown ? Signals.Value.ReasonName(value.Reason) : value.IsOver ? RecordedDigit.Over : ""));
        cdr.Write(value.Type is { } type ? type.Names[value.Code] : value.Text ?? (value.Kind switch { ValueKind.Digit => RecordedDigit.TextOf(value), ValueKind.Tone => RecordedTone.TextOf(value), _ => value.Frame.ToString() }));
        cdr.Write(value.Number);
        cdr.Write(value.Measurement);
        cdr.Write(value.Margin);
    }

    public static void Feedback(ref CdrWriter cdr, in Arrival arrival)
    {
        cdr.Write((byte)arrival.Marks);
        cdr.Write((ulong)arrival.Answers);
        cdr.Write(SymbolType.Outcome.Names[arrival.Value.Code]);
        cdr.Write(Readback(arrival.Readback));
    }

    // a contact, a count, the name of a fault behind a word, or why nothing is known
    private static string Readback(in Value value) => value.Kind switch
    {
        ValueKind.Symbol => SymbolType.Contact.Names[value.Code],
        ValueKind.Number => ((long)value.Number).ToString(CultureInfo.InvariantCulture),
        ValueKind.Fault => RecordedKinds.FaultPrefix + value.Text,
        _ => Signals.Value.ReasonName(value.Reason),
    };

    public static void Journal(ref CdrWriter cdr, in Arrival arrival, string name, string source, long index)
    {
        cdr.Write((byte)arrival.Marks);
        cdr.Write(name);
        cdr.Write(source);
        cdr.Write(arrival.Since.Nanoseconds);
        cdr.Write(index);
        cdr.Write(arrival.WallNanoseconds);
    }
}
