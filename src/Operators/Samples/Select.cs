using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>select</c>.</summary>
public static class SelectOperator
{
    /// <summary>
    /// Some channels of a bank, in the order in which they are named, as a bank of its own. Allocates nothing per block;
    /// blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of a bank.</param>
    /// <param name="channels">The channels, from 0.</param>
    public static IObservable<SampleBlock> SelectChannels(this IObservable<SampleBlock> source, ImmutableArray<int> channels) =>
        source.Through(() => new SelectChannelsKernel(channels));

    /// <summary>
    /// Only some values of a state: of the others nothing is said, the last one that was selected stands on. Unknown values
    /// and faults pass. Allocates nothing.
    /// </summary>
    /// <param name="source">A state with named values.</param>
    /// <param name="only">The names that pass.</param>
    /// <param name="type">What has these names.</param>
    public static IObservable<Stamped<Value>> SelectOnly(this IObservable<Stamped<Value>> source, SymbolType type, params ImmutableArray<string> only) =>
        source.Through(() => new SelectValuesKernel(type, only, events: false));

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "select",
        Summary = "Picks channels of a bank, or lets only some values through.",
        Details = "Of a bank of samples: the channels named, in that order; they are numbered anew, from 1. Of a state with named values: nothing is said of values that are not named, so that the last one that was stands on; "
            + "of events: those with other values are dropped. Unknown values and faults pass. Decides at once.",
        Shorthand = "channels",
        Parameters =
        [
            Text("channels", "For samples: numbers from 1 and ranges of them, with commas between: \"3,5\" or \"1-8\"."),
            Text("only", "For states and events: the names that pass, with commas between: \"open, closed\"."),
        ],
        Examples =
        [
            new OperatorExample("select: 2", "The second channel."),
            new OperatorExample("select: \"1-2,5\"", "Three channels: the first two and the fifth."),
            new OperatorExample("select: { only: active }", "Only that it becomes active."),
            new OperatorExample("select: { only: \"open, closed\" }", "Leaves the states of a damaged cable out."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = "samples of a bank",
                Yields = "samples of the channels picked",
                Accepts = flow => flow.Kind == FlowKind.Samples,
                Output = (flow, values) => flow with { Channels = Channels(values, flow).Length },
                Kernel = (flow, values) => new SelectChannelsKernel(Channels(values, flow)),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a state with named values",
                Yields = "the state",
                Accepts = flow => flow is { Kind: FlowKind.State, Symbols: not null },
                Output = (flow, _) => flow,
                Kernel = (flow, values) => new SelectValuesKernel(flow.Symbols!, Names(values), events: false),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "events with named values",
                Yields = "the events",
                Accepts = flow => flow is { Kind: FlowKind.Event, Symbols: not null },
                Output = (flow, _) => flow,
                Kernel = (flow, values) => new SelectValuesKernel(flow.Symbols!, Names(values), events: true),
            },
        ],
        Check = Check,
    };

    private static ParameterSpec Text(string name, string summary) => new() { Name = name, Kind = ParameterKind.Text, Summary = summary };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        (string mine, string other) = input.Kind == FlowKind.Samples ? ("channels", "only") : ("only", "channels");
        if (values.Has(other))
            yield return new ParameterProblem(other, $"'{other}' is for {(other == "only" ? "states and events" : "samples")}, but the input is {input}", $"give '{mine}'");
        else if (!values.Has(mine))
            yield return new ParameterProblem(mine, $"'{mine}' is missing");
        else if (mine == "channels" && !ChannelList.TryRead(values.Text(mine), input.Channels, out _, out string problem))
            yield return new ParameterProblem(mine, problem);
        if (!values.Has("only") || input.Symbols is not { } type)
            yield break;
        foreach (string name in Names(values))
        {
            if (type.IndexOf(name) < 0)
                yield return new ParameterProblem("only", $"a {type} is never '{name}': expected {ParameterSpec.Or(type.Names)}", NearMiss.Hint(name, type.Names));
        }
    }

    private static ImmutableArray<int> Channels(ParameterValues values, Flow input) =>
        ChannelList.TryRead(values.Text("channels"), input.Channels, out ImmutableArray<int> channels, out string problem) ? channels : throw new FormatException(problem);

    private static ImmutableArray<string> Names(ParameterValues values) => [.. values.Text("only").Split(',', StringSplitOptions.TrimEntries)];
}

