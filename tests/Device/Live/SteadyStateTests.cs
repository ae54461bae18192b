using System;
using Reactive.Device.Files;
using Reactive.Device.Live;
using Reactive.Device.Time;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;
using Xunit;

namespace Reactive.Device.Tests.Live;

/// <summary>The whole live path in steady state: driver line, order, engine, chains, rules, commands, recorder.</summary>
public sealed class SteadyStateTests
{
    private const string Pipeline = """
        pipeline: steady
        device: door-controller
        signals:
          rex: { from: rex, through: [ digital, debounce: 2 ms ] }
          casing: { from: tamper, through: [ debounce: 1 ms ] }
        rules:
          unlock: { when: rex becomes active, do: { pulse: strike, for: 3 ms } }
          lamp: { when: "casing is active for 1 ms", unless: strike is active, while: { activate: aux-1 } }
          confirmed: { when: strike.readback becomes active, do: { pulse: led-green, for: 2 ms } }
        """;

    [Fact]
    public void SteadyState_AllocatesNothingPerBlockTurnTimerOrCommand()
    {
        PipelineFile file = PipelineFile.Of("steady.yaml", Pipeline);
        var recorder = new RunRecorder(new McapWriter(new Nowhere(), new McapWriterOptions { ChunkSizeBytes = 1 << 16 }), new RecordingContext("steady.yaml", Pipeline, file.ProfileText));
        PipelineGraph graph = PipelineGraph.Build(file.Definition!, recorder);
        recorder.Bind(graph.Engine);
        Engine engine = graph.Engine;
        engine.Target = new CommandModel(engine);
        SignalTime now = SignalTime.Zero;
        var clock = new DeviceClock(() => now);
        using var bell = new Doorbell();
        Source rex = graph.Source("rex")!, tamper = graph.Source("tamper")!;
        var samples = new DriverLine(rex.Index, 16, 64, clock, bell);
        var edges = new DriverLine(tamper.Index, 16, 0, clock, bell);
        var loop = new LiveLoop(engine, clock, bell, [samples, edges]);
        short pressed = 0, released = 2700;
        long index = 0;

        // 5 samples a turn: the button is pressed and let go every 20 ms, the casing opened and closed every 10 ms.
        void Step()
        {
            byte[] buffer = samples.Rent()!;
            short level = index / 20 % 2 == 0 ? released : pressed;
            for (int i = 0; i < 5; i++)
                BitConverter.TryWriteBytes(buffer.AsSpan(i * 2), level);
            now = rex.Clock!.TimeOf(index + 5);
            samples.Post(buffer, new SampleBlock(buffer.AsMemory(0, 10), SampleFormat.Int16, index, rex.Clock!));
            index += 5;
            edges.Post(new Stamped<Value>(Value.Contact(index / 10 % 2 == 0), now));
            loop.Turn(now);
        }

        for (int i = 0; i < 4_000; i++)
            Step();
        long commands = engine.CommandCount;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 4_000; i++)
            Step();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(engine.CommandCount - commands > 1_000, $"only {engine.CommandCount - commands} commands");
        Assert.Equal(0, allocated);
    }

    private sealed class Nowhere : IMcapOutput
    {
        public bool TryWrite(ReadOnlySpan<byte> bytes) => true;
    }
}
