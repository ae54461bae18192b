using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Explaining;

/// <summary>The chain of causes of a command as one nested object: a command with <c>because</c>. What was written once is afterwards named with <c>"seen":true</c>.</summary>
internal sealed class ExplanationJson(Evidence evidence, Utf8JsonWriter json)
{
    private readonly HashSet<long> _commands = [];
    private readonly HashSet<(string Signal, long Turn)> _signals = [];

    /// <summary>Writes the members of the outermost object.</summary>
    public void Write() => Members(evidence.Command);

    private void Members(Command command)
    {
        _commands.Add(command.Number);
        JsonLines.Members(json, command);
        RuleFinding[] findings = [.. evidence.FindingsOf(command)];
        RuleFinding? own = findings.FirstOrDefault(f => f.Turn.Number == command.Turn && f.Outcome is RuleOutcome.Activated or RuleOutcome.Queued or RuleOutcome.Released);
        RuleFinding? activation = findings.FirstOrDefault(f => f.Turn.Number == command.Cause.Turn && f.Outcome is RuleOutcome.Activated or RuleOutcome.Queued);
        json.WriteStartObject("because");
        if (own is null && activation is not null && Pulse.Of(activation, command) is { } pulse)
        {
            json.WriteStartObject("pulse");
            json.WriteString("rule", activation.Rule.Name);
            json.WriteNumber("turn", activation.Turn.Number);
            JsonLines.Time(json, "at", activation.Turn.At);
            JsonLines.Time(json, "duration", new SignalTime(pulse.Nanoseconds));
            json.WriteBoolean("moved", pulse.Moved);
            json.WriteEndObject();
        }

        if (own is { Outcome: RuleOutcome.Released })
            Rule("release", own);
        if (activation is not null)
            Rule("activation", activation);
        json.WriteEndObject();
    }

