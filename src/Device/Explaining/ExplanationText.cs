using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;
using Reactive.Signals.Loop;

namespace Reactive.Device.Explaining;

/// <summary>The chain of causes of a command, or of what became of a rule, as a tree for people. What was shown once is only referred to afterwards.</summary>
internal sealed class ExplanationText
{
    private readonly Evidence _evidence;
    private readonly FindingTree _findings;
    private readonly HashSet<long> _commands = [];
    private readonly HashSet<(string Rule, long Turn, RuleOutcome? Outcome)> _rules = [];

    /// <param name="evidence">All that is known.</param>
    /// <param name="whole">Whether events that never occurred are shown with what they read.</param>
    public ExplanationText(Evidence evidence, bool whole = false)
    {
        _evidence = evidence;
        _findings = new FindingTree(evidence, whole, AddEarlier);
    }

    /// <summary>The whole tree of a command.</summary>
    public TextTree Build(in Command command)
    {
        var tree = new TextTree(Title(command));
        Add(command, tree);
        return tree;
    }

    /// <summary>Adds what became of a rule, and why.</summary>
    public void Add(RuleFinding finding, TextTree tree)
    {
        string line = $"{Where(finding.Rule)} {What(finding)}";
        if (!_rules.Add((finding.Rule.Name, finding.Turn.Number, finding.Outcome)))
            tree.Branch(line + " (see above)");
        else
            _findings.AddAll(finding.Read, tree.Branch(line));
    }

    /// <summary><c>rule unlock (front-door.yaml:34)</c>.</summary>
    public static string Where(RuleDefinition rule) => $"rule {rule.Name} ({rule.Position.File}:{rule.Position.Line.ToString(CultureInfo.InvariantCulture)})";

    private static string What(RuleFinding finding)
    {
        string when = Figures.When(finding.Turn.At, finding.Turn.Number);
        return finding.Outcome switch
        {
            RuleOutcome.Activated => $"activated {when}",
            RuleOutcome.Queued => $"activated {when} while it was busy, and what it does once had to wait",
            RuleOutcome.Ignored => $"activated {when} while it was busy, and what it does once was not done",
            RuleOutcome.Overflowed => $"activated {when} while it was busy and had no room for more, and what it does once was dropped",
            RuleOutcome.Resumed => finding.Rule.OnRestart == RestartPolicy.Fire ? $"began anew {when} what it did before the device restarted" : $"went on {when} with what it did before the device restarted",
            RuleOutcome.Released => $"was active no longer {when}",
            RuleOutcome.HeldBack => $"was held back {when}",
            RuleOutcome.Suppressed => $"was suppressed by its cooldown {when}",
            _ => $"as it stood at {finding.At} s",
        };
    }

    private static string Title(in Command command)
    {
        string what = command.Text is null ? command.Verb : command.Verb == Command.Send ? $"{command.Verb} {command.Shown}" : $"{command.Verb} \"{command.Text}\"";
        return $"command {command.Number}: {(command.Sink == command.Verb ? "" : command.Sink + " ")}{what}, at {command.At} s in turn {command.Turn}";
    }

    private void Add(Command command, TextTree tree)
    {
        _commands.Add(command.Number);
        if (_evidence.IsOfShared(command))
        {
            TextTree asked = tree.Branch($"{command.Cause.Rule} ({_evidence.Definition.File}:{command.Cause.Line.ToString(CultureInfo.InvariantCulture)}) asked for it {Figures.When(command.At, command.Turn)}");
            if (_evidence.RequestOf(command) is { } request)
                _findings.Add(request, asked);
            return;
        }

        Causes causes = _evidence.CausesOf(command);
        if (causes.Deed is { } deed)
            Add(deed, tree);
        else
            tree.Branch($"outputs followed again what rules claim of '{command.Sink}', after rules and outputs had kept changing each other{LastOrder(command)}");
        if (causes.Release is not null)
            Add(causes.Release, tree);
        if (causes.Activation is not null)
            Add(causes.Activation, tree);
        if (causes.Claim is not null)
            Add(causes.Claim, tree.Branch($"so what shows is what rule {causes.Claim.Rule.Name} claims"));
        if (causes.Deed?.Sent is { } sent)
            _findings.Add(sent, tree.Branch($"sent was what {sent.Name} had brought"));
    }

    // Of an output that had not been ordered anything before, there is none.
    private string LastOrder(Command command) =>
        _evidence.Definition.Rules.FirstOrDefault(r => r.Name == command.Cause.Rule) is { } rule ? $"; the last order was of {Where(rule)}" : "";

    // What happened between the activation and the command, where anything did.
    private static void Add(DeedFinding deed, TextTree tree)
    {
        Command command = deed.Command;
        if (deed is { Run: { } run, Step: > 0, Rule.Do.Length: > 1 } && run.BeganAt < command.At && (deed.Pulse is not { } late || late.BeganAt > run.BeganAt))
            tree.Branch($"step {deed.Step} of {deed.Rule.Do.Length}, {Figures.Seconds((deed.Pulse?.BeganAt ?? command.At) - run.BeganAt)} after the first: the steps began {Figures.When(run.BeganAt, run.BeganTurn)}");
        if (deed.Run is { } waited && waited.BeganTurn != deed.ActivatedTurn)
            tree.Branch($"what it does once had waited until {waited.BeganAt} s, turn {waited.BeganTurn}, when what it was busy with ended");
        if (deed is { Began: false, Pulse: { } pulse })
        {
            string what = $"the pulse{(deed.Action.ClaimsActive ? "" : " to inactive")} of {Figures.Seconds(pulse.Nanoseconds)} that began in turn {pulse.BeganTurn} at {pulse.BeganAt} s";
            string earlier = pulse.Moved ? ", while an earlier one still stood," : "";
            tree.Branch(pulse.Due <= command.At ? $"{what}{earlier} ended" : $"{what}{earlier} was cut off {Figures.Seconds(pulse.Due - command.At)} before its end");
        }
        else if (deed is { Began: false, Action.Action.Name: "lockdown" or "release" })
        {
            tree.Branch($"the {deed.Action.Action.Name} of '{command.Sink}' by rule {deed.Rule.Name} ended");
        }
    }

    private void AddEarlier(Command earlier, TextTree tree)
    {
        if (!_evidence.IsOfShared(earlier) && !_evidence.Rules.ContainsKey((earlier.Cause.Rule, earlier.Turn)))
            tree.Branch($"{Title(earlier)} (explain it with --command {earlier.Number})");
        else if (_commands.Contains(earlier.Number))
            tree.Branch(Title(earlier) + " (see above)");
        else
            Add(earlier, tree.Branch(Title(earlier)));
    }
}
