using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Explaining;

/// <summary>Conditions, events and signals as branches of a tree, down to arrivals and samples. What was shown once is only referred to afterwards.</summary>
/// <param name="evidence">What is behind them.</param>
/// <param name="whole">Whether events that never occurred are shown with what they read.</param>
/// <param name="earlier">Adds the command that an output or a read-back stems from.</param>
internal sealed class FindingTree(Evidence evidence, bool whole, Action<Command, TextTree> earlier)
{
    private readonly HashSet<(string Signal, long Turn)> _signals = [];
    private readonly HashSet<(string Signal, long Turn)> _derived = [];

    /// <summary>Adds what was read, by keyword.</summary>
    public void AddAll(IEnumerable<(string Keyword, Finding Finding)> read, TextTree tree)
    {
        foreach ((string keyword, Finding finding) in read)
            Add(finding, tree, $"{keyword,-6} ");
    }

    private void Add(Finding finding, TextTree tree, string keyword = "")
    {
        switch (finding)
        {
            case ConditionFinding { Condition: NotCondition, Inner: [ConditionFinding { Inner: [SignalFinding] } inner] } not:
                // "door is not cut" says it all: "door is cut" beneath it would only be read twice.
                AddAll(inner.Inner, tree.Branch(keyword + Line(not)));
                break;
            case ConditionFinding condition:
                TextTree branch = tree.Branch(keyword + Line(condition));
                if (condition.Timer is { } timer)
                    branch.Line(Line(condition, timer));
                AddAll(condition.Inner, branch);
                break;
            case EventFinding { Occurs: true } happening:
                AddAll(happening.Inner, tree.Branch($"{keyword}{happening.Occurrence.Text} · occurred"));
                break;
            case EventFinding happening:
                AddAll(
                    whole || happening.Turn > 0 ? happening.Inner : [],
                    tree.Branch($"{keyword}{happening.Occurrence.Text} · {(happening.Turn == 0 ? "has never occurred" : $"occurred last {Figures.When(happening.At, happening.Turn)}")}"));
                break;
            case SignalFinding signal:
                Add(signal, tree);
                break;
        }
    }

    private void AddAll(IEnumerable<Finding> findings, TextTree tree)
    {
        foreach (Finding finding in findings)
        {
            // what a block was not given never occurs, and is no news
            if (finding is not EventFinding { Occurrence: RiseOccurrence { Inner: ConstantCondition { Holds: false } } })
                Add(finding, tree);
        }
    }

    private static string Line(ConditionFinding condition)
    {
        string truth = condition.Truth switch { Truth.True => "true", Truth.False => "false", _ => "unknown" };
        return $"{condition.Condition.Text} · {truth} {(condition.Turn == 0 ? "since the start" : $"since {condition.At} s, turn {condition.Turn}")}";
    }

    private static string Line(ConditionFinding condition, TimerFinding timer) => condition.Condition switch
    {
        ForCondition => $"true since turn {timer.ArmedInTurn} at {timer.ArmedAt} s, timer armed in turn {timer.ArmedInTurn}, due {timer.Due} s",
        WasCondition => $"true until turn {timer.ArmedInTurn} at {timer.ArmedAt} s, timer armed in turn {timer.ArmedInTurn}, due {timer.Due} s",
        _ => $"occurred in turn {timer.ArmedInTurn} at {timer.ArmedAt} s, timer armed in turn {timer.ArmedInTurn}, due {timer.Due} s",
    };

