using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>card</c>.</summary>
public static class CardOperator
{
    /// <summary>The fewest bits of a card: what is shorter comes from a keypad.</summary>
    internal const int UsualFewestBits = 16;

    /// <summary>
    /// A card for each frame that is long enough, with the first of <paramref name="formats"/> that it matches, if any; stamp and since are the
    /// frame's. Faults pass. Allocates nothing, but for cards of more than 64 bits.
    /// </summary>
    /// <param name="source">Frames.</param>
    /// <param name="formats">The formats that are tried, in their order.</param>
    /// <param name="fewestBits">Shorter frames give nothing, 1 to 128.</param>
    public static IObservable<Stamped<Value>> Card(this IObservable<Stamped<Value>> source, ImmutableArray<CardFormat> formats, int fewestBits = UsualFewestBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fewestBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fewestBits, ReaderBits.Most);
        return source.Through(() => new CardKernel(formats, fewestBits));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "card",
        Summary = "Finds the facility and number of a card in the frames of a reader.",
        Details = "The formats are tried in their order; the first whose length, fixed bits and parity are those of the frame is taken. `reactive formats` lists those that come with the product; a pipeline describes others under `card-formats`. "
            + "A frame that matches none is a card without a format, known by its raw bits. A length proves nothing: the 32 bits of a chip's serial number, sent with two parity bits, look like any card of 34 bits. So name the formats that the site's cards have, one of each length. "
            + "Frames with fewer bits than `fewest-bits` (keys) give nothing. Faults of the frames pass.",
        Shorthand = "formats",
        Parameters =
        [
            ParameterSpec.CardFormats("formats", "The formats that are tried, in their order. Without them every card is known by its raw bits alone."),
            ParameterSpec.Of("fewest-bits", "Shorter frames are no cards.", "16", "1", "128", false, Dimension.Count),
        ],
        Examples =
        [
            new OperatorExample("card: H10301", "Cards of the most usual format."),
            new OperatorExample("card: { formats: [H10301, H10304] }", "Cards of two formats."),
            new OperatorExample("card: { fewest-bits: 32 }", "Whatever has at least the bits of a chip's serial number."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "frames",
                Yields = "an event with the card",
                Accepts = flow => flow.Kind == FlowKind.Event && ReferenceEquals(flow.Record, RecordType.Frame),
                Output = (flow, _) => new Flow(FlowKind.Event, Channels: flow.Channels, Record: RecordType.Card),
                Kernel = (_, values) => new CardKernel(values.Has("formats") ? values.CardFormats("formats") : [], (int)values.Number("fewest-bits")),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (values.NotWhole("fewest-bits") is { } fraction)
            yield return fraction;
        foreach (CardFormat format in values.Has("formats") ? values.CardFormats("formats") : [])
        {
            if (format.Bits < values.Quantity("fewest-bits").Value)
                yield return new ParameterProblem("formats", $"{format} has {format.Bits} bits, fewer than 'fewest-bits'");
        }
    }
}

/// <summary>A frame is a card of a format or not: nothing is kept.</summary>
internal sealed class CardKernel(ImmutableArray<CardFormat> formats, int fewestBits) : StatelessKernel
{
    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (input.Value.Kind != ValueKind.Frame)
        {
            output.Emit(input);
            return;
        }

        ReaderBits frame = input.Value.Frame;
        if (frame.Length < fewestBits)
            return;
        foreach (CardFormat format in formats)
        {
            if (!format.Matches(frame))
                continue;
            output.Emit(input with { Value = Value.Card(frame, format) });
            return;
        }

        output.Emit(input with { Value = Value.Card(frame, null) });
    }
}
