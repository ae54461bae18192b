using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;
using Reactive.Signals;

namespace Reactive.Device.Explaining;

/// <summary>What held a rule back, in words.</summary>
internal static class ReasonText
{
    /// <summary>All of them in one sentence.</summary>
    public static string Of(IEnumerable<Reason> reasons) => string.Join("; ", reasons.Select(Of));

    /// <summary><c>'door is not cut' did not hold since 11.05 s (door = cut, ∞ Ω)</c>.</summary>
    public static string Of(Reason reason) => reason switch
    {
        { Shortfall: CooldownShortfall cooldown } => $"its cooldown of {Figures.Seconds(cooldown.OfNanoseconds)}, which counts from {cooldown.From} s, was not over: {Figures.Seconds(cooldown.OfNanoseconds - cooldown.PassedNanoseconds)} too early",
        { Shortfall: BusyShortfall busy } => Busy(busy),
        { Shortfall: TimeoutShortfall timeout } => Timeout(timeout),
        { Keyword: "enabled", Signals.IsEmpty: true } => "it is off",
        _ => What(reason) + (Detail(reason) is { Length: > 0 } detail ? $" ({detail})" : ""),
    };

    /// <summary>What a way of a state machine lacked: <c>locked -> open (door.yaml:12) was not taken: 'alarm is inactive' did not hold since 2 s (alarm = active)</c>.</summary>
    public static string Of(WayReason way) => $"{Where(way.Way)} was not taken: {string.Join("; ", way.Lacks.Select(lack => Of(lack) + (lack is { IsEvent: true, Turn: > 0 } ? $", last at {lack.Since} s" : "")))}";

    /// <summary><c>locked -> open (door.yaml:12)</c>.</summary>
    public static string Where(WayFinding way) => $"{way.From} -> {way.To} ({way.Way.Position.File}:{way.Way.Position.Line.ToString(CultureInfo.InvariantCulture)})";

    /// <summary>What is behind a reason: the values of its signals, and by how much it missed; empty for nothing.</summary>
    public static string Detail(Reason reason)
    {
        var parts = new List<string>();
        // what is not known says so itself; so does what a condition over time waits on, unless it reads nothing else
        bool named = reason.Shortfall is UnknownShortfall or FromUnknownShortfall { Signal: not null };
        bool alike = reason.Because is [{ Because.IsEmpty: true } only] && only.Signals.Length == reason.Signals.Length;
        if (!named && reason.Because.IsEmpty)
            parts.AddRange(reason.Signals.Where(SaysMore).Select(Figures.Of));
        string missed = Missed(reason.Shortfall);
        if (reason.Shortfall is MeasuredShortfall or NumberShortfall && parts.Count == 1 && missed.Length > 0)
            parts[0] += ", " + missed;
        else if (missed.Length > 0)
            parts.Insert(0, missed);
        parts.AddRange(reason.Because.Select(r => alike ? Detail(r) : Of(r)).Where(p => p.Length > 0));
        return string.Join("; ", parts);
    }

    /// <summary>What an action of a busy rule is: <c>pulse of buzzer until 5 s</c>.</summary>
    public static string Of(BusyFinding busy) => busy.Action.Action.Name == "pulse" ? $"its pulse of {busy.Action.Target} lasts until {busy.Ends} s" : $"it waits until {busy.Ends} s";

    // An event that carries nothing, or has never occurred, has no value.
    private static bool SaysMore(SignalFinding signal) => signal.Previous is not null || (signal.Value.IsKnown && signal.Value.Kind != ValueKind.Pulse);

    private static string What(Reason reason)
    {
        string text = $"'{reason.Text}'";
        if (reason.IsEvent)
            return $"{text} did not occur";
        string truth = reason.Truth switch { Truth.True => "held", Truth.False => "did not hold", _ => "could not be said" };
        return $"{text} {truth} {(reason.Turn == 0 ? "since the start" : $"since {reason.Since} s")}";
    }