    /// <summary>Adds a signal as it was.</summary>
    public void Add(SignalFinding signal, TextTree tree)
    {
        string line = $"{signal.Name} = {signal.Value}";
        if (TextLines.Measured(signal.Value) is { Length: > 0 } measured)
            line += $" ({measured})";
        if (signal.Turn.Number == 0)
        {
            tree.Branch(line + (signal.Kind == OperandKind.Output ? ", its position at the start" : ", nothing has come yet"));
            return;
        }

        if (signal.Previous is { } before)
            line += $", before {before}";
        line += $", since {signal.Since} s{(signal.Since == signal.Turn.At ? "" : $", at {signal.Turn.At} s")}, turn {signal.Turn.Number}";
        if (!_signals.Add((signal.Name, signal.Turn.Number)))
        {
            tree.Branch(line + " (see above)");
            return;
        }

        TextTree branch = tree.Branch(line);
        if (evidence.EarlierOf(signal) is { } command)
            earlier(command, branch);
        if (signal.Kind == OperandKind.Output)
            return;
        if (signal.Kind == OperandKind.Signal)
            AddChain(signal, branch);
        DerivedFinding? origin = evidence.OriginOf(signal);
        if (signal.Turn.Cause == TurnCause.Timer && origin?.Signal != signal.Name)
            branch.Line($"by a timer that was armed in turn {signal.Turn.CauseNumber}{(evidence.Turns.TryGetValue(signal.Turn.CauseNumber, out TurnInfo armed) ? $" at {armed.At} s" : "")}, due {signal.Turn.At} s");
        if (origin is not null)
            AddOrigin(signal, origin, branch);
        else if (evidence.PartsOf(signal) is { Count: > 0 } parts)
            AddParts(parts, branch);
        else
            AddArrival(signal, branch);
    }

    private void AddParts(IReadOnlyList<PartFact> parts, TextTree tree)
    {
        TextTree all = tree.Branch($"what {parts[0].Into} took in since then");
        foreach (PartFact part in parts)
        {
            SignalFinding finding = part.Finding;
            string since = finding.Since == finding.Turn.At ? "" : $", since {finding.Since} s";
            TextTree branch = all.Branch($"{(finding.Name == part.Made.Name ? "" : finding.Name + " = ")}{finding.Value}{since}, {Figures.When(finding.Turn.At, finding.Turn.Number)}");
            if (evidence.PartsOf(part) is { Count: > 0 } inner)
                AddParts(inner, branch);
            else
                AddArrival(finding, branch);
        }
    }

    private void AddArrival(SignalFinding signal, TextTree tree)
    {
        if (evidence.ArrivalOf(signal) is { } number && evidence.Arrivals.TryGetValue(number, out ArrivalFact? arrival))
            AddArrival(signal, arrival, tree);
    }

    // A derived signal, under itself or under what is made from it.
    private void AddOrigin(SignalFinding signal, DerivedFinding origin, TextTree tree)
    {
        if (origin.Signal == signal.Name)
            Add(origin, tree);
        else
            Add(origin, tree.Branch($"{origin.Signal} = {origin.Value}, {Figures.When(origin.Turn.At, origin.Turn.Number)}"));
    }

    private void Add(DerivedFinding derived, TextTree tree)
    {
        if (!_derived.Add((derived.Signal, derived.Turn.Number)))
        {
            tree.Line("(see above)");
            return;
        }

        // where else it is defined than in the pipeline itself; a way says so itself
        if (derived.Derivation.Position is var place && place.File != evidence.Definition.File && derived.Transition is null && !derived.IsInitial)
            tree.Line($"derived in {place.File}:{place.Line.ToString(CultureInfo.InvariantCulture)}");
        if (derived.IsInitial)
            tree.Line("from the start of the run on");
        if (derived.Derivation is ScheduleDerivation)
            tree.Line($"the schedule {derived.Signal}, when the clock showed {derived.LocalTime ?? "nothing yet"}{(evidence.Definition.TimeZone is { } zone ? " in " + zone : "")}");
        if (derived.Transition is { } way)
            tree.Line($"{way.From} -> {way.To}{(way.AfterNanoseconds > 0 ? $", after {Figures.Seconds(way.AfterNanoseconds)} in {way.From} since {way.EnteredAt} s" : "")} ({way.Way.Position.File}:{way.Way.Position.Line.ToString(CultureInfo.InvariantCulture)})");
        AddAll(derived.Read, tree);
        if (evidence.EnteringOf(derived) is { } entered)
            Add(entered, tree.Branch($"{derived.Signal} = {entered.Value}, entered {Figures.When(entered.Turn.At, entered.Turn.Number)}"));
    }

