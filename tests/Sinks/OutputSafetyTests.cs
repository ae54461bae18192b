using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Sinks.Tests;

/// <summary>Outputs whose hardware refuses, throws what it likes, or hangs.</summary>
public sealed class OutputSafetyTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private readonly BlockingCollection<string> _outcomes = [];
    private readonly BlockingCollection<string> _troubles = [];

    [Fact]
    public void AnyException_FailsTheCommandAndReleasesTheOutput()
    {
        var port = new Port(driven => driven ? new UnauthorizedAccessException("gpio4") : null);
        using OutputDriver driver = Driver(("strike", port, false));
        driver.Begin();
        driver.Carry(Command(1, "strike", "activate"));
        Assert.Equal("1 failed", Next(_outcomes));
        Assert.Equal("strike: gpio4", Next(_troubles));
        // The release at once, and once more with the next try; never the refused activation again.
        Assert.Equal("strike works", Next(_troubles));
        Assert.Equal(1, port.Calls.Count(c => c));
        Assert.False(port.Calls.Last());
    }

    [Fact]
    public void RefusedRelease_IsTriedUntilItIsDone_AndToldOnce()
    {
        int refusals = 3;
        var port = new Port(driven => !driven && Interlocked.Decrement(ref refusals) >= 0 ? new IOException("stuck coil") : null);
        using OutputDriver driver = Driver(("strike", port, false));
        Assert.Equal("strike: stuck coil", Next(_troubles));
        Assert.Equal("strike works", Next(_troubles));
        Assert.Equal(4, port.Calls.Count);
        Assert.Empty(_troubles);
        Assert.Empty(_outcomes);
    }

    [Fact]
    public void RefusedNormalPosition_IsTriedUntilItIsTaken()
    {
        int refusals = 2;
        var port = new Port(driven => driven && Interlocked.Decrement(ref refusals) >= 0 ? new IOException("busy") : null);
        using OutputDriver driver = Driver(("magnet", port, true));
        driver.Begin();
        Assert.Equal("magnet: busy", Next(_troubles));
        Assert.Equal("magnet works", Next(_troubles));
        Assert.True(port.Driven);
    }

    [Fact]
    public void WhileFailingSafe_CommandsFail_AndTheLastStateIsTakenUpAfterwards()
    {
        var port = new Port();
        using OutputDriver driver = Driver(("strike", port, false));
        driver.Carry(Command(1, "strike", "activate"));
        Assert.Equal("1 failed", Next(_outcomes));
        driver.Begin();
        Assert.True(SpinWait.SpinUntil(() => port.Driven, Long));
        driver.FailSafe(true);
        driver.Carry(Command(2, "strike", "activate"));
        Assert.Equal("2 failed", Next(_outcomes));
        Assert.False(port.Driven);
        driver.FailSafe(false);
        Assert.True(SpinWait.SpinUntil(() => port.Driven, Long));
    }

    [Fact]
    public void HungPort_HoldsNeitherItsSiblingsNorFailSafeNorDispose()
    {
        using var gate = new ManualResetEventSlim(false);
        using var entered = new ManualResetEventSlim(false);
        var hung = new Port(_ =>
        {
            entered.Set();
            gate.Wait();
            return null;
        });
        var sibling = new Port();
        OutputDriver driver = Driver(("strike", hung, false), ("magnet", sibling, true));
        driver.Begin();
        Assert.True(entered.Wait(Long));
        driver.Carry(Command(1, "strike", "activate"));
        driver.Carry(Command(2, "magnet", "deactivate"));
        Assert.Equal("2 done", Next(_outcomes));
        Assert.True(sibling.Driven);
        driver.FailSafe(true);
        Assert.True(SpinWait.SpinUntil(() => !sibling.Driven, Long));
        driver.FailSafe(false);
        var watch = Stopwatch.StartNew();
        driver.Dispose();
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 5);
        Assert.False(sibling.Driven);
        Assert.StartsWith("strike: it has not been released", Next(_troubles), StringComparison.Ordinal);
        gate.Set();
    }

    [Fact]
    public void OneBrokenPort_DoesNotKeepTheOthersFromTheirLastRelease()
    {
        var broken = new Port(_ => new InvalidOperationException("no such chip"));
        var sibling = new Port();
        OutputDriver driver = Driver(("strike", broken, false), ("magnet", sibling, true));
        driver.Begin();
        Assert.True(SpinWait.SpinUntil(() => sibling.Driven, Long));
        driver.Dispose();
        Assert.False(sibling.Driven);
        Assert.True(broken.Calls.Count > 1);
    }

    [Fact]
    public void CommandAnsweredElsewhere_IsCarriedOutAndNotAnsweredAgain()
    {
        var port = new Port();
        using OutputDriver driver = Driver(("strike", port, false));
        driver.Begin();
        driver.Carry(Command(1, "strike", "activate"), answer: false);
        Assert.True(SpinWait.SpinUntil(() => port.Driven, Long));
        driver.Carry(Command(2, "strike", "deactivate"));
        Assert.Equal("2 done", Next(_outcomes));
        Assert.Empty(_outcomes);
    }

    private static Command Command(long number, string sink, string verb) => new(number, 1, SignalTime.Zero, sink, verb, null, new CommandCause("rule", 1, 1));

    private static string Next(BlockingCollection<string> from) => from.TryTake(out string? text, Long) ? text : throw new TimeoutException("Nothing came.");

    private OutputDriver Driver(params (string Name, IOutputPort Port, bool NormallyClosed)[] outputs) => new(
        outputs.Select(o => (new OutputSpec { Name = o.Name, NormallyClosed = o.NormallyClosed }, o.Port)),
        (command, outcome, _) => _outcomes.Add($"{command} {outcome}"),
        (name, failure) => _troubles.Add(failure is null ? $"{name} works" : $"{name}: {failure.Message}"));

    // Throws what it is told to throw at each call.
    private sealed class Port(Func<bool, Exception?>? refuse = null) : IOutputPort
    {
        private volatile bool _driven;

        public bool Driven => _driven;

        public ConcurrentQueue<bool> Calls { get; } = [];

        public void Drive(bool driven)
        {
            Calls.Enqueue(driven);
            if (refuse?.Invoke(driven) is { } failure)
                throw failure;
            _driven = driven;
        }

        public bool? ReadBack() => _driven;
    }
}
