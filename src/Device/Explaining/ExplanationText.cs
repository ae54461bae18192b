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

/// <summary>The chain of causes of a command as a tree for people. What was shown once is only referred to afterwards.</summary>
internal sealed class ExplanationText(Evidence evidence)
{
    private readonly HashSet<long> _commands = [];
    private readonly HashSet<(string Rule, long Turn, RuleOutcome Outcome)> _rules = [];
    private readonly HashSet<(string Signal, long Turn)> _signals = [];

    /// <summary>The whole tree.</summary>
    public TextTree Build()
    {
        var tree = new TextTree(Title(evidence.Command));
        Expand(evidence.Command, tree);
        return tree;
    }

    private static string Title(in Command command)
    {
        string what = command.Text is null ? command.Verb : $"{command.Verb} \"{command.Text}\"";
        return $"command {command.Number}: {(command.Sink == command.Verb ? "" : command.Sink + " ")}{what}, at {command.At} s in turn {command.Turn}";
    }

    private void Expand(Command command, TextTree tree)
    {
        _commands.Add(command.Number);
        RuleFinding[] findings = [.. evidence.FindingsOf(command)];
        RuleFinding? own = findings.FirstOrDefault(f => f.Turn.Number == command.Turn && f.Outcome is RuleOutcome.Activated or RuleOutcome.Queued or RuleOutcome.Released);
        RuleFinding? activation = findings.FirstOrDefault(f => f.Turn.Number == command.Cause.Turn && f.Outcome is RuleOutcome.Activated or RuleOutcome.Queued);
        if (own is not null)
        {
            Expand(own, tree);
        }
        else if (activation is not null && Pulse.Of(activation, command) is { } pulse)
        {
            string moved = pulse.Moved ? ", moved by later activations" : "";
            tree.Branch($"the pulse of {pulse.Duration} that began in turn {activation.Turn.Number} at {activation.Turn.At} s ended{moved}");
        }
        else
        {
            tree.Branch($"what other rules claimed of '{command.Sink}' changed; the last order was of rule {command.Cause.Rule}, line {command.Cause.Line}");
        }

        if (activation is not null && !ReferenceEquals(activation, own))
            Expand(activation, tree);
    }

    private void Expand(RuleFinding finding, TextTree tree)
    {
        string what = finding.Outcome == RuleOutcome.Released ? "was active no longer" : "activated";
        string line = $"{Where(finding.Rule)} {what} at {finding.Turn.At} s in turn {finding.Turn.Number}";
        if (!_rules.Add((finding.Rule.Name, finding.Turn.Number, finding.Outcome)))
        {
            tree.Branch(line + " (see above)");
            return;
        }

        TextTree branch = tree.Branch(line);
        foreach ((string keyword, Finding read) in finding.Read)
            Add(read, branch, $"{keyword,-6} ");
    }

    private static string Where(RuleDefinition rule) => $"rule {rule.Name} ({rule.Position.File}:{rule.Position.Line})";

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
                    happening.Turn > 0 ? happening.Inner : [],
                    tree.Branch($"{keyword}{happening.Occurrence.Text} · {(happening.Turn == 0 ? "has never occurred" : $"occurred last at {happening.At} s in turn {happening.Turn}")}"));
                break;
            case SignalFinding signal:
                Add(signal, tree);
                break;
        }
    }

    private void AddAll(IEnumerable<Finding> findings, TextTree tree)
    {
        foreach (Finding finding in findings)
            Add(finding, tree);
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

    private void Add(SignalFinding signal, TextTree tree)
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
        if (evidence.EarlierOf(signal) is { } earlier)
            AddEarlier(earlier, branch);
        if (signal.Kind == OperandKind.Output)
            return;
        if (signal.Kind == OperandKind.Signal)
            AddChain(signal, branch);
        if (signal.Turn.Cause == TurnCause.Timer)
            branch.Line($"by a timer that was armed in turn {signal.Turn.CauseNumber}{(evidence.Turns.TryGetValue(signal.Turn.CauseNumber, out TurnInfo armed) ? $" at {armed.At} s" : "")}, due {signal.Turn.At} s");
        if (evidence.ArrivalOf(signal) is { } number && evidence.Arrivals.TryGetValue(number, out ArrivalFact? arrival))
            AddArrival(signal, arrival, branch);
    }

    private void AddEarlier(Command earlier, TextTree tree)
    {
        if (!evidence.Rules.ContainsKey((earlier.Cause.Rule, earlier.Turn)))
            tree.Branch($"{Title(earlier)} (explain it with --command {earlier.Number})");
        else if (_commands.Contains(earlier.Number))
            tree.Branch(Title(earlier) + " (see above)");
        else
            Expand(earlier, tree.Branch(Title(earlier)));
    }

    private void AddChain(SignalFinding signal, TextTree tree)
    {
        foreach (SignalDefinition made in evidence.ChainOf(signal))
        {
            List<string> parts = [string.Join(" and ", made.Inputs.Select(i => i.Port is null ? i.Name : "port " + i.Name))];
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

    private void AddArrival(SignalFinding signal, ArrivalFact arrival, TextTree tree)
    {
        string marks = arrival.Arrival.Is(ArrivalMarks.Late) ? ", late" : "";
        marks += arrival.Arrival.Is(ArrivalMarks.Injected) ? ", injected by hand" : "";
        string what = arrival.Arrival.Kind switch
        {
            ArrivalKind.Block => $"a block of {arrival.Port}, samples {arrival.FirstIndex} to {arrival.FirstIndex + arrival.Count - 1}",
            ArrivalKind.Value => $"{arrival.Arrival.Value} of {arrival.Port}, stamped {arrival.Arrival.Stamp} s",
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
        _ => kind.ToString(),
    };
}

/// <summary>A pulse that ended with a command.</summary>
/// <param name="Duration">As written.</param>
/// <param name="Nanoseconds">Its length.</param>
/// <param name="Moved">Whether it ended later than it would have by this activation alone.</param>
internal sealed record Pulse(string Duration, long Nanoseconds, bool Moved)
{
    public static Pulse? Of(RuleFinding activation, Command command)
    {
        ActionDefinition? action = activation.Rule.Do.FirstOrDefault(a => a.Action.Name == "pulse" && a.Target == command.Sink && a.ClaimsActive == (command.Verb == "deactivate"));
        if (action is null)
            return null;
        Quantity duration = action.Parameters.Quantity("for");
        SignalTime end = activation.Turn.At.AddNanoseconds(duration.Nanoseconds);
        return command.At < end ? null : new Pulse(duration.ToString(), duration.Nanoseconds, command.At > end);
    }
}
