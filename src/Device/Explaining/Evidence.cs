using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Explaining;

/// <summary>What led to a command.</summary>
/// <param name="Deed">The action that gave it; null where none did, but outputs followed what rules claim of them after they had stood still.</param>
/// <param name="Release">Where the rule ceased to be active and so let go of the output, that.</param>
/// <param name="Activation">The activation that the action stems from.</param>
/// <param name="Claim">Where an action let go, and what shows now is what another rule claims, the activation of that.</param>
internal sealed record Causes(DeedFinding? Deed, RuleFinding? Release, RuleFinding? Activation, RuleFinding? Claim)
{
    public IEnumerable<RuleFinding> Findings => new[] { Release, Activation, Claim }.OfType<RuleFinding>();
}

/// <summary>All that is needed to explain commands, or rules at an instant: what the rules read, and the signals, turns, arrivals and samples behind that.</summary>
/// <param name="definition">The pipeline.</param>
/// <param name="command">The command that is explained, or null.</param>
/// <param name="findings">Rules that are explained, as they were found.</param>
/// <param name="activations">Rules of which further turns are explained.</param>
internal sealed partial class Evidence(PipelineDefinition definition, Command? command, ImmutableArray<RuleFinding> findings, params ImmutableArray<(string Rule, long Turn)> activations)
{
    /// <summary>How many earlier commands are expanded; further ones are only named.</summary>
    private const int MostCommands = 32;

    // A timer may have been armed in a timer's turn, and so on, and a state machine may go on by its timeouts; more links than this say no more.
    private const int LongestTimerChain = 8;

    private readonly HashSet<string> _shared = [.. SharedUse.Of(definition.Signals).Select(u => u.Name)];

    private readonly Dictionary<string, SignalDefinition> _signals = definition.Signals.ToDictionary(s => s.Name, StringComparer.Ordinal);

    public PipelineDefinition Definition => definition;

    public Dictionary<(string Rule, long Turn), List<RuleFinding>> Rules { get; } = [];

    public Dictionary<(string Signal, long Turn), DerivedFinding> Derived { get; } = [];

    /// <summary>What gave commands, by their numbers.</summary>
    public Dictionary<long, DeedFinding> Deeds { get; } = [];

    public Dictionary<long, TurnInfo> Turns { get; } = [];

    public Dictionary<long, ArrivalFact> Arrivals { get; } = [];

    public Dictionary<long, Command> Commands { get; } = command is { } c ? new() { [c.Number] = c } : [];

    public Dictionary<SampleWish, List<SampleFact>> Samples { get; } = [];

    /// <summary>The signals that changed or happened in a turn, by its number.</summary>
    public Dictionary<long, Dictionary<string, SignalChange>> Changes { get; } = [];

    /// <summary>What is still missing; nothing once the explanation is whole.</summary>
    public Wishes Missing()
    {
        var wishes = new Wishes();
        wishes.Rules.UnionWith(activations);
        foreach (SignalFinding signal in Behind(Read(Roots)))
            Wish(signal, wishes);
        foreach (Command explained in Explained())
        {
            wishes.Turns.Add(explained.Turn);
            if (IsOfShared(explained))
            {
                wishes.Changes.Add(explained.Turn);
                if (RequestOf(explained) is { } request)
                    Wish(request, wishes);
                continue;
            }

            wishes.Deeds.Add(explained.Number);
            wishes.Rules.Add((explained.Cause.Rule, explained.Turn));
            wishes.Rules.Add((explained.Cause.Rule, explained.Cause.Turn));
            if (Deeds.TryGetValue(explained.Number, out DeedFinding? deed))
            {
                wishes.Rules.Add((deed.Rule.Name, explained.Turn));
                wishes.Rules.Add((deed.Rule.Name, deed.ActivatedTurn));
            }

            foreach (SignalFinding signal in Behind(ReadFor(explained)))
                Wish(signal, wishes);
        }

        return wishes;
    }

    /// <summary>What led to a command, as far as it is known.</summary>
    public Causes CausesOf(Command explained)
    {
        DeedFinding? deed = Deeds.GetValueOrDefault(explained.Number);
        string rule = deed?.Rule.Name ?? explained.Cause.Rule;
        bool ended = deed is { Began: false } && !(deed.Pulse is { } pulse && pulse.Due <= explained.At);
        return new Causes(
            deed,
            ended ? Find(rule, explained.Turn, static f => f.Outcome == RuleOutcome.Released) : null,
            ActivationOf(rule, deed?.ActivatedTurn ?? explained.Cause.Turn),
            rule == explained.Cause.Rule ? null : ActivationOf(explained.Cause.Rule, explained.Cause.Turn));
    }

    /// <summary>The activation of a rule in a turn, or its going on after a restart; null where there was none or it is not known.</summary>
    public RuleFinding? ActivationOf(string rule, long turn) =>
        Find(rule, turn, static f => f.IsActivation) ?? Find(rule, turn, static f => f.Outcome == RuleOutcome.Resumed);

