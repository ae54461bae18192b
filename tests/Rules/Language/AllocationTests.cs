using System;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>Turns allocate nothing, whatever the language can say.</summary>
public sealed class AllocationTests
{
    private const string Everything =
        """
        inputs: { press: contact, ring: trigger, mode: [day, night] }
        signals:
          long: { is: press is active for 3 ms }
          recent: { is: press was active within 3 ms and not (ring within 2 ms) }
          knock: { when: press becomes active then press becomes inactive then ring within 20 ms }
          held: { latch: { set: knock, reset: ring } }
          visits: { counter: { up: press becomes active, reset: knock, most: 9 } }
          busy: { is: count(ring in 9 ms) >= 2 or time since ring < 4 ms or visits between 2 and 5 }
          late: { from: busy, through: [ hold: 2 ms ] }
        states:
          lock:
            starts: locked
            locked: { on: { when: ring, if: press is active, go: unlocked } }
            unlocked: { while: { activate: strike }, timeout: { after: 3 ms, go: locked }, on: { when: knock, go: locked } }
        rules:
          a: { when: long is active, on-unknown: hold, while: [ { activate: buzzer }, { lockdown: aux-1 } ] }
          b: { when: press becomes active, mode: queue, most: 3, on-overflow: drop-oldest, do: [ { pulse: led-red, for: 2 ms }, { wait: 1 ms }, { pulse: led-green, to: inactive, for: 1 ms } ] }
          c: { when: ring, mode: parallel, most: 2, enabled: mode is day, do: { pulse: aux-1, for: 4 ms } }
          d: { when: late is active, priority: 7, while: { deactivate: led-red } }
          e: { when: once held is active, cooldown: 5 ms, unless: lock is unlocked, do: { pulse: aux-2, for: 1 ms } }
        """;

    [Fact]
    public void TurnsOfEveryKindOfNode_AllocateNothing()
    {
        PipelineGraph graph = PipelineGraph.Build(Said.Read(Everything + "\n"), new Silent());
        graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1 });
        Run(graph, 1, 20_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(graph, 20_001, 40_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(graph.Engine.CommandCount > 10_000, $"{graph.Engine.CommandCount} commands");
    }

    private static void Run(PipelineGraph graph, int from, int to)
    {
        int press = graph.Source("press")!.Index, ring = graph.Source("ring")!.Index, mode = graph.Source("mode")!.Index;
        SymbolType modes = graph.Source("mode")!.Spec.Flow.Symbols!;
        uint random = (uint)from;
        for (int i = from; i <= to; i++)
        {
            random = (random * 1_664_525) + 1_013_904_223;
            Put(graph, i, press, Value.Contact((random & 0x10000) != 0));
            if ((random & 0xE0000) == 0)
                Put(graph, i, ring, Value.Pulse);
            if ((random & 0xF00000) == 0)
                Put(graph, i, mode, Value.Symbol(modes, (byte)((random >> 24) & 1)));
        }
    }

    private static void Put(PipelineGraph graph, int milliseconds, int source, Value value)
    {
        var at = new SignalTime(milliseconds * 1_000_000L);
        graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Value, Source = source, Turn = at, Stamp = at, Since = at, Value = value });
        graph.Engine.RunThrough(at);
    }

    private sealed class Silent : RunObserver;
}
