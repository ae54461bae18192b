using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Rules.Graph;
using Reactive.Rules.Tests.Language;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>Schedules in a graph that runs in wall time, with a clock that can be set. What changes is told as <c>08:00:00 open active</c>, in wall time of UTC.</summary>
internal sealed class CalendarBench
{
    private readonly Journal _journal = new();
    private long _startWall;
    private long _ahead;

    public CalendarBench(string schedules, string zone = Zones.Stockholm, string rules = "")
    {
        Definition = Said.Read($"time-zone: {zone}\nschedules:\n  {schedules.Replace("\n", "\n  ", StringComparison.Ordinal)}\n{(rules.Length == 0 ? "" : "rules:\n  " + rules + "\n")}");
        Graph = PipelineGraph.Build(Definition, _journal);
    }

    public PipelineDefinition Definition { get; }

    public PipelineGraph Graph { get; private set; }

    public long Turns => Graph.Engine.TurnCount;

    /// <summary>What schedules changed and when, in wall time as it was before any step.</summary>
    public IEnumerable<string> Changes => _journal.Changes.Select(c => $"{Zones.Text(_startWall + c.At.Nanoseconds)[11..^1]} {c.Signal}{(c.Value.Kind == ValueKind.Pulse ? "" : " " + c.Value)}");

    public IReadOnlyList<SignalChange> Told => _journal.Changes;

    public IEnumerable<string> Lines => _journal.Commands.Select(c => $"{Zones.Text(_startWall + c.At.Nanoseconds)[11..^1]} {c.Text ?? c.Sink + " " + c.Verb}");

    /// <summary>Starts the run at an instant.</summary>
    public CalendarBench Start(string utc, bool anchored = true)
    {
        _startWall = Zones.Utc(utc);
        if (anchored)
            Graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Anchor, Source = -1, WallNanoseconds = _startWall });
        Graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1 });
        return this;
    }

    /// <summary>Runs until the clock, had it never been set, would show an instant.</summary>
    public CalendarBench Until(string utc)
    {
        Graph.Engine.RunThrough(Time(utc));
        return this;
    }

    /// <summary>At an instant of the clock that was never set, the clock is moved.</summary>
    public CalendarBench Step(string utc, TimeSpan by)
    {
        SignalTime at = Time(utc);
        _ahead += by.Ticks * 100;
        Graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Anchor, Source = -1, Turn = at, Stamp = at, Since = at, WallNanoseconds = _startWall + at.Nanoseconds + _ahead });
        return this;
    }

    /// <summary>Goes on in a graph of its own, with the state of this one.</summary>
    public CalendarBench SaveAndLoad()
    {
        StateWriter writer = new();
        Graph.Engine.Save(writer);
        Graph = PipelineGraph.Build(Definition, _journal);
        StateReader reader = new(writer.Written.ToArray());
        Graph.Engine.Load(reader);
        return reader.AtEnd ? this : throw new InvalidOperationException("The state was not read to its end.");
    }

    public byte[] State()
    {
        StateWriter writer = new();
        Graph.Engine.Save(writer);
        return writer.Written.ToArray();
    }

    public void Forget()
    {
        _journal.Changes.Clear();
        _journal.Commands.Clear();
    }

    private SignalTime Time(string utc) => new(Zones.Utc(utc) - _startWall);

    private sealed class Journal : RunObserver
    {
        public List<SignalChange> Changes { get; } = [];

        public List<Command> Commands { get; } = [];

        public override void OnSignal(in SignalChange change)
        {
            if (!change.Signal.Contains('.', StringComparison.Ordinal))
                Changes.Add(change);
        }

        public override void OnCommand(in Command command) => Commands.Add(command);
    }
}
