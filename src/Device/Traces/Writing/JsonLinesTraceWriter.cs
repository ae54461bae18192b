using System.Collections.Immutable;
using System.IO;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Device.Traces.Writing;

/// <summary>Writes channels of a trace as JSON Lines, an object a value, in the order of their times.</summary>
internal static class JsonLinesTraceWriter
{
    /// <summary>Writes <paramref name="channels"/> of <paramref name="trace"/> into the file <paramref name="path"/>.</summary>
    /// <exception cref="CommandException">The trace is broken, or the file cannot be written.</exception>
    public static void Write(Trace trace, ImmutableArray<TraceChannel> channels, string path) =>
        WrittenFile.Write(path, output => Write(trace, channels, output));

    /// <summary>Writes into <paramref name="output"/>, which stays open.</summary>
    public static void Write(Trace trace, ImmutableArray<TraceChannel> channels, Stream output)
    {
        using var values = new MergedValues(trace, channels);
        var lines = new JsonLines(output);
        while (values.TryRead(out Stamped<Value> read, out int place))
        {
            Stamped<Value> value = PrintedFloat.Widen(read, channels[place]);
            lines.Signal(new SignalChange(channels[place].Name, value.Value, value.Stamp, value.Since, 0, 0));
        }

        lines.Dispose();
    }
}
