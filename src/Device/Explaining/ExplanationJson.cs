using System;
using System.Collections.Generic;
using System.Text.Json;
using Reactive.Device.Output;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Device.Explaining;

/// <summary>The chain of causes of a command, or of what became of a rule, as one nested object. What was written once is afterwards named with <c>"seen":true</c>.</summary>
internal sealed class ExplanationJson
{
    private readonly Evidence _evidence;
    private readonly Utf8JsonWriter _json;
    private readonly FindingJson _findings;
    private readonly RuleFiles _files;
    private readonly HashSet<long> _commands = [];

    public ExplanationJson(Evidence evidence, Utf8JsonWriter json)
    {
        (_evidence, _json) = (evidence, json);
        _findings = new FindingJson(evidence, json, Earlier);
        _files = new RuleFiles(evidence.Definition);
    }

    /// <summary>Writes a command's members, and <c>because</c>, into the object that is open.</summary>
    public void Members(Command command)
    {
        _commands.Add(command.Number);
        JsonLines.Members(_json, command, _files);
        _json.WriteStartObject("because");
        if (_evidence.IsOfShared(command))
        {
            if (_evidence.RequestOf(command) is { } request)
            {
                _json.WriteStartObject("request");
                _findings.Members(request);
                _json.WriteEndObject();
            }

            _json.WriteEndObject();
            return;
        }

        Causes causes = _evidence.CausesOf(command);
        if (causes.Deed is { } deed)
            Deed(deed);
        else
            _json.WriteBoolean("follows", true);
        if (causes.Release is not null)
            Rule("release", causes.Release);
        if (causes.Activation is not null)
            Rule("activation", causes.Activation);
        if (causes.Claim is not null)
            Rule("claim", causes.Claim);
        if (causes.Deed?.Sent is { } sent)
        {
            _json.WriteStartObject("sent");
            _findings.Members(sent);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
    }

    /// <summary>Writes what became of a rule, and what it read, as an object.</summary>
    public void Rule(string name, RuleFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        _json.WriteStartObject(name);
        _json.WriteString("rule", finding.Rule.Name);
        _json.WriteString("file", finding.Rule.Position.File);
        _json.WriteNumber("line", finding.Rule.Position.Line);
        _json.WriteNumber("turn", finding.Turn.Number);
        JsonLines.Time(_json, "at", finding.At);
        if (finding.Outcome is { } outcome)
            _json.WriteString("outcome", NameOf(outcome));
        foreach ((string keyword, Finding read) in finding.Read)
        {
            _json.WriteStartObject(keyword);
            _findings.Members(read);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
    }

    /// <summary>An outcome as it is written: <c>held-back</c>.</summary>
    public static string NameOf(RuleOutcome outcome) => outcome switch
    {
        RuleOutcome.HeldBack => "held-back",
        RuleOutcome.Overflowed => "dropped",
        _ => outcome.ToString().ToLowerInvariant(),
    };

    private void Deed(DeedFinding deed)
    {
        if (deed.Step > 0 && deed.Rule.Do.Length > 1)
        {
            _json.WriteStartObject("step");
            _json.WriteNumber("step", deed.Step);
            _json.WriteNumber("of", deed.Rule.Do.Length);
            _json.WriteNumber("turn", deed.Run!.BeganTurn);
            JsonLines.Time(_json, "at", deed.Run.BeganAt);
            JsonLines.Time(_json, "waited", new SignalTime((deed.Pulse?.BeganAt ?? deed.Command.At) - deed.Run.BeganAt));
            _json.WriteEndObject();
        }

        if (deed.Run is { } run && run.BeganTurn != deed.ActivatedTurn)
        {
            _json.WriteStartObject("queued");
            _json.WriteNumber("turn", run.BeganTurn);
            JsonLines.Time(_json, "at", run.BeganAt);
            _json.WriteEndObject();
        }

        if (deed is not { Began: false, Pulse: { } pulse })
            return;
        _json.WriteStartObject("pulse");
        _json.WriteString("rule", deed.Rule.Name);
        _json.WriteNumber("turn", pulse.BeganTurn);
        JsonLines.Time(_json, "at", pulse.BeganAt);
        JsonLines.Time(_json, "duration", new SignalTime(pulse.Nanoseconds));
        _json.WriteString("to", deed.Action.ClaimsActive ? "active" : "inactive");
        _json.WriteBoolean("moved", pulse.Moved);
        if (pulse.Due > deed.Command.At)
            JsonLines.Time(_json, "cut_off", new SignalTime(pulse.Due - deed.Command.At));
        _json.WriteEndObject();
    }

    private void Earlier(Command earlier)
    {
        if (_commands.Contains(earlier.Number) || (!_evidence.IsOfShared(earlier) && !_evidence.Rules.ContainsKey((earlier.Cause.Rule, earlier.Turn))))
        {
            JsonLines.Members(_json, earlier, _files);
            _json.WriteBoolean("seen", _commands.Contains(earlier.Number));
        }
        else
        {
            Members(earlier);
        }
    }
}
