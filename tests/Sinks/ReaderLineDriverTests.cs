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

public sealed class ReaderLineDriverTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly ReaderLineSpec Spec = new() { Name = "controller", Width = TimeSpan.FromMicroseconds(100), Spacing = TimeSpan.FromMilliseconds(8) };

    private readonly ManualTime _time = new();
    private readonly BlockingCollection<(long Command, string Outcome)> _outcomes = [];
    private readonly ConcurrentQueue<string> _troubles = new();

    public void Dispose() => _outcomes.Dispose();

    [Theory]
    [InlineData(200, 60_000)]
    [InlineData(6_000, 60_000)]
    [InlineData(6_001, 60_010)]
    [InlineData(20_000, 200_000)]
    public void ALine_RestsTenSpacings_And60MillisecondsAtLeast(int spacing, int rest) =>
        Assert.Equal(TimeSpan.FromMicroseconds(rest), ReaderLineDriver.RestAfter(TimeSpan.FromMicroseconds(spacing)));

    [Fact]
    public void Frames_AreSentInTheirOrder_OneRestApart()
    {
        var line = new Line();
        using ReaderLineDriver driver = Driver(line);
        for (int i = 1; i <= 3; i++)
            driver.Carry(Send(i));
        for (int i = 1; i <= 3; i++)
        {
            Assert.Equal((i, "done"), Next());
            Assert.Equal(i, line.Sent.Count);
            _time.Pass(ReaderLineDriver.RestAfter(Spec.Spacing) - TimeSpan.FromTicks(1));
            Assert.Equal(i, line.Sent.Count);
            _time.Pass(TimeSpan.FromTicks(1));
        }

        Assert.Equal([(Frame(1), Spec.Width, Spec.Spacing), (Frame(2), Spec.Width, Spec.Spacing), (Frame(3), Spec.Width, Spec.Spacing)], line.Sent);
    }

    [Fact]
    public void AFrameThatFindsTheQueueFull_FailsAtOnce_AndNoOtherIsLost()
    {
        using var line = new GatedLine();
        using ReaderLineDriver driver = Driver(line);
        driver.Carry(Send(1));
        Assert.True(line.Entered.Wait(Long));
        for (int i = 2; i <= ReaderLineDriver.MostWaiting + 2; i++)
            driver.Carry(Send(i));
        Assert.Equal((ReaderLineDriver.MostWaiting + 2, "failed"), Next());
        Assert.Empty(_outcomes);
        line.Gate.Set();
        for (int i = 1; i <= ReaderLineDriver.MostWaiting + 1; i++)
        {
            (long command, string outcome) = Next();
            Assert.Equal(i, command);
            // with 0.08 s behind each, those behind the first five seconds are too late
            Assert.Contains(outcome, (string[])["done", "expired"]);
            _time.Pass(ReaderLineDriver.RestAfter(Spec.Spacing));
        }

        Assert.Empty(_outcomes);
    }

    [Fact]
    public void AFrameThatWaitsForFiveSeconds_Expires_ExactlyThen_AlsoWhileTheHardwareHangs()
    {
        using var line = new GatedLine();
        using ReaderLineDriver driver = Driver(line);
        driver.Carry(Send(1));
        Assert.True(line.Entered.Wait(Long));
        driver.Carry(Send(2));
        _time.Pass(TimeSpan.FromSeconds(1));
        driver.Carry(Send(3));
        _time.Pass(TimeSpan.FromSeconds(4) - TimeSpan.FromTicks(1));
        Assert.Empty(_outcomes);
        _time.Pass(TimeSpan.FromTicks(1));
        Assert.Equal((2, "expired"), Next());
        Assert.Empty(_outcomes);
        _time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal((3, "expired"), Next());
        line.Gate.Set();
        Assert.Equal((1, "done"), Next());
    }

    [Fact]
    public void HardwareThatRefuses_FailsTheCommand_AndIsToldOnce()
    {
        var line = new Line { Broken = 2 };
        using ReaderLineDriver driver = Driver(line);
        foreach ((int command, string outcome) in ((int, string)[])[(1, "failed"), (2, "failed"), (3, "done"), (4, "done")])
        {
            driver.Carry(Send(command));
            Assert.Equal((command, outcome), Next());
            _time.Pass(ReaderLineDriver.RestAfter(Spec.Spacing));
        }

        Assert.Equal(["controller: pulled off", "controller: works"], _troubles);
    }

    [Fact]
    public void WhatWaitsAtTheEnd_Fails_AndWhatIsSentIsDone()
    {
        using var line = new GatedLine();
        ReaderLineDriver driver = Driver(line);
        driver.Carry(Send(1));
        Assert.True(line.Entered.Wait(Long));
        driver.Carry(Send(2));
        driver.Carry(Send(3));
        line.OpenOnce(() => _outcomes.Count == 2);
        driver.Dispose();
        Assert.Equal([(2, "failed"), (3, "failed"), (1, "done")], _outcomes);
        driver.Carry(Send(4));
        Assert.Equal((4, "failed"), _outcomes.Last());
    }

    [Fact]
    public void ATextThatIsNoFrame_Fails()
    {
        using ReaderLineDriver driver = Driver(new Line());
        driver.Carry(Send(1) with { Text = "26 bits" });
        Assert.Equal((1, "failed"), Next());
    }

    [Fact]
    public void EveryCommand_HasOneOutcome_WhateverComesInBetween()
    {
        var line = new Line();
        var random = new Random(64);
        const int Commands = 2000;
        using (ReaderLineDriver driver = Driver(line))
        {
            for (int i = 1; i <= Commands; i++)
            {
                driver.Carry(Send(i));
                if (random.Next(3) == 0)
                    _time.Pass(TimeSpan.FromMilliseconds(random.Next(2000)));
            }
        }

        Assert.Equal(Enumerable.Range(1, Commands).Select(i => (long)i), _outcomes.Select(o => o.Command).Order());
        Assert.Equal(_outcomes.Where(o => o.Outcome == "done").Select(o => Frame((int)o.Command)), line.Sent.Select(s => s.Bits));
    }

    private static ReaderBits Frame(int number) => new(26, (UInt128)number);

    private static Command Send(int number) => new(number, 1, SignalTime.Zero, "controller", Command.Send, Frame(number).Written, new CommandCause("rule", 1, 1));

    private (long Command, string Outcome) Next()
    {
        Assert.True(_outcomes.TryTake(out (long, string) outcome, Long));
        return outcome;
    }

    private ReaderLineDriver Driver(IReaderLine line) =>
        new([(Spec, line)], (command, outcome, _) => _outcomes.Add((command, outcome.ToString())), (name, failure) => _troubles.Enqueue($"{name}: {failure?.Message ?? "works"}"), _time);

    private sealed class Line : IReaderLine
    {
        public ConcurrentQueue<(ReaderBits Bits, TimeSpan Width, TimeSpan Spacing)> Sent { get; } = new();

        public int Broken { get; set; }

        public void Send(in ReaderBits bits, TimeSpan width, TimeSpan spacing)
        {
            if (Broken-- > 0)
                throw new IOException("pulled off");
            Sent.Enqueue((bits, width, spacing));
        }
    }

    private sealed class GatedLine : IReaderLine, IDisposable
    {
        private Func<bool> _opens = static () => false;

        public ManualResetEventSlim Entered { get; } = new(false);

        public ManualResetEventSlim Gate { get; } = new(false);

        /// <summary>Lets the frame that is being sent through once something holds.</summary>
        public void OpenOnce(Func<bool> holds) => Volatile.Write(ref _opens, holds);

        public void Send(in ReaderBits bits, TimeSpan width, TimeSpan spacing)
        {
            Entered.Set();
            SpinWait.SpinUntil(() => Gate.IsSet || Volatile.Read(ref _opens)(), Long);
        }

        public void Dispose()
        {
            Gate.Set();
            Entered.Dispose();
        }
    }
}
