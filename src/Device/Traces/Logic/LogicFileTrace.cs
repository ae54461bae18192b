using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces.Logic;

/// <summary>
/// A file of logic samples and nothing else, a byte each: bit 0 is channel 0. It tells neither its rate nor how many lines were
/// recorded, so the rate must be given and there are always eight channels.
/// </summary>
internal sealed class LogicFileTrace : Trace
{
    private const int Lines = 8;

    private readonly SampleClock _clock;

    private LogicFileTrace(string path, SampleRate rate, long bytes)
        : base(path)
    {
        _clock = new SampleClock(rate);
        Channels =
        [
            .. Enumerable.Range(0, Lines).Select(line => new TraceChannel
            {
                Index = line,
                Name = line.ToString(CultureInfo.InvariantCulture),
                IsLogic = true,
                IsPacked = true,
                Samples = new TraceSamples(_clock, SampleFormat.Int16, bytes),
            }),
        ];
    }

    /// <summary>The extensions of such files, with their dot.</summary>
    public static ImmutableArray<string> Extensions { get; } = [".bin", ".logic"];

    /// <inheritdoc/>
    public override string Format => "raw logic, a byte a sample";

    /// <inheritdoc/>
    public override ImmutableArray<TraceChannel> Channels { get; }

    /// <summary>Opens <paramref name="path"/>.</summary>
    /// <exception cref="CommandException">Its rate was not given.</exception>
    public static LogicFileTrace Open(string path, TraceOptions options)
    {
        if (options.Rate is not { } rate)
            throw CommandException.Usage(options.CanBeGiven ? $"{path} holds samples without times: give --rate, such as --rate 1MHz." : $"{path} holds samples without times: import it with --rate first.");
        return new LogicFileTrace(path, rate, new FileInfo(path).Length);
    }

    /// <inheritdoc/>
    public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels) => new LogicReader(new FileBytes(Path), 1, [.. channels.Select(c => c.Index)], _clock);

    /// <inheritdoc/>
    public override LevelReader ReadLevels(ImmutableArray<TraceChannel> channels) => new(new FileBytes(Path), 1, [.. channels.Select(c => c.Index)], _clock);

    /// <inheritdoc/>
    public override ValueReader ReadValues(TraceChannel channel) => new SampleValueReader(ReadSamples([channel]), channel.Unit);
}
