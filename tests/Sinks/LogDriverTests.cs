using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Xunit;

namespace Reactive.Sinks.Tests;

public sealed class LogDriverTests
{
    private readonly ConcurrentQueue<(long Command, string Outcome)> _outcomes = new();

    [Fact]
    public void Lines_AreWrittenInOrderAndDone()
    {
        var written = new List<string>();
        using (var driver = new LogDriver(c => written.Add(c.Text!), Report))
        {
            for (int i = 1; i <= 10; i++)
                driver.Carry(Line(i));
        }

        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"line {i}"), written);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => ((long)i, "done")), _outcomes);
    }

    [Fact]
    public void FullQueue_FailsTheCommandAtOnceAndLosesNoOther()
    {
        using var entered = new ManualResetEventSlim(false);
        using var gate = new ManualResetEventSlim(false);
        using (var driver = new LogDriver(_ => { entered.Set(); gate.Wait(); }, Report, capacity: 2))
        {
            driver.Carry(Line(1));
            Assert.True(entered.Wait(TimeSpan.FromSeconds(10)));
            for (int i = 2; i <= 5; i++)
                driver.Carry(Line(i));
            Assert.Equal([(4, "failed"), (5, "failed")], _outcomes);
            gate.Set();
        }

        Assert.Equal([1, 2, 3, 4, 5], _outcomes.Select(o => o.Command).Order());
        Assert.Equal(3, _outcomes.Count(o => o.Outcome == "done"));
    }

    [Fact]
    public void BrokenDestination_FailsTheCommandAndGoesOn()
    {
        using (var driver = new LogDriver(c => { if (c.Number == 1) throw new IOException("disk full"); }, Report))
        {
            driver.Carry(Line(1));
            driver.Carry(Line(2));
        }

        Assert.Equal([(1, "failed"), (2, "done")], _outcomes);
    }

    [Fact]
    public void AnyException_FailsTheCommand_AndAHungDestinationHoldsNobody()
    {
        using var gate = new ManualResetEventSlim(false);
        var driver = new LogDriver(
            c =>
            {
                if (c.Number == 1)
                    throw new UnauthorizedAccessException("read-only");
                gate.Wait();
            },
            Report);
        driver.Carry(Line(1));
        driver.Carry(Line(2));
        driver.Dispose();
        Assert.Equal([(1, "failed")], _outcomes);
        gate.Set();
    }

    private static Command Line(long number) => new(number, 1, SignalTime.Zero, "log", "log", $"line {number}", new CommandCause("rule", 1, 1));

    private void Report(long command, Value outcome, Value readback) => _outcomes.Enqueue((command, outcome.ToString()));
}