/// <summary>A list of channels as people write it, from 1: <c>3</c>, <c>3,5</c>, <c>1-8,17</c>.</summary>
internal static class ChannelList
{
    /// <summary>The channels from 0, in order; false, with the reason as a sentence without its full stop, where the text is none or a channel is missing or named twice.</summary>
    public static bool TryRead(string text, int available, out ImmutableArray<int> channels, out string problem)
    {
        ImmutableArray<int>.Builder found = ImmutableArray.CreateBuilder<int>();
        channels = [];
        problem = "";
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || !Number(ends[0], out int first) || !Number(ends[^1], out int last) || first > last)
            {
                problem = $"'{part}' is no channel: expected numbers from 1 and ranges of them, such as 3,5 or 1-8";
                return false;
            }

            if (first < 1 || last > available)
            {
                problem = $"there is no channel {(first < 1 ? first : last)}: the input has {(available == 1 ? "one" : $"channels 1 to {available}")}";
                return false;
            }

            for (int channel = first - 1; channel < last; channel++)
            {
                if (found.Contains(channel))
                {
                    problem = $"channel {channel + 1} is named twice";
                    return false;
                }

                found.Add(channel);
            }
        }

        channels = found.ToImmutable();
        return true;
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>Copies the channels picked, frame by frame; neighbours go together.</summary>
internal sealed class SelectChannelsKernel : Kernel<SampleBlock, SampleBlock>
{
    private readonly SampleBuffer _buffer = new();
    private readonly ImmutableArray<int> _channels;
    private readonly bool _areNeighbours = true;

    /// <summary>A kernel that copies these channels, numbered from 0, in this order.</summary>
    public SelectChannelsKernel(ImmutableArray<int> channels)
    {
        _channels = channels;
        for (int i = 1; i < channels.Length; i++)
            _areNeighbours &= channels[i] == channels[i - 1] + 1;
    }

    public override void Step(in SampleBlock input, IEmit<SampleBlock> output)
    {
        if (input.Count == 0)
            return;
        if (SampleBlock.SizeOf(input.Format) == 2)
            Copy<short>(input);
        else
            Copy<int>(input);
        output.Emit(_buffer.Block(input.Format, input.Count, input.FirstIndex, input.Clock, _channels.Length));
    }

    public override void Reset()
    {
    }

    public override void Save(StateWriter writer)
    {
    }

    public override void Load(StateReader reader)
    {
    }

    private void Copy<T>(in SampleBlock input)
        where T : unmanaged
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(input.Bytes.Span);
        ReadOnlySpan<int> channels = _channels.AsSpan();
        Span<T> to = _buffer.Room<T>(input.Count * channels.Length);
        int width = input.Channels;
        if (channels.Length == 1)
        {
            for (int i = 0, at = channels[0]; i < to.Length; i++, at += width)
                to[i] = from[at];
            return;
        }

        for (int at = 0; to.Length > 0; at += width, to = to[channels.Length..])
        {
            if (_areNeighbours)
            {
                from.Slice(at + channels[0], channels.Length).CopyTo(to);
                continue;
            }

            for (int i = 0; i < channels.Length; i++)
                to[i] = from[at + channels[i]];
        }
    }
}

/// <summary>Remembers what a state said last, to say each value only once.</summary>
internal sealed class SelectValuesKernel : SparseKernel
{
    private readonly SymbolType _type;
    private readonly bool _events;
    private readonly bool[] _passes;
    private Value _last;

    /// <summary>A kernel that lets only these values pass; of events, each of them.</summary>
    public SelectValuesKernel(SymbolType type, ImmutableArray<string> only, bool events)
    {
        _type = type;
        _events = events;
        _passes = new bool[type.Names.Length];
        foreach (string name in only)
            _passes[Value.Symbol(type, name).Code] = true;
    }

    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (input.Value.IsKnown && !_passes[input.Value.Code])
            return;
        if (!_events && input.Value == _last)
            return;
        _last = input.Value;
        output.Emit(input);
    }

    public override void Reset() => _last = default;

    public override void Save(StateWriter writer) => writer.Value(_last);

    public override void Load(StateReader reader) => _last = reader.ValueOf(_type);
}