    private static string Missed(Shortfall? shortfall) => shortfall switch
    {
        UnknownShortfall s => $"{s.Signal.Name} is {s.Signal.Value}{(s.Signal.Turn.Number == 0 ? "" : $" since {s.Signal.Turn.At} s")}",
        NumberShortfall s => s.Value == s.Comparison.Number ? "just that" : $"{Figures.Amount(Math.Abs(s.Value - s.Comparison.Number), s.Unit)} {(s.Value < s.Comparison.Number ? "below" : "above")} {Figures.Amount(s.Comparison.Number, s.Unit)}",
        MeasuredShortfall s => double.IsFinite(s.Distance) ? Figures.Amount(s.Distance, s.Unit) + " off" : "",
        StretchShortfall { From: null } => "what it waits on never held so far",
        StretchShortfall { Until: null } s => $"it had held for {Figures.Seconds(s.HeldNanoseconds)}, since {s.From} s: {Figures.Seconds(s.OfNanoseconds - s.HeldNanoseconds)} too short",
        StretchShortfall s => $"it had held for {Figures.Seconds(s.HeldNanoseconds)}, from {s.From} s to {s.Until} s{(s.HeldNanoseconds < s.OfNanoseconds ? $": {Figures.Seconds(s.OfNanoseconds - s.HeldNanoseconds)} too short" : "")}",
        TooLateShortfall { Last: null } => "never so far",
        TooLateShortfall s => $"last at {s.Last} s, {Figures.Seconds(s.AgoNanoseconds)} before: {Figures.Seconds(s.AgoNanoseconds - s.WithinNanoseconds)} too late",
        TooEarlyShortfall s => $"last at {s.Last} s, {Figures.Seconds(s.AgoNanoseconds)} before: {Figures.Seconds(s.WithinNanoseconds - s.AgoNanoseconds)} too early",
        CountShortfall s => $"it had occurred {(s.AtLeast ? "at least " : "")}{Plural.Of(s.Count, "time")} in {Figures.Seconds(s.Condition.Nanoseconds)}: {s.MissedBy.ToString(CultureInfo.InvariantCulture)} {(TooFew(s) ? "too few" : "too many")}",
        ElapsedShortfall { Last: null } => "it has never occurred so far",
        ElapsedShortfall s => $"it occurred at {s.Last} s, {Figures.Seconds(s.ElapsedNanoseconds)} before: {Figures.Seconds(Math.Abs(s.Condition.Nanoseconds - s.ElapsedNanoseconds))} {(s.ElapsedNanoseconds < s.Condition.Nanoseconds ? "too early" : "too late")}",
        SeriesShortfall { Began: null } s => $"none of its {s.Steps} steps had come",
        SeriesShortfall s => $"it had come to step {s.Reached} of {s.Steps}, from {s.Began} s on: {(s.LeftNanoseconds > 0 ? $"{Figures.Seconds(s.LeftNanoseconds)} were left" : $"{Figures.Seconds(-s.LeftNanoseconds)} too late")}",
        FromUnknownShortfall { Signal: { } signal } => $"{signal.Name} became {signal.Value} from {signal.Previous}, which is no becoming unless the rule says 'or starts {signal.Value}'",
        FromUnknownShortfall => "it came to hold from unknown, which is no coming to hold unless the rule says 'once'",
        _ => "",
    };

    private static string Timeout(TimeoutShortfall timeout) => timeout.PassedNanoseconds < timeout.OfNanoseconds
        ? $"its {Figures.Seconds(timeout.OfNanoseconds)}, which count from {timeout.Entered} s, were not over: {Figures.Seconds(timeout.OfNanoseconds - timeout.PassedNanoseconds)} too early"
        : $"its {Figures.Seconds(timeout.OfNanoseconds)} were over at {timeout.Entered.AddNanoseconds(timeout.OfNanoseconds)} s, when its conditions did not hold";

    private static bool TooFew(CountShortfall shortfall) => shortfall.Condition.Comparison switch
    {
        Comparison.AtLeast or Comparison.Greater => shortfall.Count < shortfall.Condition.Number || shortfall is { Condition.Comparison: Comparison.Greater } && shortfall.Count == shortfall.Condition.Number,
        _ => shortfall.Count < shortfall.Condition.Number,
    };

    private static string Busy(BusyShortfall busy)
    {
        string with = busy.With.IsEmpty ? "" : $" with what it began at {busy.With[0].BeganAt} s: {string.Join(", and ", busy.With.Select(Of))}";
        string waiting = busy.Waiting > 0 ? $"; {Plural.Of(busy.Waiting, "activation")} waited already" : "";
        return $"it was busy{with}{waiting}";
    }
}
