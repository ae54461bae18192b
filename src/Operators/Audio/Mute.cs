using System;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>mute</c>.</summary>
public static class MuteOperator
{
    /// <summary>
    /// Silence in place of the sound: as many zeros, in the format and with the indexes and the clock of the input. Allocates nothing
    /// per block; blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="mute">Whether to. Where not, everything passes as it is.</param>
    /// <param name="channels">How many channels the blocks have.</param>
    public static IObservable<SampleBlock> Mute(this IObservable<SampleBlock> source, bool mute = true, int channels = 1) =>
        source.Through(() => new MuteKernel(mute, channels));

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "mute",
        Summary = "Puts silence in the place of sound.",
        Details = "As many zeros as samples come, in their format, at once. With `mute: no` everything passes as it is, so that a definition or an option can switch it.",
        Shorthand = "mute",
        Parameters = [ParameterSpec.Choice("mute", "Whether to.", "yes", "yes", "no")],
        Examples =
        [
            new OperatorExample("mute: yes", "Nothing but zeros."),
            new OperatorExample("mute: { mute: no }", "All as it is."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = SoundInput.Takes,
                Yields = "silence, or the sound",
                Accepts = SoundInput.Accepts,
                Output = (flow, _) => flow,
                Kernel = (flow, values) => new MuteKernel(values.Text("mute") == "yes", flow.Channels),
            },
        ],
    };
}

/// <summary>Makes zeros; remembers nothing.</summary>
internal sealed class MuteKernel(bool mute, int channels) : SampleKernel(channels)
{
    protected override void Step<T>(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output)
    {
        if (!mute)
        {
            output.Emit(input);
            return;
        }

        Made.Room<T>(samples.Length).Clear();
        output.Emit(Made.Block(input.Format, input.Count, input.FirstIndex, input.Clock, Channels));
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
}
