using System.Text.Json;
using Reactive.Device.Output;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;
using Reactive.Signals;

namespace Reactive.Device.Explaining;

/// <summary>Why a rule did not activate, as one object <c>whynot</c>.</summary>
internal sealed class WhyNotJson(WhyNot why, Evidence evidence, Utf8JsonWriter json)
{
    /// <summary>Writes it into the object that is open.</summary>
    public void Write()
    {
        RuleStand stand = why.Stand;
        json.WriteStartObject("whynot");
        json.WriteString("rule", stand.Rule.Name);
        json.WriteString("file", stand.Rule.Position.File);
        json.WriteNumber("line", stand.Rule.Position.Line);
        JsonLines.Time(json, "at", stand.At);
        json.WriteString("verdict", NameOf(why.Verdict));
        json.WriteBoolean("active", why.Verdict == WhyNotVerdict.Active);
        if (why.Verdict == WhyNotVerdict.Active)
        {
            JsonLines.Time(json, "since", why.Finding.Turn.At);
            json.WriteNumber("turn", why.Finding.Turn.Number);
        }

        Busy(why.Verdict == WhyNotVerdict.Active ? stand.Standing : why.Finding);
        Trigger();
        Sighting("activated_before", stand.ActivatedBefore);
        Sighting("activated_after", stand.ActivatedAfter);
        json.WriteStartArray("held_back_by");
        foreach (Reason reason in why.Reasons)
            Write(reason);
        json.WriteEndArray();
        var explanation = new ExplanationJson(evidence, json);
        explanation.Rule("because", why.Finding);
        json.WriteStartArray("activations");
        foreach ((string rule, long turn) in WhyNotEvidence.ActivationsOf(why))
        {
            if (evidence.ActivationOf(rule, turn) is not { } activation)
                continue;
            json.WriteStartObject();
            explanation.Rule("activation", activation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string NameOf(WhyNotVerdict verdict) => verdict switch
    {
        WhyNotVerdict.HeldBack => "held-back",
        WhyNotVerdict.NoEvent => "no-event",
        WhyNotVerdict.NotStarted => "not-started",
        _ => verdict.ToString().ToLowerInvariant(),
    };

    private void Busy(RuleFinding finding)
    {
        if (finding.Busy.IsEmpty)
            return;
        json.WriteStartArray("busy");
        foreach (BusyFinding busy in finding.Busy)
        {
            json.WriteStartObject();
            json.WriteString("action", busy.Action.Action.Name);
            if (busy.Action.Action.Name == "pulse")
                json.WriteString("output", busy.Action.Target);
            json.WriteNumber("turn", busy.ActivatedTurn);
            JsonLines.Time(json, "at", busy.BeganAt);
            JsonLines.Time(json, "until", busy.Ends);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Trigger()
    {
        if (why.Stand.Rule.Trigger is not { } trigger)
        {
            json.WriteNull("trigger");
            return;
        }

        bool occurred = why.Finding.Trigger is { Occurs: true };
        json.WriteStartObject("trigger");
        json.WriteString("text", trigger.Text);
        json.WriteBoolean("occurred", occurred);
        if (occurred)
            Members(why.Finding);
        Sighting("last", why.Stand.Before);
        Sighting("next", why.Stand.After);
        json.WriteEndObject();
    }

    private void Sighting(string name, RuleFinding? found)
    {
        if (found is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        Members(found);
        json.WriteEndObject();
    }

    private void Members(RuleFinding found)
    {
        JsonLines.Time(json, "at", found.Turn.At);
        json.WriteNumber("turn", found.Turn.Number);
        if (found.Outcome is { } outcome)
            json.WriteString("outcome", ExplanationJson.NameOf(outcome));
    }

    private void Write(Reason reason)
    {
        json.WriteStartObject();
        json.WriteString("keyword", reason.Keyword);
        json.WriteString("text", reason.Text);
        if (reason.Truth == Truth.Unknown)
            json.WriteNull("truth");
        else
            json.WriteBoolean("truth", reason.Truth == Truth.True);
        json.WriteBoolean("wanted", reason.Wanted);
        JsonLines.Time(json, "since", reason.Since);
        if (reason.Turn > 0)
            json.WriteNumber("turn", reason.Turn);
        Missed(reason.Shortfall?.Missed);
        if (ReasonText.Detail(reason) is { Length: > 0 } detail)
            json.WriteString("detail", detail);
        if (!reason.Because.IsEmpty)
        {
            json.WriteStartArray("because");
            foreach (Reason inner in reason.Because)
                Write(inner);
            json.WriteEndArray();
        }

        if (!reason.Ways.IsEmpty)
        {
            json.WriteStartArray("ways");
            foreach (WayReason way in reason.Ways)
                Write(way);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void Write(WayReason reason)
    {
        WayFinding way = reason.Way;
        json.WriteStartObject();
        json.WriteString("from", way.From);
        json.WriteString("to", way.To);
        json.WriteString("file", way.Way.Position.File);
        json.WriteNumber("line", way.Way.Position.Line);
        json.WriteBoolean("here", way.Entered is not null);
        json.WriteStartArray("held_back_by");
        foreach (Reason lack in reason.Lacks)
            Write(lack);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // What is no matter of more or less, and what is infinite, is null.
    private void Missed(Miss? missed)
    {
        if (missed is not { } miss || !double.IsFinite(miss.Amount))
            json.WriteNull("missed_by");
        else if (miss.Unit == Unit.Second)
            JsonLines.Time(json, "missed_by", new SignalTime(miss.Nanoseconds));
        else
            json.WriteNumber("missed_by", System.Math.Round(miss.Amount, 4));
        if (missed is { } known)
            json.WriteString("unit", known.Unit == Unit.Count ? "count" : known.Unit.Symbol);
        else
            json.WriteNull("unit");
    }
}
