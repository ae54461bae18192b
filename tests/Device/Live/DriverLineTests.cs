using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Reactive.Device.Files;
using Reactive.Device.Live;
using Reactive.Device.Messaging;
using Reactive.Device.Running;
using Reactive.Device.Time;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Reactive.Sinks;
using Xunit;

namespace Reactive.Device.Tests.Live;

/// <summary>What comes off a line: losses in their place, no more than a line holds at a time, every outcome.</summary>
public sealed class DriverLineTests
{
    private const string Pipeline = """
        pipeline: lines
        device: door-controller
        ports:
          alarm: { order: by-arrival }
        rules:
          alarmed: { when: alarm changes, do: { pulse: strike, for: 1 ms } }
        """;

    private SignalTime _now;

    [Fact]
    public void DeathOnAFullLine_IsNotLost_AndStandsBetweenWhatCameBeforeAndAfter()
    {
        using var bell = new Doorbell();
        var line = new DriverLine(0, 2, 0, new DeviceClock(() => _now), bell);
        Assert.True(line.Post(Edge(true)) && line.Post(Edge(false)));
        Assert.False(line.Post(Edge(true)));
        _now = SignalTime.FromMilliseconds(5);
        line.PostLost();
        Assert.True(line.TryTake(out Handover first) && first.Kind == HandoverKind.Value);
        Assert.True(line.Post(Edge(true)));
        Assert.Equal([HandoverKind.Value, HandoverKind.Lost, HandoverKind.Value], Take(line).Select(h => h.Kind));
        Assert.Equal(1, line.Refused);
        line.PostLost();
        Handover lost = Assert.Single(Take(line));
        Assert.Equal(SignalTime.FromMilliseconds(5), lost.Handed);
        Assert.Empty(Take(line));
    }

    [Fact]
    public void TightPoster_IsTakenInTurnsOfOneLineful()
    {
        (PipelineGraph graph, Outcomes seen) = Build();
        var clock = new DeviceClock(() => _now);
        using var bell = new Doorbell();
        var line = new DriverLine(graph.Source("alarm")!.Index, 4, 0, clock, bell);
        var loop = new LiveLoop(graph.Engine, clock, bell, [line]);
        using var poster = new Poster(line);
        long most = 0;
        // Long enough for the poster to keep up with the loop now and then.
        while (seen.Values < 50_000)
        {
            long before = seen.Values;
            loop.Turn(_now = _now.AddNanoseconds(1_000));
            most = Math.Max(most, seen.Values - before);
        }

        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public void MoreCommandsThanOutcomesFit_EachIsAnsweredOnce_AndTheLastStateWins()
    {
        (PipelineGraph graph, Outcomes seen) = Build();
        var clock = new DeviceClock(() => _now);
        using var bell = new Doorbell();
        var line = new DriverLine(graph.Source("alarm")!.Index, 1_000, 0, clock, bell);
        var answers = new AnswerLine(clock, bell, 3);
        var loop = new LiveLoop(graph.Engine, clock, bell, [line, answers.Line]);
        var port = new Port();
        using var outputs = new OutputDriver(graph.Definition.Device.Outputs.Select(o => (o, o.Name == "strike" ? (IOutputPort)port : new Port())), answers.Post);
        outputs.Begin();
        using var logs = new LogDriver(_ => { }, answers.Post);
        using var readerLines = new ReaderLineDriver([], answers.Post);
        using var lists = new EntryLists(graph.Definition, null);
        using var connections = new Connections(graph.Definition, "", SecretSet.None, null);
        graph.Engine.Target = new CommandDesk(graph.Engine, answers, outputs, readerLines, logs, lists, connections);
        line.Post(Edge(false));
        loop.Turn(_now);
        Assert.True(graph.Engine.Started);
        for (int i = 0; i < 500; i++)
        {
            _now = SignalTime.FromMilliseconds(3_000 + (i * 5));
            line.Post(Edge(i % 2 == 0));
        }

        // One turn of the loop gives all commands: no outcome can be taken in between.
        _now = SignalTime.FromMilliseconds(10_000);
        loop.Turn(_now);
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                loop.Turn(_now);
                return seen.Answered.Count >= graph.Engine.CommandCount;
            },
            TimeSpan.FromSeconds(10)));
        Assert.True(graph.Engine.CommandCount > 100, $"{graph.Engine.CommandCount} commands");
        Assert.Equal(Enumerable.Range(1, (int)graph.Engine.CommandCount).Select(n => (long)n), seen.Answered.Order());
        Assert.Equal(0, answers.Line.Refused);
        Assert.True(SpinWait.SpinUntil(() => !port.Driven, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void RingAfterDispose_TouchesNoDescriptor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "descriptors are Linux's");
        var bell = new Doorbell();
        using var waiting = new ManualResetEventSlim(false);
        var waiter = new Thread(() =>
        {
            waiting.Set();
            bell.Wait(300_000_000);
        });
        waiter.Start();
        waiting.Wait();
        Thread.Sleep(20); // it should be asleep; where it is not, the test only proves less
        bell.Dispose();
        bell.Dispose();
        // Would take over the number of a descriptor that was closed under the waiter.
        string[] names = [.. Enumerable.Range(0, 8).Select(_ => Path.GetTempFileName())];
        FileStream[] files = [.. names.Select(n => new FileStream(n, FileMode.Open, FileAccess.ReadWrite))];
        bell.Ring();
        bell.Ring();
        Assert.True(waiter.Join(TimeSpan.FromSeconds(10)));
        Assert.All(files, f => Assert.Equal(0, f.Length));
        foreach (FileStream file in files)
            file.Dispose();
        foreach (string name in names)
            File.Delete(name);
        bell.Wait(1_000_000);
        bell.Ring();
    }

    private static List<Handover> Take(DriverLine line)
    {
        var taken = new List<Handover>();
        while (line.TryTake(out Handover item))
            taken.Add(item);
        return taken;
    }

    private static (PipelineGraph Graph, Outcomes Seen) Build()
    {
        var seen = new Outcomes();
        return (PipelineGraph.Build(PipelineFile.Of("lines.yaml", Pipeline).Definition!, seen), seen);
    }

    private Stamped<Value> Edge(bool active) => new(Value.Contact(active), _now);

    private sealed class Outcomes : RunObserver
    {
        public List<long> Answered { get; } = [];

        public long Values { get; private set; }

        public override void OnArrival(long number, in Arrival arrival)
        {
            Values += arrival.Kind == ArrivalKind.Value ? 1 : 0;
            if (arrival.Kind == ArrivalKind.Feedback)
                Answered.Add(arrival.Answers);
        }
    }

    private sealed class Port : IOutputPort
    {
        private volatile bool _driven;

        public bool Driven => _driven;

        public void Drive(bool driven) => _driven = driven;

        public bool? ReadBack() => throw new IOException("cannot be read");
    }

    private sealed class Poster : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _stop;

        public Poster(DriverLine line)
        {
            _thread = new Thread(() =>
            {
                for (bool active = false; !_stop; active = !active)
                    line.Post(new Stamped<Value>(Value.Contact(active), SignalTime.Zero));
            });
            _thread.Start();
        }

        public void Dispose()
        {
            _stop = true;
            _thread.Join();
        }
    }
}
