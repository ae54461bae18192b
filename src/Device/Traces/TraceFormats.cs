using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Traces.Capture;
using Reactive.Device.Traces.Csv;
using Reactive.Device.Traces.Logic;
using Reactive.Device.Traces.Mcap;
using Reactive.Device.Traces.Sigrok;
using Reactive.Device.Traces.Sound;
using Reactive.Device.Traces.Vcd;
using Reactive.Signals;

namespace Reactive.Device.Traces;

/// <summary>What someone says of a trace that the file itself does not.</summary>
internal sealed record TraceOptions
{
    /// <summary>The names of a table's columns, where it has no header; else null.</summary>
    public string? Columns { get; init; }

    /// <summary>The rate of a table or dump without times; else null.</summary>
    public SampleRate? Rate { get; init; }

    /// <summary>The file of the owner's private key, for a sealed recording; null for that of the environment.</summary>
    public string? Key { get; init; }

    /// <summary>Whether who asks could have said it: a feed of <c>run</c> cannot, and is told to import the file first.</summary>
    public bool CanBeGiven { get; init; } = true;

    /// <summary>Whether <see cref="Rate"/> may also stand beside times, because whoever reads the trace knows what to do with it.</summary>
    public bool MayHaveTimes { get; init; }
}

/// <summary>A kind of trace file.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Extensions">The extensions by which it is known, with their dot.</param>
/// <param name="Knows">Whether the first bytes of a file (up to 4 KiB) can only be this kind; a file is known by these before its extension.</param>
/// <param name="Open">Opens a file.</param>
internal sealed record TraceFormat(string Name, ImmutableArray<string> Extensions, Func<ReadOnlyMemory<byte>, bool> Knows, Func<string, TraceOptions, Trace> Open);

/// <summary>Every kind of trace file that can be read, and the one place that tells them apart.</summary>
internal static class TraceFormats
{
    private const int SniffedBytes = 4096;

    /// <summary>The kinds, a line each; the last one takes what no other knows.</summary>
    public static ImmutableArray<TraceFormat> All { get; } =
    [
        new TraceFormat("MCAP", [".mcap"], McapTrace.Knows, McapTrace.Open),
        new TraceFormat("sigrok session", [".sr"], SigrokTrace.Knows, SigrokTrace.Open),
        new TraceFormat("value change dump", [".vcd"], VcdTrace.Knows, VcdTrace.Open),
        new TraceFormat("raw logic", LogicFileTrace.Extensions, _ => false, LogicFileTrace.Open),
        new TraceFormat("packet capture", CaptureTrace.Extensions, CaptureTrace.Knows, CaptureTrace.Open),
        new TraceFormat("sound", SoundTrace.Extensions, SoundTrace.Knows, SoundTrace.Open),
        new TraceFormat("table", [".csv", ".tsv", ".txt"], _ => false, CsvTrace.Open),
    ];

    /// <summary>Opens <paramref name="path"/> as what its first bytes say, else as what its extension says.</summary>
    /// <exception cref="CommandException">There is no such file, or it is no trace that can be read.</exception>
    public static Trace Open(string path, TraceOptions? options = null)
    {
        byte[] start = Start(path);
        string extension = Path.GetExtension(path).ToLowerInvariant();
        TraceFormat format = All.FirstOrDefault(f => f.Knows(start)) ?? All.FirstOrDefault(f => f.Extensions.Contains(extension)) ?? All[^1];
        return format.Open(path, options ?? new TraceOptions());
    }

    /// <summary>The first bytes of a file, up to 4 KiB.</summary>
    public static byte[] Start(string path)
    {
        RegularFile.Require(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] bytes = new byte[SniffedBytes];
            int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return bytes[..read];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage(Directory.Exists(path) ? $"{path} is a folder; name a file." : File.Exists(path) ? $"{path} cannot be read: {failure.Message.TrimEnd('.')}." : $"There is no file {path}.");
        }
    }
}
