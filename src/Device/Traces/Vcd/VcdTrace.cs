using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Output;

namespace Reactive.Device.Traces.Vcd;

/// <summary>
/// A value change dump of a simulator or logic analyser (IEEE 1364-2005, section 18). Bits are logic, unknown where they
/// are x or z; vectors of up to 53 bits and reals are numbers; events are pulses. Times are rounded down to nanoseconds.
/// </summary>
internal sealed class VcdTrace : Trace
{
    private const int MostWarnings = 20;

    private static readonly string[] Keywords = ["$date", "$version", "$timescale", "$comment", "$scope", "$var", "$upscope", "$enddefinitions", "$dump", "$attrbegin"];

    private readonly ImmutableArray<VcdVariable> _variables;
    private readonly VcdTimescale _timescale;
    private readonly (long Offset, long Lines) _changes;
    private readonly List<string> _warnings = [];

    private VcdTrace(VcdText text)
        : base(text.Path)
    {
        VcdHeader header = VcdHeader.Read(text);
        _changes = header.Changes;
        _variables = [.. header.Variables];
        _timescale = header.Timescale ?? VcdTimescale.Nanosecond;
        Channels = ChannelNames.Distinct(_variables.Select((variable, index) => new TraceChannel
        {
            Index = index,
            Name = variable.Name,
            Words = variable.Words,
            IsLogic = variable.Kind == VcdKind.Logic,
            LeastStepNanoseconds = _timescale.LeastStepNanoseconds,
            Refusal = RefusalOf(variable),
        }));
        if (_variables.IsEmpty)
            throw text.Failure("no variable is declared");
        if (header.Timescale is null)
            Warn($"{Path} has no $timescale: its times are taken as nanoseconds.");
        if (header.UnendedLine > 0)
            Warn($"{Path}:{header.UnendedLine}: values begin without $enddefinitions.");
    }

    /// <inheritdoc/>
    public override string Format => "VCD";

    /// <inheritdoc/>
    public override ImmutableArray<TraceChannel> Channels { get; }

    /// <inheritdoc/>
    public override ImmutableArray<string> Warnings => [.. _warnings];

    /// <summary>Whether a file that starts with <paramref name="bytes"/> starts with a keyword of VCD.</summary>
    public static bool Knows(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> start = bytes.Span.TrimStart(" \t\r\n"u8);
        foreach (string keyword in Keywords)
        {
            bool same = start.Length >= keyword.Length;
            for (int i = 0; same && i < keyword.Length; i++)
                same = start[i] == keyword[i];
            if (same)
                return true;
        }

        return false;
    }

    /// <summary>Opens <paramref name="path"/> and reads its definitions.</summary>
    /// <exception cref="CommandException">It is no VCD file, or broken.</exception>
    public static VcdTrace Open(string path, TraceOptions options)
    {
        using var text = new VcdText(path);
        return new VcdTrace(text);
    }

    /// <inheritdoc/>
    public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels) =>
        throw new InvalidOperationException("Changes are not even in time: they are read as values.");

    /// <inheritdoc/>
    public override ValueReader ReadValues(TraceChannel channel)
    {
        VcdVariable variable = _variables[channel.Index];
        if (RefusalOf(variable) is { } refusal)
            throw CommandException.Usage($"{Path}: '{variable.Name}' cannot be read: {refusal}.");
        return new VcdValueReader(new VcdText(Path, _changes), variable, _timescale, Warn);
    }

    private static string? RefusalOf(in VcdVariable variable)
    {
        if (variable.Kind == VcdKind.Text && variable.Words is null)
            return "it holds text, which is no signal";
        return variable.Kind == VcdKind.Vector && variable.Bits > VcdVariable.MostBits ? $"it has {variable.Bits} bits, and numbers hold {VcdVariable.MostBits} exactly" : null;
    }

    // Two readers of one file come to the same end.
    private void Warn(string warning)
    {
        if (_warnings.Count < MostWarnings && !_warnings.Contains(warning))
            _warnings.Add(_warnings.Count < MostWarnings - 1 ? warning : $"{Path}: further warnings are left out.");
    }
}
