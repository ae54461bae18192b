using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Reactive.Device.Files;
using Reactive.Device.Live;
using Reactive.Device.Running;
using Reactive.Device.Simulation;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Sinks;
using Xunit;

namespace Reactive.Device.Tests.Live;

/// <summary>How live runs end: for whatever reason, outputs are released first, and the recording is closed.</summary>
public sealed class ShutdownTests(Workbench bench) : IClassFixture<Workbench>
{
    // The lamp on aux-1 goes on by itself; the magnet on aux-2 is driven while inactive.
    private const string Pipeline = """
        pipeline: shutdown
        device: door-controller
        ports: { aux-2: { normally: closed } }
        signals:
          casing: { from: tamper, through: [ debounce: 1 ms ] }
        rules:
          lamp: { when: casing is inactive, while: { activate: aux-1 } }
        """;

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<string> _happened = new();
    private readonly ConcurrentDictionary<string, Port> _ports = new();
    private TimeSpan _offlineAfter;

    [Fact]
    public async Task Stopped_ReleasesOutputsFirst_ThenDriversStop()
    {
        using var stop = new CancellationTokenSource();
        using var view = new Watch();
        Task<RunResult> run = Start(view, null, stop.Token);
        Assert.True(SpinWait.SpinUntil(() => IsDriven("aux-1") && IsDriven("aux-2"), Long));
        // as SIGTERM does
        await stop.CancelAsync();
        RunResult result = await run.WaitAsync(Long);
        Assert.Equal(1, result.Commands);
        AllReleased();
        OutputsBeforeDrivers();
    }

    [Fact]
    public async Task LoopThatThrows_ReleasesOutputs_ClosesTheRecording_AndTheFailureSurfaces()
    {
        string recording = bench.PathOf("thrown.mcap");
        using var view = new Watch { OnActivate = () => SpinWait.SpinUntil(() => IsDriven("aux-1") && IsDriven("aux-2"), Long), Failing = true };
        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Start(view, recording, CancellationToken.None).WaitAsync(Long));
        Assert.Equal("the view is broken", failure.Message);
        AllReleased();
        OutputsBeforeDrivers();
        CliResult replay = Cli.Run("replay", recording, "--json");
        Assert.Equal(0, replay.Code);
        Assert.False(replay.Summary.TryGetProperty("truncated", out _));
    }

    [Fact]
    public async Task HungPortAndHungDriver_HoldTheEndForSecondsOnly()
    {
        using var gate = new ManualResetEventSlim(false);
        using var stop = new CancellationTokenSource();
        using var view = new Watch();
        Task<RunResult> run = Start(view, null, stop.Token, gate);
        Assert.True(SpinWait.SpinUntil(() => IsDriven("aux-1") && IsDriven("aux-2"), Long));
        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(10));
        AllReleased(but: "strike");
        gate.Set();
    }

    [Fact]
    public async Task NormallyClosedOutput_IsReleasedUntilTheRunStarts()
    {
        using var stop = new CancellationTokenSource();
        using var view = new Watch();
        var watch = Stopwatch.StartNew();
        // A source that says nothing holds the start until it counts as offline.
        Task<RunResult> run = Start(view, null, stop.Token, silent: true);
        Assert.True(SpinWait.SpinUntil(() => _happened.Contains("aux-2 driven"), Long));
        Assert.True(watch.Elapsed >= _offlineAfter, watch.Elapsed.ToString());
        Assert.Contains("aux-2 released", _happened.TakeWhile(h => h != "aux-2 driven"));
        await stop.CancelAsync();
        await run.WaitAsync(Long);
        AllReleased();
    }

    private Task<RunResult> Start(Watch view, string? recording, CancellationToken stop, ManualResetEventSlim? gate = null, bool silent = false)
    {
        var options = new RunOptions { Pipeline = PipelineFile.Of("shutdown.yaml", Pipeline), Record = recording };
        var hardware = new Hardware(
            (channels, clock) => channels.Select(IDriver (channel) =>
            {
                _offlineAfter = channel.Source.Spec.OfflineAfter;
                return new Contact(channel.Line, () => clock.Now, _happened, gate, silent);
            }),
            spec => _ports[spec.Name] = new Port(spec.Name, _happened, spec.Name == "strike" ? gate : null),
            _ => new SimulatedReaderLine());
        return Task.Factory.StartNew(() => LiveRun.Run(options, view, NullLogger.Instance, hardware, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private bool IsDriven(string output) => _ports.TryGetValue(output, out Port? port) && port.Driven;

    private void AllReleased(string? but = null)
    {
        Assert.NotEmpty(_ports);
        Assert.All(_ports.Where(p => p.Key != but), p => Assert.False(p.Value.Driven, p.Key));
    }

    private void OutputsBeforeDrivers()
    {
        string[] happened = [.. _happened];
        int driver = Array.IndexOf(happened, "driver stopped");
        int last = Array.FindLastIndex(happened, h => h.EndsWith(" released", StringComparison.Ordinal));
        Assert.True(driver > last, string.Join(", ", happened));
    }

    private sealed class Contact(DriverLine line, Func<SignalTime> now, ConcurrentQueue<string> happened, ManualResetEventSlim? gate, bool silent) : IDriver
    {
        public string Name => "tamper";

        public void Run(CancellationToken stop)
        {
            if (!silent)
                line.Post(new Stamped<Value>(Value.Contact(false), now()));
            stop.WaitHandle.WaitOne();
            gate?.Wait(CancellationToken.None);
            happened.Enqueue("driver stopped");
        }

        public void ReportLost() => line.PostLost();
    }

    private sealed class Port(string name, ConcurrentQueue<string> happened, ManualResetEventSlim? gate) : IOutputPort
    {
        private volatile bool _driven;

        public bool Driven => _driven;

        public void Drive(bool driven)
        {
            gate?.Wait();
            _driven = driven;
            happened.Enqueue(name + (driven ? " driven" : " released"));
        }

        public bool? ReadBack() => _driven;
    }

    private sealed class Watch : RunView
    {
        public Action? OnActivate { get; init; }

        public bool Failing { get; init; }

        public override void OnArrival(long number, in Arrival arrival)
        {
            if (Failing && arrival.Kind == ArrivalKind.Feedback)
            {
                OnActivate?.Invoke();
                throw new InvalidOperationException("the view is broken");
            }
        }

        public override void Finish()
        {
        }
    }
}
