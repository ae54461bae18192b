using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Plotting;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Capture;
using Reactive.Operators;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary>Every key that somebody pressed in a call that was captured, once: tones in the sound of each stream, its telephone events, and the messages of its end of the call.</summary>
internal static class CaptureDigits
{
    /// <summary>The operator that finds digits in sound.</summary>
    public const string Operator = "dtmf";

    private const string Reported = "reported";

    /// <summary>Finds the digits.</summary>
    /// <param name="trace">The capture, or what was made of one.</param>
    /// <param name="parties">Who speaks and presses keys in it.</param>
    /// <param name="stageOf">Makes the operator for a flow, with further options.</param>
    /// <param name="catalog">Where operators are found.</param>
    /// <param name="withEnds">Whether it is also told when a digit is over.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="plotted">What a picture shows of the sound.</param>
    /// <returns>The digits with whose they are, in the order of their stamps.</returns>
    public static IEnumerable<(CaptureParty Party, Stamped<Value> Digit)> Find(
        Trace trace, ImmutableArray<CaptureParty> parties, Func<Flow, KeyValuePair<string, string>[], StageDefinition> stageOf, Catalog catalog, bool withEnds, Progress progress, ImmutableArray<PlottedChannel> plotted)
    {
        var found = new List<(CaptureParty Party, Stamped<Value> Digit)>();
        foreach (CaptureParty party in parties)
        {
            var carriers = new List<IReadOnlyList<Stamped<Value>>>();
            foreach (TraceChannel sound in party.Sound)
                carriers.Add(InSound(sound));
            foreach (TraceChannel digits in party.Digits)
                carriers.Add(Read(trace, digits));
            var presses = new DigitPresses(new MergeDigitsOptions());
            foreach (Stamped<Value> digit in carriers.SelectMany(c => c).OrderBy(d => d.Stamp))
            {
                if (presses.Passes(digit) && (withEnds || !digit.Value.IsOver))
                    found.Add((party, digit));
            }
        }

        return found.OrderBy(f => f.Digit.Stamp);

        // how long tones last is needed to know which press they are
        List<Stamped<Value>> InSound(TraceChannel channel)
        {
            var digits = new List<Stamped<Value>>();
            ImmutableArray<TraceChannel> channels = [channel];
            StageDefinition stage = stageOf(Decoding.FlowsOf(channels).First(), [new("ends", Reported)]);
            ImmutableArray<PlottedChannel> shown = [.. plotted.Where(p => p.IsOf(channel))];
            new Decoding(new WatchedTrace(new PlottedTrace(trace, shown), channels, progress), channels, stage, catalog, progress, digits.Add).Run();
            return digits;
        }
    }

    private static List<Stamped<Value>> Read(Trace trace, TraceChannel channel)
    {
        var digits = new List<Stamped<Value>>();
        using ValueReader reader = trace.ReadValues(channel);
        while (reader.TryRead(out Stamped<Value> digit))
            digits.Add(digit);
        return digits;
    }
}