    private void Rule(string name, RuleFinding finding)
    {
        json.WriteStartObject(name);
        json.WriteString("rule", finding.Rule.Name);
        json.WriteString("file", finding.Rule.Position.File);
        json.WriteNumber("line", finding.Rule.Position.Line);
        json.WriteNumber("turn", finding.Turn.Number);
        JsonLines.Time(json, "at", finding.Turn.At);
        foreach ((string keyword, Finding read) in finding.Read)
        {
            json.WriteStartObject(keyword);
            Members(read);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void Members(Finding finding)
    {
        switch (finding)
        {
            case ConditionFinding condition:
                json.WriteString("text", condition.Condition.Text);
                if (condition.Truth == Truth.Unknown)
                    json.WriteNull("truth");
                else
                    json.WriteBoolean("truth", condition.Truth == Truth.True);
                Turn(condition.Turn, condition.At);
                if (condition.Timer is { } timer)
                {
                    json.WriteStartObject("timer");
                    JsonLines.Time(json, "duration", new SignalTime(timer.Nanoseconds));
                    json.WriteNumber("turn", timer.ArmedInTurn);
                    JsonLines.Time(json, "at", timer.ArmedAt);
                    JsonLines.Time(json, "due", timer.Due);
                    json.WriteEndObject();
                }

                break;
            case EventFinding happening:
                json.WriteString("text", happening.Occurrence.Text);
                json.WriteBoolean("occurred", happening.Occurs);
                Turn(happening.Turn, happening.At);
                break;
            case SignalFinding signal:
                Members(signal);
                break;
        }

        if (!finding.Parts.Any())
            return;
        json.WriteStartArray("reads");
        foreach (Finding part in finding.Parts)
        {
            json.WriteStartObject();
            Members(part);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Turn(long turn, SignalTime at)
    {
        if (turn == 0)
            return;
        json.WriteNumber("turn", turn);
        JsonLines.Time(json, "at", at);
    }

    private void Members(SignalFinding signal)
    {
        json.WriteString(signal.Kind == OperandKind.Output ? "output" : "signal", signal.Name);
        JsonLines.Value(json, signal.Value);
        if (signal.Turn.Number == 0)
            return;
        Turn(signal.Turn.Number, signal.Turn.At);
        JsonLines.Time(json, "since", signal.Since);
        if (!_signals.Add((signal.Name, signal.Turn.Number)))
        {
            json.WriteBoolean("seen", true);
            return;
        }

        if (signal.Previous is { } before)
        {
            json.WriteStartObject("before");
            JsonLines.Value(json, before);
            json.WriteEndObject();
        }

        if (evidence.EarlierOf(signal) is { } earlier)
            Earlier(earlier);
        if (signal.Kind == OperandKind.Output)
            return;
        if (signal.Kind == OperandKind.Signal)
            Chain(signal);
        if (signal.Turn.Cause == TurnCause.Timer)
        {
            json.WriteStartObject("timer");
            json.WriteNumber("turn", signal.Turn.CauseNumber);
            if (evidence.Turns.TryGetValue(signal.Turn.CauseNumber, out TurnInfo armed))
                JsonLines.Time(json, "at", armed.At);
            JsonLines.Time(json, "due", signal.Turn.At);
            json.WriteEndObject();
        }

        if (evidence.ArrivalOf(signal) is { } number && evidence.Arrivals.TryGetValue(number, out ArrivalFact? arrival))
            Arrival(signal, arrival);
    }

    private void Earlier(Command earlier)
    {
        json.WriteStartObject("command");
        if (_commands.Contains(earlier.Number) || !evidence.Rules.ContainsKey((earlier.Cause.Rule, earlier.Turn)))
        {
            JsonLines.Members(json, earlier);
            json.WriteBoolean("seen", _commands.Contains(earlier.Number));
        }
        else
        {
            Members(earlier);
        }

        json.WriteEndObject();
    }

    private void Chain(SignalFinding signal)
    {
        json.WriteStartArray("chain");
        foreach (SignalDefinition made in evidence.ChainOf(signal))
        {
            foreach (StageDefinition stage in made.Stages)
            {
                json.WriteStartObject();
                json.WriteString("signal", made.Name);
                json.WriteString("operator", stage.Spec.Name);
                json.WriteStartObject("options");
                foreach ((string name, string value) in Options.Given(stage))
                    json.WriteString(name, value);
                json.WriteEndObject();
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private void Arrival(SignalFinding signal, ArrivalFact fact)
    {
        json.WriteStartObject("arrival");
        json.WriteNumber("n", fact.Number);
        json.WriteString("kind", fact.Arrival.Kind switch { ArrivalKind.Block => "block", ArrivalKind.Value => "value", ArrivalKind.Offline => "offline", ArrivalKind.Feedback => "feedback", _ => "journal" });
        JsonLines.Time(json, "at", fact.Arrival.Turn);
        JsonLines.Time(json, "stamp", fact.Arrival.Stamp);
        if (fact.Port.Length > 0)
            json.WriteString("port", fact.Port);
        if (fact.Arrival.Is(ArrivalMarks.Late))
            json.WriteBoolean("late", true);
        if (fact.Arrival.Is(ArrivalMarks.Injected))
            json.WriteBoolean("injected", true);
        if (fact.Arrival.Kind == ArrivalKind.Feedback)
            json.WriteNumber("answers", fact.Arrival.Answers);
        if (fact.Arrival.Kind == ArrivalKind.Block)
        {
            json.WriteNumber("index", fact.FirstIndex);
            json.WriteNumber("count", fact.Count);
        }

        if (evidence.SamplesOf(signal) is { } wish && evidence.Samples.TryGetValue(wish, out List<SampleFact>? samples))
            Samples(wish, samples);
        json.WriteEndObject();
    }

    private void Samples(SampleWish wish, List<SampleFact> samples)
    {
        PortSpec? port = evidence.Port(wish.Port);
        long began = samples.Find(s => s.At >= wish.Since).Index;
        long settled = samples.FindLast(s => s.At <= wish.Settled).Index;
        json.WriteStartArray("samples");
        foreach (SampleFact sample in samples)
        {
            Amount amount = Amount.Of(port, sample.Raw);
            json.WriteStartObject();
            json.WriteNumber("index", sample.Index);
            JsonLines.Time(json, "at", sample.At);
            Figure("raw", sample.Raw, 9);
            Figure("volts", amount.Volts, 4);
            Figure("ohms", amount.Ohms, 1);
            if (sample.Index == began)
                json.WriteBoolean("began", true);
            if (sample.Index == settled)
                json.WriteBoolean("settled", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // What cannot be said is left out; infinite ohms are null.
    private void Figure(string name, double value, int decimals)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, Math.Round(value, decimals));
        else if (double.IsInfinity(value))
            json.WriteNull(name);
    }
}