    private void AddChain(SignalFinding signal, TextTree tree)
    {
        foreach (SignalDefinition made in evidence.ChainOf(signal))
        {
            // it comes from no chain: what it is derived from follows
            if (made.Derivation is not null)
                continue;
            List<string> parts = [string.Join(" and ", made.Inputs.Select(NameOf))];
            if (made.Member is { } channel)
                parts[0] += $", channel {channel + 1}";
            parts.AddRange(made.Stages.Select(Options.Of));
            string line = string.Join(" → ", parts);
            if (made.Name != signal.Name)
                line = $"{made.Name}: {line}";
            else if (signal.Since != signal.Turn.At)
                line += $": began {signal.Since} s, settled {signal.Turn.At} s";
            tree.Line(line);
        }
    }

    private string NameOf(SignalInput input) => input.Port is null ? input.Name : evidence.TopicOf(input.Name) is { } topic ? "topic " + topic : "port " + input.Name;

    private void AddArrival(SignalFinding signal, ArrivalFact arrival, TextTree tree)
    {
        string marks = arrival.Arrival.Is(ArrivalMarks.Late) ? ", late" : "";
        marks += arrival.Arrival.Is(ArrivalMarks.Injected) ? ", injected by hand" : "";
        string what = arrival.Arrival.Kind switch
        {
            ArrivalKind.Block => $"a block of {arrival.Port}, samples {arrival.FirstIndex} to {arrival.FirstIndex + arrival.Count - 1}",
            ArrivalKind.Value => $"{(evidence.Port(arrival.Port) is { IsSensitive: false } ? arrival.Arrival.Value : arrival.Arrival.Value.Veiled())} of {arrival.Port}, stamped {arrival.Arrival.Stamp} s",
            ArrivalKind.Offline => $"{arrival.Port} went offline",
            ArrivalKind.Feedback => $"the answer to command {arrival.Arrival.Answers}: {arrival.Arrival.Value}, reads back {arrival.Arrival.Readback}",
            _ => $"{RecordedName(arrival.Arrival.Kind)}",
        };
        TextTree branch = tree.Branch($"arrival {arrival.Number}: {what}{marks}");
        if (evidence.SamplesOf(signal) is { } wish && evidence.Samples.TryGetValue(wish, out List<SampleFact>? samples))
            AddSamples(wish, samples, branch);
    }

    private void AddSamples(SampleWish wish, List<SampleFact> samples, TextTree tree)
    {
        PortSpec? port = evidence.Port(wish.Port);
        long began = samples.Find(s => s.At >= wish.Since).Index;
        long settled = samples.FindLast(s => s.At <= wish.Settled).Index;
        long last = samples.Count == 0 ? 0 : samples[0].Index - 1;
        int indexWidth = samples.Max(s => s.Index.ToString(CultureInfo.InvariantCulture).Length);
        int timeWidth = samples.Max(s => Time(s.At).Length);
        foreach (SampleFact sample in samples)
        {
            if (sample.Index != last + 1)
                tree.Line("  ⋮");
            last = sample.Index;
            Amount amount = Amount.Of(port, sample.Raw);
            string raw = (sample.Raw.ToString("0.######", CultureInfo.InvariantCulture) + " " + amount.Unit).TrimEnd();
            string mark = sample.Index == began ? sample.Index == settled ? "began and settled" : "began" : sample.Index == settled ? "settled" : "";
            string volts = Amount.VoltsText(amount.Volts), ohms = Amount.OhmsText(amount.Ohms);
            string index = sample.Index.ToString(CultureInfo.InvariantCulture).PadLeft(indexWidth);
            tree.Line($"{(mark.Length > 0 ? "▸" : " ")} {index}  {Time(sample.At).PadRight(timeWidth)} s  {raw,8}  {volts,9}  {ohms,10}  {mark}".TrimEnd());
        }
    }

    private static string Time(SignalTime at) => TextLines.Time(at)[..^2].TrimStart();

    private static string RecordedName(ArrivalKind kind) => kind switch
    {
        ArrivalKind.Start => "the start of the run",
        ArrivalKind.Clock => "time passed",
        ArrivalKind.Stalled => "a port fell silent",
        ArrivalKind.Reanchor => "a port's clock was set anew",
        ArrivalKind.Anchor => "the clock on the wall was set",
        ArrivalKind.Checkpoint => "what the run before has left",
        _ => kind.ToString(),
    };
}
