using System;
using System.Collections.Generic;
using System.Reactive.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>merge-digits</c>.</summary>
public static class MergeDigitsOperator
{
    /// <summary>
    /// One event for each key press of a telephone, whatever brought it: the first carrier's event passes at once, those of the others are
    /// swallowed. With <see cref="MergeDigitsOptions.Ends"/> the end that the first carrier reports passes too. Faults pass. Allocates nothing.
    /// </summary>
    /// <param name="sources">Streams of DTMF digits; what brought each digit says the digit itself.</param>
    /// <param name="options">When two digits are the same press.</param>
    public static IObservable<Stamped<Value>> MergeDigits(this IEnumerable<IObservable<Stamped<Value>>> sources, MergeDigitsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return sources.Merge().Through(() => new MergeDigitsKernel(options));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "merge-digits",
        Summary = "Makes one event of each key press of a telephone, whatever brought it: sound, a telephone event, a message of the call.",
        Details = "The first event of a press passes at once, with what it carries; the same press brought by another carrier is swallowed. Its inputs may report ends, which tell how long a press goes on; with `ends: reported` those of the carrier whose event passed pass too. "
            + "Two digits are the same press if they have the same character, were brought by different carriers, and their times, from since to when they were over or were last heard of, come within `within` of each other: each carrier brings a press once, so `5 5` by two carriers is two presses. "
            + "While a press goes on that a telephone event has brought, digits of that character in sound are that press, however often they start: sound leaks beside the events, and tones break. A press goes on until its end; of sound and messages that is known only where the carrier reports ends. "
            + $"A message that comes after the key was let go counts since its arrival less the duration that it tells. A press goes on for {DigitPresses.LongestSeconds} s at most, and the last {DigitPresses.Most} are remembered. Faults pass, and so do ends of what is not remembered.",
        Standard = "RFC 4733 (telephone events), RFC 6086 (INFO)",
        Joins = true,
        Parameters =
        [
            ParameterSpec.Duration("within", "How far apart the times of one press may be by two carriers.", "150 ms", "0 s", "2 s"),
            ParameterSpec.Choice("ends", "Whether another event tells that a digit is over, and how long it lasted.", "none", "none", "reported"),
        ],
        Examples =
        [
            new OperatorExample("merge-digits: {}", "As the first operator of a signal with several inputs: `from: [in-band, events, info]`."),
            new OperatorExample("merge-digits: { within: 400 ms, ends: reported }", "Messages that are slow; and when each press is over."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "DTMF digits of several signals",
                Yields = "an event for each press",
                Accepts = flow => flow.Kind == FlowKind.Event && ReferenceEquals(flow.Record, RecordType.Digit),
                Output = (flow, _) => flow with { Channels = 1 },
                Kernel = (_, values) => new MergeDigitsKernel(new MergeDigitsOptions { Within = values.Duration("within"), Ends = values.Text("ends") == "reported" }),
            },
        ],
    };
}

/// <summary>When two digits are the same press.</summary>
public sealed record MergeDigitsOptions
{
    private static readonly TimeSpan MostWithin = TimeSpan.FromSeconds(2);

    /// <summary>How far apart the times of one press may be by two carriers, 0 to 2 s. Default 150 ms.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Whether another event tells that a digit is over. Default false.</summary>
    public bool Ends { get; init; }

    internal void Validate()
    {
        if (Within < TimeSpan.Zero || Within > MostWithin)
            throw new ArgumentException("'Within' is between 0 s and 2 s.");
    }
}

/// <summary>Lets pass what <see cref="DigitPresses"/> says, and forgets which input it came from.</summary>
internal sealed class MergeDigitsKernel(MergeDigitsOptions options) : SparseKernel
{
    private readonly DigitPresses _presses = new(options);

    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (_presses.Passes(input) && (options.Ends || !input.Value.IsOver))
            output.Emit(input with { Channel = 0 });
    }

    public override void Reset() => _presses.Clear();

    public override void Save(StateWriter writer) => _presses.Save(writer);

    public override void Load(StateReader reader) => _presses.Load(reader);
}
