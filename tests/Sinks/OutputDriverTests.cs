using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Threading;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Sinks.Tests;

public sealed class OutputDriverTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private readonly BlockingCollection<(long Command, Value Outcome, Value Readback)> _outcomes = [];

    [Theory]
    [InlineData(false, "activate", true)]
    [InlineData(false, "deactivate", false)]
    [InlineData(true, "activate", false)]
    [InlineData(true, "deactivate", true)]
    public void Driven_IsActiveXorNormallyClosed(bool normallyClosed, string verb, bool driven)
    {
        var port = new Port();
        using OutputDriver driver = Driver(port, normallyClosed);
        driver.Carry(Command(1, verb));
        (long command, Value outcome, Value readback) = Next();
        Assert.Equal(1, command);
        Assert.Equal("done", outcome.ToString());
        Assert.Equal(driven, port.Driven);
        Assert.Equal(Value.Contact(verb == "activate"), readback);
    }

    [Fact]
    public void NormallyClosedOutput_IsReleasedUntilTheRunBegins()
    {
        var port = new Port();
        using OutputDriver driver = Driver(port, normallyClosed: true, begun: false);
        Assert.False(port.Next());
        driver.FailSafe(true);
        driver.FailSafe(false);
        Assert.False(port.Next());
        driver.Begin();
        while (!port.Next())
        {
            // releases that came before
        }

        Assert.Empty(_outcomes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stopped_EveryOutputIsReleased(bool normallyClosed)
    {
        var port = new Port();
        OutputDriver driver = Driver(port, normallyClosed);
        driver.Carry(Command(1, "activate"));
        Next();
        driver.Dispose();
        Assert.False(port.Driven);
    }

    [Fact]
    public void FailSafe_ReleasesAndComesBackToWhatWasOrdered()
    {
        var port = new Port();
        using OutputDriver driver = Driver(port, normallyClosed: false);
        driver.Carry(Command(1, "activate"));
        Next();
        driver.FailSafe(true);
        Assert.True(SpinWait.SpinUntil(() => !port.Driven, Long));
        driver.FailSafe(false);
        Assert.True(SpinWait.SpinUntil(() => port.Driven, Long));
    }

    [Fact]
    public void OvertakenCommand_ExpiresAndTheLastStateWins()
    {
        var port = new Port { Gate = new ManualResetEventSlim(false) };
        using OutputDriver driver = Driver(port, normallyClosed: false);
        // The driver is busy with the normal position; of the commands that come meanwhile only the last is carried out.
        Assert.True(port.Entered.Wait(Long));
        driver.Carry(Command(1, "activate"));
        driver.Carry(Command(2, "deactivate"));
        driver.Carry(Command(3, "activate"));
        port.Gate.Set();
        (long Command, Value Outcome, Value Readback)[] outcomes = [Next(), Next(), Next()];
        Assert.Equal(["1 expired", "2 expired", "3 done"], outcomes.Select(o => $"{o.Command} {o.Outcome}"));
        Assert.True(port.Driven);
    }

    [Fact]
    public void HardwareThatRefuses_FailsTheCommandAndTheNextIsTriedAgain()
    {
        var port = new Port();
        using OutputDriver driver = Driver(port, normallyClosed: false);
        Assert.True(port.Drives.TryTake(out _, Long));
        port.Broken = true;
        driver.Carry(Command(1, "activate"));
        Assert.Equal("failed", Next().Outcome.ToString());
        port.Broken = false;
        driver.Carry(Command(2, "activate"));
        Assert.Equal("done", Next().Outcome.ToString());
    }

    [Fact]
    public void HardwareThatCannotTell_ReadsBackUnknown()
    {
        var port = new Port { Mute = true };
        using OutputDriver driver = Driver(port, normallyClosed: false);
        driver.Carry(Command(1, "activate"));
        Assert.Equal(ValueKind.Unknown, Next().Readback.Kind);
    }

    private static Command Command(long number, string verb) => new(number, 1, SignalTime.Zero, "strike", verb, null, new CommandCause("rule", 1, 1));

    private OutputDriver Driver(IOutputPort port, bool normallyClosed, bool begun = true)
    {
        var driver = new OutputDriver([(new OutputSpec { Name = "strike", NormallyClosed = normallyClosed }, port)], (command, outcome, readback) => _outcomes.Add((command, outcome, readback)));
        if (begun)
            driver.Begin();
        return driver;
    }

    private (long Command, Value Outcome, Value Readback) Next() =>
        _outcomes.TryTake(out (long, Value, Value) outcome, Long) ? outcome : throw new TimeoutException("No outcome came.");

    private sealed class Port : IOutputPort
    {
        private volatile bool _driven;

        public bool Driven => _driven;

        public BlockingCollection<bool> Drives { get; } = [];

        public bool Next() => Drives.TryTake(out bool driven, Long) ? driven : throw new TimeoutException("The port was not driven.");

        public volatile bool Broken;

        public bool Mute { get; init; }

        public ManualResetEventSlim? Gate { get; init; }

        public ManualResetEventSlim Entered { get; } = new(false);

        public void Drive(bool driven)
        {
            Entered.Set();
            Gate?.Wait();
            if (Broken)
                throw new IOException("the coil does not answer");
            _driven = driven;
            Drives.Add(driven);
        }

        public bool? ReadBack() => Mute ? null : _driven;
    }
}
