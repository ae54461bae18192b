using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Traces.Writing;
using Reactive.Signals;

namespace Reactive.Device.Traces.Vcd;

/// <summary>
/// Writes channels of a trace as one VCD file: logic as wires, numbers as reals, words and text as the strings that GTKWave
/// shows by name, pulses as events. Times are nanoseconds; only changes are written, and the time at which the trace ends.
/// What is not known is x, in a real nan; faults of words stand by their names.
/// </summary>
internal static class VcdTraceWriter
{
    /// <summary>The most channels at once: each is read on its own.</summary>
    public const int MostChannels = 1024;

    /// <summary>How a word that is not known is written.</summary>
    public const string UnknownWord = "unknown";

    private const int BufferBytes = 1 << 16;
    private const char FirstCode = '!';
    private const int Codes = '~' - '!' + 1;

    /// <summary>Writes <paramref name="channels"/> of <paramref name="trace"/> into the file <paramref name="path"/>.</summary>
    /// <exception cref="CommandException">The trace is broken, or the file cannot be written.</exception>
    public static void Write(Trace trace, ImmutableArray<TraceChannel> channels, string path)
    {
        Refuse(trace, channels);
        WrittenFile.Write(path, output => Write(trace, channels, output));
    }

    /// <summary>Writes into <paramref name="output"/>, which stays open.</summary>
    /// <exception cref="CommandException">The trace is broken.</exception>
    public static void Write(Trace trace, ImmutableArray<TraceChannel> channels, Stream output)
    {
        Refuse(trace, channels);
        var signals = new List<VcdSignal>();
        try
        {
            foreach (TraceChannel channel in channels)
                signals.Add(new VcdSignal(trace, channel, Identifier(signals.Count)));
            using var writer = new StreamWriter(output, new UTF8Encoding(false), BufferBytes, leaveOpen: true) { NewLine = "\n" };
            Header(writer, trace, signals);
            Changes(writer, trace, signals);
        }
        finally
        {
            signals.ForEach(s => s.Dispose());
        }
    }

    private static void Refuse(Trace trace, ImmutableArray<TraceChannel> channels)
    {
        if (channels.Length > MostChannels)
            throw CommandException.Usage($"{trace.Path}: {channels.Length} channels are more than one VCD file is given; choose at most {MostChannels}.");
    }

    private static void Header(StreamWriter writer, Trace trace, List<VcdSignal> signals)
    {
        if (trace.WallNanoseconds is { } wall)
            writer.WriteLine($"$date {DateTime.UnixEpoch.AddTicks(wall / 100).ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture)} $end");
        writer.WriteLine("$version reactive $end");
        writer.WriteLine("$timescale 1 ns $end");
        string[] open = [];
        foreach (VcdSignal signal in signals)
        {
            string[] path = Parts(signal.Channel.Name);
            int common = 0;
            while (common < open.Length && common < path.Length - 1 && open[common] == path[common])
                common++;
            for (int i = open.Length; i > common; i--)
                writer.WriteLine("$upscope $end");
            for (int i = common; i < path.Length - 1; i++)
                writer.WriteLine($"$scope module {path[i]} $end");
            open = path[..^1];
            writer.WriteLine($"$var {Type(signal.Kind)} {signal.Identifier} {path[^1]} $end");
            if (signal.Channel.Words is { } words)
                writer.WriteLine($"$comment {VcdHeader.WordsMark} {signal.Identifier} {words.Name} $end");
        }

        for (int i = open.Length; i > 0; i--)
            writer.WriteLine("$upscope $end");
        writer.WriteLine("$enddefinitions $end");
    }

    private static void Changes(StreamWriter writer, Trace trace, List<VcdSignal> signals)
    {
        var order = new TimeOrder<VcdSignal>();
        foreach (VcdSignal signal in signals.Where(s => s.HasMore))
            order.Add(signal, signal.Next.Stamp);
        SignalTime now = new(long.MinValue);
        while (order.TryPeek(out VcdSignal? signal))
        {
            if (signal.Next.Stamp < SignalTime.Zero)
                throw CommandException.Failure($"{trace.Path}: '{signal.Channel.Name}' has a value at {signal.Next.Stamp} s: VCD knows no time before 0.");
            Time(writer, ref now, signal.Next.Stamp);
            Change(writer, signal);
            signal.Advance();
            order.Move(signal.HasMore, signal.Next.Stamp);
        }

        // how long the trace is, though nothing changes any more
        foreach (VcdSignal signal in signals)
            Time(writer, ref now, SignalTime.Max(now, signal.End));
    }

    private static void Time(StreamWriter writer, ref SignalTime now, SignalTime at)
    {
        if (at == now)
            return;
        now = at;
        writer.Write('#');
        writer.WriteLine(at.Nanoseconds);
    }

    private static void Change(StreamWriter writer, VcdSignal signal)
    {
        Value value = signal.Next.Value;
        switch (signal.Kind)
        {
            case VcdKind.Logic:
                writer.Write(value.Kind != ValueKind.Number ? 'x' : value.Number == 0 ? '0' : '1');
                break;
            case VcdKind.Event:
                writer.Write('1');
                break;
            case VcdKind.Real:
                writer.Write('r');
                writer.Write(Real(value.Number));
                writer.Write(' ');
                break;
            default:
                writer.Write('s');
                writer.Write(value.Kind switch { ValueKind.Unknown => UnknownWord, ValueKind.Fault or ValueKind.Text => Word(value.Text!), ValueKind.Digit => DigitWord.Of(value), _ => Word(value.ToString()) });
                writer.Write(' ');
                break;
        }

        writer.WriteLine(signal.Identifier);
    }

    private static string Real(double number) => number switch
    {
        double.NaN => "nan",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => number.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Type(VcdKind kind) => kind switch
    {
        VcdKind.Logic => "wire 1",
        VcdKind.Event => "event 1",
        VcdKind.Real => "real 64",
        _ => "string 1",
    };

    private static string Identifier(int number)
    {
        string code = "";
        do
        {
            code += (char)(FirstCode + (number % Codes));
            number /= Codes;
        }
        while (number > 0);
        return code;
    }

    /// <summary>Scopes and name: a name with dots is taken for a path, as it is when a VCD file is read.</summary>
    private static string[] Parts(string name)
    {
        string[] parts = [.. name.Split('.').Select(Word)];
        return parts.Any(p => p.Length == 0 || p[0] == '$') ? [Word(name.Replace('$', '_'))] : parts;
    }

    // A word of VCD has no blanks, and none may be empty.
    private static string Word(string text)
    {
        if (text.Length == 0)
            return "_";
        return text.Any(c => c <= ' ' || c == '\x7F') ? string.Concat(text.Select(c => c <= ' ' || c == '\x7F' ? '_' : c)) : text;
    }
}
