using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Rules;
using Reactive.Rules.Explaining;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Explaining;

/// <summary>An arrival, without its samples.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Port">The port it came from; empty for none.</param>
/// <param name="Arrival">The rest of it; its block must not be read.</param>
/// <param name="FirstIndex">The index of a block's first sample.</param>
/// <param name="Count">How many samples a block has.</param>
internal sealed record ArrivalFact(long Number, string Port, Arrival Arrival, long FirstIndex, int Count);

/// <summary>One sample of a port.</summary>
/// <param name="Index">Its index.</param>
/// <param name="At">Its time.</param>
/// <param name="Raw">As stored.</param>
internal readonly record struct SampleFact(long Index, SignalTime At, double Raw);

/// <summary>The samples of a port around an instant.</summary>
internal readonly record struct SampleWish(string Port, int Channel, SignalTime Since, SignalTime Settled);

/// <summary>All that is needed to explain one command: what the rules read, and the turns, arrivals and samples behind that.</summary>
internal sealed class Evidence(PipelineDefinition definition, Command command)
{
    /// <summary>How many earlier commands are expanded; further ones are only named.</summary>
    private const int MostCommands = 32;

    // A timer may have been armed in a timer's turn, and so on; more links than this say no more.
    private const int LongestTimerChain = 8;

    public PipelineDefinition Definition => definition;

    /// <summary>The command that is explained.</summary>
    public Command Command => command;

    public Dictionary<(string Rule, long Turn), List<RuleFinding>> Rules { get; } = [];

    public Dictionary<long, TurnInfo> Turns { get; } = [];

    public Dictionary<long, ArrivalFact> Arrivals { get; } = [];

    public Dictionary<long, Command> Commands { get; } = new() { [command.Number] = command };

    public Dictionary<SampleWish, List<SampleFact>> Samples { get; } = [];

    /// <summary>The signals that changed or happened in a turn, by its number.</summary>
    public Dictionary<long, HashSet<string>> Changes { get; } = [];

    /// <summary>What is still missing; nothing once the explanation is whole.</summary>
    public Wishes Missing()
    {
        var wishes = new Wishes();
        foreach (Command explained in Explained())
        {
            wishes.Turns.Add(explained.Turn);
            wishes.Rules.Add((explained.Cause.Rule, explained.Turn));
            wishes.Rules.Add((explained.Cause.Rule, explained.Cause.Turn));
            foreach (SignalFinding signal in FindingsOf(explained).SelectMany(SignalsOf))
                Wish(signal, wishes);
        }

        return wishes;
    }

    /// <summary>The rule's findings that explain a command: of its own turn, and of the activation it stems from.</summary>
    public IEnumerable<RuleFinding> FindingsOf(Command explained)
    {
        IEnumerable<RuleFinding> own = Rules.GetValueOrDefault((explained.Cause.Rule, explained.Turn), []);
        return explained.Turn == explained.Cause.Turn ? own : own.Concat(Rules.GetValueOrDefault((explained.Cause.Rule, explained.Cause.Turn), []));
    }

    /// <summary>The arrival that brought a signal its value, through the timers in between; null where none did or it is not known yet.</summary>
    public long? ArrivalOf(SignalFinding signal)
    {
        if (signal.Arrival > 0)
            return signal.Arrival;
        TurnInfo turn = signal.Turn;
        for (int i = 0; i < LongestTimerChain && turn.Number > 0 && turn.Cause == TurnCause.Timer; i++)
        {
            if (!Turns.TryGetValue(turn.CauseNumber, out turn))
                return null;
        }

        return turn.Number > 0 && turn.Cause is TurnCause.Arrival or TurnCause.Answer && signal.Kind != OperandKind.Output ? turn.CauseNumber : null;
    }

    /// <summary>The samples that explain a signal: around where it began and where it settled; null for a signal that stems from no samples.</summary>
    public SampleWish? SamplesOf(SignalFinding signal) =>
        signal.Kind == OperandKind.Signal && ArrivalOf(signal) is { } number && Arrivals.TryGetValue(number, out ArrivalFact? arrival) && arrival.Arrival.Kind == ArrivalKind.Block
            && ChainOf(signal) is { Count: > 0 } chain && InputOf(chain[0], signal)?.Port?.Name == arrival.Port
            ? new SampleWish(arrival.Port, chain.Select(s => s.Member).FirstOrDefault(m => m is not null) ?? 0, signal.Since, SignalTime.Min(signal.Turn.At, arrival.Arrival.Stamp))
            : null;

