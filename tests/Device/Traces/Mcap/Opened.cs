using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Reactive.Device.Traces;
using Reactive.Signals;

namespace Reactive.Device.Tests.Traces.Mcap;

/// <summary>A trace in a file of its own, gone with it.</summary>
internal sealed class Opened : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reactive-mcap-").FullName;

    public Opened(byte[] file, string name = "a.mcap")
    {
        Path = System.IO.Path.Combine(_folder, name);
        try
        {
            File.WriteAllBytes(Path, file);
            Trace = TraceFormats.Open(Path);
        }
        catch
        {
            Directory.Delete(_folder, recursive: true);
            throw;
        }
    }

    public string Path { get; }

    public Trace Trace { get; }

    public IEnumerable<string> Names => Trace.Channels.Select(c => c.Name);

    public TraceChannel Channel(string name) => Trace.Channels.Single(c => c.Name == name);

    /// <summary>All values of a channel, as <c>seconds value</c>.</summary>
    public List<string> Values(string name) => ValuesOf(Trace, Channel(name));

    public string Beside(string name) => System.IO.Path.Combine(_folder, name);

    public static List<string> ValuesOf(Trace trace, TraceChannel channel)
    {
        List<string> values = [];
        using ValueReader reader = trace.ReadValues(channel);
        while (reader.TryRead(out Stamped<Value> value))
            values.Add($"{value.Stamp} {value.Value}");
        return values;
    }

    public void Dispose()
    {
        Trace.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
