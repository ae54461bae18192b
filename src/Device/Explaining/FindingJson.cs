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

/// <summary>Conditions, events and signals as nested objects, down to arrivals and samples. What was written once is afterwards named with <c>"seen":true</c>.</summary>
/// <param name="evidence">What is behind them.</param>
/// <param name="json">Where they are written.</param>
/// <param name="earlierMembers">Writes the members of the command that an output or a read-back stems from.</param>
internal sealed class FindingJson(Evidence evidence, Utf8JsonWriter json, Action<Command> earlierMembers)
{
    private readonly HashSet<(string Signal, long Turn)> _signals = [];
    private readonly HashSet<(string Signal, long Turn)> _derived = [];

    /// <summary>Writes a finding's members into the object that is open.</summary>
    public void Members(Finding finding)
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
        ValueJson.Write(json, signal.Value);
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
            ValueJson.Write(json, before);
            json.WriteEndObject();
        }

        if (evidence.EarlierOf(signal) is { } earlier)
        {
            json.WriteStartObject("command");
            earlierMembers(earlier);
            json.WriteEndObject();
        }

        if (signal.Kind == OperandKind.Output)
            return;
        if (signal.Kind == OperandKind.Signal)
            Chain(signal);
        DerivedFinding? origin = evidence.OriginOf(signal);
        if (signal.Turn.Cause == TurnCause.Timer && origin?.Signal != signal.Name)
        {
            json.WriteStartObject("timer");
            json.WriteNumber("turn", signal.Turn.CauseNumber);
            if (evidence.Turns.TryGetValue(signal.Turn.CauseNumber, out TurnInfo armed))
                JsonLines.Time(json, "at", armed.At);
            JsonLines.Time(json, "due", signal.Turn.At);
            json.WriteEndObject();
        }

        if (origin is not null)
            Because("because", origin);
        else if (evidence.PartsOf(signal) is { Count: > 0 } parts)
            Parts(parts);
        else
            Arrival(signal);
    }

    private void Parts(IReadOnlyList<PartFact> parts)
    {
        json.WriteStartArray("parts");
        foreach (PartFact part in parts)
        {
            json.WriteStartObject();
            json.WriteString("signal", part.Finding.Name);
            json.WriteString("into", part.Into);
            ValueJson.Write(json, part.Finding.Value);
            Turn(part.Finding.Turn.Number, part.Finding.Turn.At);
            JsonLines.Time(json, "since", part.Finding.Since);
            if (evidence.PartsOf(part) is { Count: > 0 } inner)
                Parts(inner);
            else
                Arrival(part.Finding);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Arrival(SignalFinding signal)
    {
        if (evidence.ArrivalOf(signal) is { } number && evidence.Arrivals.TryGetValue(number, out ArrivalFact? arrival))
            Arrival(signal, arrival);
    }

    // How a derived signal came about: this one, or the one that it is made from.
    private void Because(string name, DerivedFinding derived)
    {
        json.WriteStartObject(name);
        json.WriteString("signal", derived.Signal);
        json.WriteString("derived", KindOf(derived.Derivation));
        ValueJson.Write(json, derived.Value);
        Turn(derived.Turn.Number, derived.Turn.At);
        if (!_derived.Add((derived.Signal, derived.Turn.Number)))
        {
            json.WriteBoolean("seen", true);
            json.WriteEndObject();
            return;
        }

        if (derived.IsInitial)
            json.WriteBoolean("initially", true);
        if (derived.LocalTime is { } clock)
            json.WriteString("local_time", clock);
        if (derived.Derivation is ScheduleDerivation && evidence.Definition.TimeZone is { } zone)
            json.WriteString("time_zone", zone);
        if (derived.Transition is not { } way)
        {
            json.WriteString("file", derived.Derivation.Position.File);
            json.WriteNumber("line", derived.Derivation.Position.Line);
        }
        else
        {
            json.WriteString("from", way.From);
            json.WriteString("to", way.To);
            json.WriteString("file", way.Way.Position.File);
            json.WriteNumber("line", way.Way.Position.Line);
            if (way.AfterNanoseconds > 0)
            {
                JsonLines.Time(json, "after", new SignalTime(way.AfterNanoseconds));
                JsonLines.Time(json, "entered_at", way.EnteredAt);
            }
        }

        foreach ((string keyword, Finding read) in derived.Read)
        {
            json.WriteStartObject(keyword);
            Members(read);
            json.WriteEndObject();
        }

        if (evidence.EnteringOf(derived) is { } entered)
            Because("entered", entered);
        json.WriteEndObject();
    }

    private static string KindOf(Derivation derivation) => derivation switch
    {
        ConditionDerivation => "condition",
        EventDerivation => "event",
        LatchDerivation => "latch",
        CounterDerivation => "counter",
        MachineDerivation => "machine",
        _ => "schedule",
    };

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