    /// <summary>
    /// The signal and those it is made from, itself last. Where one joins several, the one that happened in the same turn is
    /// followed; where none of them did, the chain begins there.
    /// </summary>
    public IReadOnlyList<SignalDefinition> ChainOf(SignalFinding found)
    {
        var chain = new List<SignalDefinition>();
        for (SignalDefinition? signal = Find(found.Name); signal is not null; signal = InputOf(signal, found)?.Signal is { } from ? Find(from) : null)
            chain.Insert(0, signal);
        return chain;
    }

    private SignalInput? InputOf(SignalDefinition signal, SignalFinding found) => signal.Inputs.Length == 1
        ? signal.Inputs[0]
        : signal.Inputs.FirstOrDefault(i => Changes.TryGetValue(found.Turn.Number, out HashSet<string>? changed) && changed.Contains(i.Name));

    /// <summary>The port called <paramref name="name"/>.</summary>
    public PortSpec? Port(string name) => definition.Device.Port(name);

    private SignalDefinition? Find(string name) => definition.Signals.FirstOrDefault(s => s.Name == name);

    private static IEnumerable<SignalFinding> SignalsOf(RuleFinding finding) => finding.Read.SelectMany(r => r.Finding.Signals());

    // The command itself, then those that gave the outputs it depends on, as far as they are known.
    private List<Command> Explained()
    {
        var all = new List<Command> { command };
        for (int i = 0; i < all.Count; i++)
        {
            foreach (SignalFinding signal in FindingsOf(all[i]).SelectMany(SignalsOf))
            {
                if (EarlierOf(signal) is { } earlier && all.Count < MostCommands && all.TrueForAll(c => c.Number != earlier.Number))
                    all.Add(earlier);
            }
        }

        return all;
    }

    /// <summary>The command that an output's value or a read-back stems from, as far as it is known.</summary>
    public Command? EarlierOf(SignalFinding signal)
    {
        if (signal.Kind == OperandKind.Output)
            return signal.Command;
        return signal.Kind == OperandKind.Readback && Arrivals.TryGetValue(signal.Arrival, out ArrivalFact? arrival) && Commands.TryGetValue(arrival.Arrival.Answers, out Command answered) ? answered : null;
    }

    private void Wish(SignalFinding signal, Wishes wishes)
    {
        TurnInfo turn = signal.Turn;
        for (int i = 0; i < LongestTimerChain && turn.Number > 0 && turn.Cause == TurnCause.Timer; i++)
        {
            wishes.Turns.Add(turn.CauseNumber);
            turn = Turns.GetValueOrDefault(turn.CauseNumber);
        }

        if (ArrivalOf(signal) is { } arrival)
            wishes.Arrivals.Add(arrival);
        if (signal.Kind == OperandKind.Readback && Arrivals.TryGetValue(signal.Arrival, out ArrivalFact? feedback) && feedback.Arrival.Answers > 0)
            wishes.Commands.Add(feedback.Arrival.Answers);
        if (ChainOf(signal).Any(s => s.Inputs.Length > 1))
            wishes.Changes.Add(signal.Turn.Number);
        if (SamplesOf(signal) is { } samples)
            wishes.Samples.Add(samples);
    }
}

/// <summary>What a replay is asked to collect.</summary>
internal sealed class Wishes
{
    public HashSet<(string Rule, long Turn)> Rules { get; } = [];

    public HashSet<long> Turns { get; } = [];

    public HashSet<long> Arrivals { get; } = [];

    public HashSet<long> Commands { get; } = [];

    public HashSet<SampleWish> Samples { get; } = [];

    /// <summary>Turns of which is asked what changed in them.</summary>
    public HashSet<long> Changes { get; } = [];

    /// <summary>Takes out what was asked for before; false where nothing is left.</summary>
    public bool Without(Wishes asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        Rules.ExceptWith(asked.Rules);
        Turns.ExceptWith(asked.Turns);
        Arrivals.ExceptWith(asked.Arrivals);
        Commands.ExceptWith(asked.Commands);
        Samples.ExceptWith(asked.Samples);
        Changes.ExceptWith(asked.Changes);
        return Rules.Count + Turns.Count + Arrivals.Count + Commands.Count + Samples.Count + Changes.Count > 0;
    }

    /// <summary>Notes what is asked for now.</summary>
    public void Add(Wishes more)
    {
        ArgumentNullException.ThrowIfNull(more);
        Rules.UnionWith(more.Rules);
        Turns.UnionWith(more.Turns);
        Arrivals.UnionWith(more.Arrivals);
        Commands.UnionWith(more.Commands);
        Samples.UnionWith(more.Samples);
        Changes.UnionWith(more.Changes);
    }
}