    /// <summary>The arrival that brought a signal its value, through the timers in between; null where none did or it is not known yet.</summary>
    public long? ArrivalOf(SignalFinding signal)
    {
        if (IsDerived(signal))
            return null;
        if (signal.Arrival > 0)
            return signal.Arrival;
        TurnInfo turn = TurnsOf(signal).Last();
        return turn.Number > 0 && turn.Cause is TurnCause.Arrival or TurnCause.Answer && signal.Kind != OperandKind.Output ? turn.CauseNumber : null;
    }

    /// <summary>The samples that explain a signal: around where it began and where it settled; null for a signal that stems from no samples.</summary>
    public SampleWish? SamplesOf(SignalFinding signal) =>
        signal.Kind == OperandKind.Signal && ArrivalOf(signal) is { } number && Arrivals.TryGetValue(number, out ArrivalFact? arrival) && arrival.Arrival.Kind == ArrivalKind.Block
            && ChainOf(signal) is { Count: > 0 } chain && InputOf(chain[0], signal)?.Port?.Name == arrival.Port && !IsHidden(signal, arrival.Port)
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

    /// <summary>The derived signal that a signal is, or is made from, in the turn of the change that it stems from; null for none, or where that is not known yet.</summary>
    public DerivedFinding? OriginOf(SignalFinding signal) => IsDerived(signal) && OriginTurn(signal) is { } turn ? Derived.GetValueOrDefault((ChainOf(signal)[0].Name, turn)) : null;

    /// <summary>Whether it is a derived signal, or made from one.</summary>
    public bool IsDerived(SignalFinding signal) => signal.Kind == OperandKind.Signal && ChainOf(signal) is [{ Derivation: not null and not OutcomeDerivation }, ..];

    /// <summary>How a state machine came into the state that a timeout led out of; null where no timeout did, or that is not known.</summary>
    public DerivedFinding? EnteringOf(DerivedFinding derived) =>
        derived.Transition is { AfterNanoseconds: > 0 } way ? Derived.GetValueOrDefault((derived.Signal, way.EnteredTurn)) : null;

    /// <summary>Whether a command was given by what signals share, and not by a rule.</summary>
    public bool IsOfShared(in Command command) => _shared.Contains(command.Sink);

    /// <summary>What was put into what signals share, so that it gave a command; null where nothing was in that turn, or that is not known yet.</summary>
    public SignalFinding? RequestOf(in Command command)
    {
        if (!Changes.TryGetValue(command.Turn, out Dictionary<string, SignalChange>? changed) || !Turns.TryGetValue(command.Turn, out TurnInfo turn) || Find(command.Cause.Rule) is not { } signal)
            return null;
        foreach (SignalInput input in signal.Inputs)
        {
            if (changed.TryGetValue(input.Name, out SignalChange change))
                return new SignalFinding(input.Name, OperandKind.Signal, change.Shown, null, change.Since, turn, change.Arrival, null);
        }

        return null;
    }

    /// <summary>The port called <paramref name="name"/>.</summary>
    public PortSpec? Port(string name) => definition.Device.Port(name);

    /// <summary>The command that an output's value or a read-back stems from, as far as it is known.</summary>
    public Command? EarlierOf(SignalFinding signal)
    {
        if (signal.Kind == OperandKind.Output)
            return signal.Command;
        return Arrivals.TryGetValue(signal.Arrival, out ArrivalFact? arrival) && Commands.TryGetValue(arrival.Arrival.Answers, out Command answered) ? answered : null;
    }

    // Around a veiled value, samples would show what it was.
    private bool IsHidden(SignalFinding signal, string port) =>
        Port(port) is { IsSensitive: true } && signal.Value.Kind is (ValueKind.Veiled or ValueKind.Fault or ValueKind.Pulse or ValueKind.Entry);

    private IEnumerable<RuleFinding> Roots => findings.Concat(activations.Select(a => ActivationOf(a.Rule, a.Turn)).OfType<RuleFinding>());

    private SignalInput? InputOf(SignalDefinition signal, SignalFinding found) => signal.Inputs.Length == 1
        ? signal.Inputs[0]
        : signal.Inputs.FirstOrDefault(i => Changes.TryGetValue(found.Turn.Number, out Dictionary<string, SignalChange>? changed) && changed.ContainsKey(i.Name));

    /// <summary>The whole topic that becomes a source; null for a port.</summary>
    public string? TopicOf(string port)
    {
        foreach (ConnectionDefinition connection in definition.Connections)
        {
            if (connection.Subscriptions.FirstOrDefault(s => s.Port.Name == port) is { } subscription)
                return connection.TopicOf(subscription.Settings.Text("topic"), subscription.Settings);
        }

        return null;
    }

