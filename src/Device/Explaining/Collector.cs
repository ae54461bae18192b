using System;
using System.Collections.Generic;
using Reactive.Rules.Explaining;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Device.Explaining;

/// <summary>Watches one replay and keeps what was wished for, nothing else.</summary>
internal sealed class Collector(Wishes wishes, Evidence evidence) : RunObserver
{
    // Samples shown before and after the one that decided: enough to see the edge, few enough to read.
    private const int Before = 2;
    private const int After = 2;

    private Engine? _engine;

    public RuleTracer Tracer { get; } = new(wishes.Rules, wishes.Derived, wishes.Deeds);

    public void Bind(Engine engine) => _engine = engine;

    /// <summary>Hands over what rules and derived signals read, and what gave commands.</summary>
    public void Close()
    {
        foreach ((string, long) asked in wishes.Rules)
            evidence.Rules.TryAdd(asked, []);
        foreach (RuleFinding finding in Tracer.Found)
            evidence.Rules[(finding.Rule.Name, finding.Turn.Number)].Add(finding);
        foreach (DerivedFinding derived in Tracer.Derived)
            evidence.Derived[(derived.Signal, derived.Turn.Number)] = derived;
        foreach (DeedFinding deed in Tracer.Deeds)
            evidence.Deeds[deed.Command.Number] = deed;
    }

    public override void OnTurn(in TurnInfo turn)
    {
        Tracer.OnTurn(turn);
        if (wishes.Turns.Contains(turn.Number))
            evidence.Turns[turn.Number] = turn;
    }

    public override void OnSignal(in SignalChange change)
    {
        Tracer.OnSignal(change);
        if (!wishes.Changes.Contains(change.Turn))
            return;
        if (!evidence.Changes.TryGetValue(change.Turn, out Dictionary<string, SignalChange>? changed))
            evidence.Changes[change.Turn] = changed = new Dictionary<string, SignalChange>(StringComparer.Ordinal);
        changed[change.Signal] = change;
    }

    public override bool SeesStages => wishes.Stages.Count > 0;

    public override void OnStage(int stage, int input, in SignalChange entering)
    {
        foreach (StageWish wish in wishes.Stages)
        {
            if (wish.Signal != entering.Signal || entering.Since < wish.Since || entering.Turn > wish.Turn)
                continue;
            if (!evidence.Stages.TryGetValue(wish, out List<StageFact>? kept))
                evidence.Stages[wish] = kept = [];
            kept.Add(new StageFact(stage, input, entering));
        }
    }

    public override void OnCommand(in Command command)
    {
        Tracer.OnCommand(command);
        if (wishes.Commands.Contains(command.Number))
            evidence.Commands[command.Number] = command;
    }

    public override void OnArrival(long number, in Arrival arrival)
    {
        if (wishes.Arrivals.Contains(number))
        {
            string port = arrival.Source >= 0 ? _engine!.Sources[arrival.Source].Name : "";
            bool block = arrival.Kind == ArrivalKind.Block;
            evidence.Arrivals[number] = new ArrivalFact(number, port, arrival with { Block = default }, block ? arrival.Block.FirstIndex : 0, block ? arrival.Block.Count : 0);
        }

        if (arrival.Kind != ArrivalKind.Block || wishes.Samples.Count == 0)
            return;
        Source source = _engine!.Sources[arrival.Source];
        foreach (SampleWish wish in wishes.Samples)
        {
            if (wish.Port == source.Name)
                Keep(wish, arrival.Block, source.Clock!);
        }
    }

    private void Keep(SampleWish wish, in SampleBlock block, SampleClock clock)
    {
        long since = clock.FirstIndexAtOrAfter(wish.Since), settled = clock.FirstIndexAtOrAfter(wish.Settled);
        if (block.FirstIndex > settled + After || block.EndIndex < since - Before)
            return;
        if (!evidence.Samples.TryGetValue(wish, out List<SampleFact>? kept))
            evidence.Samples[wish] = kept = [];
        for (int i = 0; i < block.Count; i++)
        {
            long index = block.FirstIndex + i;
            if ((index >= since - Before && index <= since + After) || (index >= settled - Before && index <= settled + After))
                kept.Add(new SampleFact(index, clock.TimeOf(index), block.At(i, wish.Channel)));
        }
    }
}
