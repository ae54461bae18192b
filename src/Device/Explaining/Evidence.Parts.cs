using System.Collections.Generic;
using System.Linq;
using Reactive.Rules;
using Reactive.Rules.Explaining;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Explaining;

/// <content>Events that were made of several others: a code of its digits, a PIN of its keys.</content>
internal sealed partial class Evidence
{
    /// <summary>How many of them are looked at, the last ones.</summary>
    private const int MostParts = 64;

    /// <summary>The events that went into operators, as they were asked for.</summary>
    public Dictionary<StageWish, List<StageFact>> Stages { get; } = [];

    /// <summary>
    /// The events out of which a signal's event was made: what went into the last operator of its chain that took more than one since it began.
    /// Nothing where each went through alone, or that is not known yet.
    /// </summary>
    public IReadOnlyList<PartFact> PartsOf(SignalFinding signal) =>
        signal.Kind == OperandKind.Signal && signal.Turn.Number > 0 && ChainOf(signal) is { Count: > 0 } chain ? PartsOf(signal, chain, chain[^1].Stages.Length) : [];

    /// <summary>The events out of which a part was itself made.</summary>
    public IReadOnlyList<PartFact> PartsOf(PartFact part)
    {
        // within a chain it is looked at from there on, else from the end of the signal that brought it
        if (part.Finding.Name != part.Made.Name)
            return PartsOf(part.Finding);
        return ChainOf(part.Finding) is { Count: > 0 } chain ? PartsOf(part.Finding, chain, part.Stage) : [];
    }

    private List<PartFact> PartsOf(SignalFinding signal, IReadOnlyList<SignalDefinition> chain, int stages)
    {
        foreach (SignalDefinition made in chain.Reverse())
        {
            List<StageFact> known = Stages.GetValueOrDefault(new StageWish(made.Name, signal.Since, signal.Turn.Number), []);
            for (int stage = (made == chain[^1] ? stages : made.Stages.Length) - 1; stage >= 0; stage--)
            {
                if (!Joins(made.Stages[stage]))
                    return [];
                StageFact[] entered = [.. known.Where(k => k.Stage == stage && !k.Entering.Value.IsOver)];
                if (entered.Length > 1)
                    return [.. entered.TakeLast(MostParts).Select(e => new PartFact(FindingOf(made, e), made.Stages[stage].Spec.Name, made, stage))];
            }
        }

        return [];
    }

    // Of states what came in between is what did not count, and what signals share remembers much more than that.
    private static bool Joins(StageDefinition stage) => stage.Form is not SharedForm && stage.Input.Kind is FlowKind.Event or FlowKind.Several && stage.Output.Kind == FlowKind.Event;

    private static SignalFinding FindingOf(SignalDefinition made, StageFact fact)
    {
        SignalChange entering = fact.Entering;
        string name = fact.Stage == 0 ? made.Inputs[made.Inputs.Length == 1 ? 0 : fact.Input].Name : made.Name;
        var turn = new TurnInfo(entering.Turn, entering.At, entering.Arrival > 0 ? TurnCause.Arrival : TurnCause.Timer, entering.Arrival);
        return new SignalFinding(name, OperandKind.Signal, entering.Shown, null, entering.Since, turn, entering.Arrival, null);
    }

    private void WishParts(SignalFinding signal, Wishes wishes)
    {
        if (signal.Kind != OperandKind.Signal || signal.Turn.Number == 0)
            return;
        foreach (SignalDefinition made in ChainOf(signal).Where(m => m.Stages.Any(Joins)))
            wishes.Stages.Add(new StageWish(made.Name, signal.Since, signal.Turn.Number));
        foreach (PartFact part in PartsOf(signal))
            Wish(part, wishes);
    }

    private void Wish(PartFact part, Wishes wishes)
    {
        SignalFinding finding = part.Finding;
        wishes.Changes.Add(finding.Turn.Number);
        if (finding.Arrival > 0)
            wishes.Arrivals.Add(finding.Arrival);
        if (SamplesOf(finding) is { } samples)
            wishes.Samples.Add(samples);
        foreach (SignalDefinition made in ChainOf(finding).Where(m => m.Stages.Any(Joins)))
            wishes.Stages.Add(new StageWish(made.Name, finding.Since, finding.Turn.Number));
        foreach (PartFact inner in PartsOf(part))
            Wish(inner, wishes);
    }
}
