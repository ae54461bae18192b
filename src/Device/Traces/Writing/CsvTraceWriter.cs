using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces.Writing;

/// <summary>
/// Writes channels of a trace as a table: a column of times, and one for each channel with its unit. Even channels of one
/// clock give a row a sample. Others are merged: a row an instant at which any of them says something, with what the others
/// said last; <c>nan</c> or <c>unknown</c> where that is nothing.
/// </summary>
internal static class CsvTraceWriter
{
    private const int MostName = 4096;

    /// <summary>Writes <paramref name="channels"/> of <paramref name="trace"/> into the file <paramref name="path"/>.</summary>
    /// <exception cref="CommandException">The trace is broken, or the file cannot be written.</exception>
    public static void Write(Trace trace, ImmutableArray<TraceChannel> channels, string path) =>
        WrittenFile.Write(path, output => Write(trace, channels, output));

    /// <summary>Writes into <paramref name="output"/>, which stays open.</summary>
    public static void Write(Trace trace, ImmutableArray<TraceChannel> channels, Stream output)
    {
        output.Write(Encoding.UTF8.GetBytes("time (s)" + string.Concat(channels.Select(c => "," + Header(c))) + "\n"));
        if (channels.All(c => c.Samples is { } samples && samples.Clock == channels[0].Samples?.Clock && samples.Format == channels[0].Samples!.Format))
            WriteSamples(trace, channels, output);
        else
            WriteValues(trace, channels, output);
    }

    private static string Header(TraceChannel channel)
    {
        // quotes have no way to be written within quotes that every reader understands
        string name = channel.Name.Length > MostName ? channel.Name[..MostName] : channel.Name;
        name = string.Concat(name.Select(c => c == '"' ? '\'' : char.IsControl(c) ? ' ' : c));
        if (channel.Words is null && channel.Record is null)
            name += $" ({(channel.Unit.Dimension == Dimension.Count ? "counts" : channel.Unit.Symbol)})";
        return name.AsSpan().IndexOfAny(",;\t#") >= 0 ? $"\"{name}\"" : name;
    }

    private static void WriteSamples(Trace trace, ImmutableArray<TraceChannel> channels, Stream output)
    {
        var time = new ForwardTime();
        using SampleReader reader = trace.ReadSamples(channels);
        while (reader.TryRead(out SampleBlock block))
        {
            for (int frame = 0; frame < block.Count; frame++)
            {
                WriteTime(output, time.Of(block, frame));
                for (int channel = 0; channel < block.Channels; channel++)
                {
                    double sample = block.At(frame, channel);
                    WriteNumber(output, block.Format == SampleFormat.Float32 ? PrintedFloat.Widen((float)sample) : sample);
                }

                output.WriteByte((byte)'\n');
            }
        }
    }

    private static void WriteValues(Trace trace, ImmutableArray<TraceChannel> channels, Stream output)
    {
        using var values = new MergedValues(trace, channels);
        var held = new Value[channels.Length];
        bool more = values.TryRead(out Stamped<Value> next, out int place);
        while (more)
        {
            SignalTime at = next.Stamp;
            // a channel that says several things at once says the last of them
            do
            {
                held[place] = PrintedFloat.Widen(next, channels[place]).Value;
                more = values.TryRead(out next, out place);
            }
            while (more && next.Stamp == at);

            WriteTime(output, at);
            for (int i = 0; i < held.Length; i++)
            {
                if (held[i].Kind == ValueKind.Digit)
                    WriteWord(output, DigitWord.Of(held[i]));
                else if (channels[i].Words is null && channels[i].Record is null && held[i].Kind != ValueKind.Text)
                    WriteNumber(output, held[i].Kind == ValueKind.Pulse ? 1 : held[i].Number);
                else
                    WriteWord(output, held[i].Kind is ValueKind.Symbol or ValueKind.Text ? held[i].ToString() : "unknown");
            }

            output.WriteByte((byte)'\n');
        }
    }

    private static void WriteTime(Stream output, SignalTime time)
    {
        Span<char> text = stackalloc char[PrintedFloat.MostBytes];
        Span<byte> bytes = stackalloc byte[PrintedFloat.MostBytes];
        time.TryFormat(text, out int length);
        output.Write(bytes[..Encoding.ASCII.GetBytes(text[..length], bytes)]);
    }

    private static void WriteNumber(Stream output, double number)
    {
        Span<byte> text = stackalloc byte[PrintedFloat.MostBytes];
        text[0] = (byte)',';
        output.Write(text[..(1 + PrintedFloat.Print(number, text[1..]))]);
    }

    private static void WriteWord(Stream output, string word)
    {
        output.WriteByte((byte)',');
        word = string.Concat(word.Select(c => c == '"' ? '\'' : char.IsControl(c) ? ' ' : c));
        output.Write(Encoding.UTF8.GetBytes(word.AsSpan().IndexOfAny(",;#") >= 0 ? $"\"{word}\"" : word));
    }
}
