using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;
using Reactive.Rules.Tests.Language;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Tests.Explaining;

/// <summary>
/// The rule <c>r</c> of a small pipeline, watched around an instant: contacts tamper, alarm, aux-1-in and aux-2-in, a supervised door, a level in volts, a
/// trigger <c>go</c> and presses of a button. The device starts at 0 s.
/// </summary>
internal sealed class WhyBench
{
    private const string Sections =
        """
        inputs: { go: trigger }
        signals:
          door: { from: door-monitor, through: [ end-of-line: { wiring: parallel-first, parallel: 22 kΩ, series: 4.7 kΩ }, debounce: 50 ms ] }
          level: { from: door-monitor, through: [ calibrate: { points: { 0: 0 V, 4095: 5 V } }, deadband: 0.1 V ] }
          press: { from: aux-1-in, through: [ presses ] }
        rules:

        """;

    private readonly PipelineDefinition _pipeline;
    private readonly PipelineGraph _graph;
    private readonly RuleWatch _watch;

    public WhyBench(string rule, double at, bool started = true)
    {
        _pipeline = Said.Read(Sections + "  r: " + rule + "\n");
        _watch = new RuleWatch(_pipeline.Rules.Single(), Time(at));
        _graph = PipelineGraph.Build(_pipeline, _watch, new HashSet<string> { "door", "level", "press" });
        _watch.Attach(_graph);
        if (started)
            Deliver(ArrivalKind.Start, 0, -1, default);
    }

    /// <summary>Active or inactive.</summary>
    public WhyBench Put(double at, string signal, bool active) => Put(at, signal, Value.Contact(active));

    /// <summary>A loop state with the ohms and the margin that were measured.</summary>
    public WhyBench Door(double at, string state, float ohms = float.NaN, float margin = float.NaN) =>
        Put(at, "signal.door", Value.Symbol(SymbolType.LoopState, (byte)SymbolType.LoopState.IndexOf(state), ohms, margin));

    public WhyBench Put(double at, string signal, Value value)
    {
        Deliver(ArrivalKind.Value, at, _graph.Source(signal)!.Index, value);
        return this;
    }

    public WhyBench Go(double at) => Put(at, "go", Value.Pulse);

    public WhyBench Press(double at, string how) => Put(at, "signal.press", Value.Symbol(SymbolType.Press, how));

    public WhyBench Lose(double at, string signal)
    {
        Deliver(ArrivalKind.Offline, at, _graph.Source(signal)!.Index, default);
        return this;
    }

    /// <summary>Runs to an instant, and says why not.</summary>
    public WhyNot Until(double at)
    {
        _graph.Engine.RunThrough(Time(at));
        return WhyNot.Of(_watch.Close(), _pipeline);
    }

    /// <summary>The reasons in short, a line each.</summary>
    public static string[] Lines(WhyNot why) => [.. why.Reasons.Select(Line)];

    private static string Line(Reason reason)
    {
        string missed = reason.Shortfall?.Missed is { } miss ? string.Create(CultureInfo.InvariantCulture, $", by {miss.Amount:0.####} {miss.Unit}").TrimEnd() : "";
        string because = reason.Because.IsEmpty ? "" : $" <{string.Join("; ", reason.Because.Select(Line))}>";
        return $"{reason.Keyword} {reason.Text}: {reason.Truth.ToString().ToLowerInvariant()}{(reason.Wanted ? "" : ", must not,")} since {reason.Since}{missed}{because}";
    }

    private void Deliver(ArrivalKind kind, double at, int source, Value value) =>
        _graph.Engine.Deliver(new Arrival { Kind = kind, Source = source, Turn = Time(at), Stamp = Time(at), Since = Time(at), Value = value });

    private static SignalTime Time(double seconds) => new((long)Math.Round(seconds * 1e9));
}