    private SignalDefinition? Find(string name) => _signals.GetValueOrDefault(name);

    private RuleFinding? Find(string rule, long turn, Func<RuleFinding, bool> matches) => Rules.GetValueOrDefault((rule, turn), []).Find(f => matches(f));

    // The turn of the signal's change, then the one that armed the timer that brought it, and so on, as far as they are known; the last is empty where the next is not.
    private IEnumerable<TurnInfo> TurnsOf(SignalFinding signal)
    {
        TurnInfo turn = signal.Turn;
        yield return turn;
        for (int i = 0; i < LongestTimerChain && turn.Number > 0 && turn.Cause == TurnCause.Timer; i++)
        {
            turn = Turns.GetValueOrDefault(turn.CauseNumber);
            yield return turn;
        }
    }

    // The turn in which that changed which a signal is made from: its own, or the one that armed its timer.
    private long? OriginTurn(SignalFinding signal)
    {
        string origin = ChainOf(signal)[0].Name;
        if (origin == signal.Name)
            return signal.Turn.Number > 0 ? signal.Turn.Number : null;
        foreach (TurnInfo turn in TurnsOf(signal))
        {
            if (Changes.TryGetValue(turn.Number, out Dictionary<string, SignalChange>? changed) && changed.ContainsKey(origin))
                return turn.Number;
        }

        return null;
    }

    private static IEnumerable<SignalFinding> Read(IEnumerable<RuleFinding> rules) => rules.SelectMany(r => r.Read).SelectMany(r => r.Finding.Signals());

    // What rules read before they gave a command, and what was sent.
    private IEnumerable<SignalFinding> ReadFor(Command explained)
    {
        Causes causes = CausesOf(explained);
        return causes.Deed?.Sent is { } sent ? Read(causes.Findings).Append(sent) : Read(causes.Findings);
    }

    // All these signals, and those under the derived ones among them, each once.
    private List<SignalFinding> Behind(IEnumerable<SignalFinding> signals)
    {
        var all = new List<SignalFinding>(signals);
        var seen = new HashSet<(OperandKind, string, long)>();
        for (int i = 0; i < all.Count; i++)
        {
            if (!seen.Add((all[i].Kind, all[i].Name, all[i].Turn.Number)))
                all.RemoveAt(i--);
            else if (OriginOf(all[i]) is { } derived)
                all.AddRange(Entered(derived).SelectMany(d => d.Signals()));
        }

        return all;
    }

    // How a signal came about; where a timeout led a state machine on, also how that state was entered, and so on.
    private IEnumerable<DerivedFinding> Entered(DerivedFinding? derived)
    {
        for (int i = 0; i < LongestTimerChain && derived is not null; i++)
        {
            yield return derived;
            derived = EnteringOf(derived);
        }
    }

    // The command itself, then those that gave the outputs it depends on, as far as they are known.
    private List<Command> Explained()
    {
        var all = new List<Command>();
        if (command is { } explained)
            all.Add(explained);
        foreach (SignalFinding signal in Behind(Read(Roots)))
            Earlier(signal);
        for (int i = 0; i < all.Count; i++)
        {
            foreach (SignalFinding signal in Behind(ReadFor(all[i])))
                Earlier(signal);
        }

        return all;

        void Earlier(SignalFinding signal)
        {
            if (EarlierOf(signal) is { } earlier && all.Count < MostCommands && all.TrueForAll(c => c.Number != earlier.Number))
                all.Add(earlier);
        }
    }

    private void Wish(SignalFinding signal, Wishes wishes)
    {
        bool joined = ChainOf(signal).Any(s => s.Inputs.Length > 1), derived = IsDerived(signal);
        foreach (TurnInfo turn in TurnsOf(signal))
        {
            if (turn.Number > 0 && turn.Cause == TurnCause.Timer)
                wishes.Turns.Add(turn.CauseNumber);
            if (turn.Number > 0 && (joined || derived))
                wishes.Changes.Add(turn.Number);
        }

        if (derived && OriginTurn(signal) is { } origin)
        {
            string name = ChainOf(signal)[0].Name;
            wishes.Derived.Add((name, origin));
            foreach (DerivedFinding entered in Entered(Derived.GetValueOrDefault((name, origin))).Take(LongestTimerChain - 1))
            {
                if (entered.Transition is { AfterNanoseconds: > 0, EnteredTurn: > 0 } way)
                    wishes.Derived.Add((name, way.EnteredTurn));
            }
        }

        if (ArrivalOf(signal) is { } arrival)
            wishes.Arrivals.Add(arrival);
        if (Arrivals.TryGetValue(signal.Arrival, out ArrivalFact? feedback) && feedback.Arrival.Answers > 0)
            wishes.Commands.Add(feedback.Arrival.Answers);
        if (SamplesOf(signal) is { } samples)
            wishes.Samples.Add(samples);
        WishParts(signal, wishes);
    }
}
