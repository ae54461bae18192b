using System;
using System.Collections.Generic;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Xunit;

namespace Reactive.Signals.Tests.Time;

/// <summary>Timers by (due, arming), and stock Rx operators in signal time.</summary>
public class SignalSchedulerTests
{
    private readonly SignalScheduler _scheduler = new();
    private readonly List<string> _seen = [];

    [Fact]
    public void Timers_RunByDueTimeThenByArming()
    {
        SignalTimer a = Timer("a"), b = Timer("b"), c = Timer("c"), d = Timer("d");
        c.Arm(Ms(20));
        b.Arm(Ms(10));
        a.Arm(Ms(20));
        d.Arm(Ms(5));
        RunTo(30);
        Assert.Equal(["5 d", "10 b", "20 c", "20 a"], _seen);
    }

    [Fact]
    public void ArmedAgainForTheSameInstant_KeepsItsPlace()
    {
        SignalTimer a = Timer("a"), b = Timer("b");
        a.Arm(Ms(10));
        b.Arm(Ms(10));
        a.Arm(Ms(10));
        RunTo(10);
        Assert.Equal(["10 a", "10 b"], _seen);
    }

    [Fact]
    public void MovedAwayAndBack_GoesBehind()
    {
        SignalTimer a = Timer("a"), b = Timer("b");
        a.Arm(Ms(10));
        b.Arm(Ms(10));
        a.Arm(Ms(11));
        a.Arm(Ms(10));
        b.Arm(SignalTime.Never);
        b.Arm(Ms(10));
        RunTo(10);
        Assert.Equal(["10 a", "10 b"], _seen);
    }

    [Fact]
    public void RandomArming_RunsLikeASortedList()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var scheduler = new SignalScheduler();
            var seen = new List<int>();
            var timers = new SignalTimer[20];
            var model = new (long Due, int Armed)[20];
            for (int i = 0; i < timers.Length; i++)
            {
                int which = i;
                timers[i] = scheduler.CreateTimer(new Target(_ => seen.Add(which)));
                model[i] = (long.MaxValue, 0);
            }

            for (int armed = 1; armed < 100; armed++)
            {
                int i = random.Next(timers.Length);
                long due = random.Next(5) == 0 ? long.MaxValue : random.Next(30);
                model[i] = due == model[i].Due ? model[i] : (due, armed);
                timers[i].Arm(new SignalTime(due));
            }

            var expected = new List<int>();
            for (int i = 0; i < timers.Length; i++)
            {
                if (model[i].Due != long.MaxValue)
                    expected.Add(i);
            }

            expected.Sort((x, y) => model[x].CompareTo(model[y]));
            while (scheduler.NextDue != SignalTime.Never)
            {
                scheduler.Now = scheduler.NextDue;
                scheduler.RunNext();
            }

            Assert.True(expected.Count == seen.Count && string.Join(',', expected) == string.Join(',', seen), $"seed {seed}");
        }
    }

    [Fact]
    public void SaveAndLoad_KeepDueTimesAndOrder()
    {
        SignalTimer a = Timer("a"), b = Timer("b"), c = Timer("c");
        b.Arm(Ms(10));
        a.Arm(Ms(10));
        c.Arm(Ms(3));
        var writer = new StateWriter();
        _scheduler.Save(writer);
        var other = new SignalScheduler();
        var seen = new List<string>();
        foreach (string name in (string[])["a", "b", "c"])
            other.CreateTimer(new Target(_ => seen.Add(name)));
        other.Load(new StateReader(writer.Written.ToArray()));
        while (other.NextDue != SignalTime.Never)
        {
            other.Now = other.NextDue;
            other.RunNext();
        }

        Assert.Equal(["c", "b", "a"], seen);
        Assert.Throws<StateException>(() => new SignalScheduler().Load(new StateReader(writer.Written.ToArray())));
    }

    [Fact]
    public void Throttle_SettlesInVirtualTime()
    {
        using var source = new Subject<int>();
        using IDisposable subscription = source.Throttle(TimeSpan.FromMilliseconds(50), _scheduler).Subscribe(v => See(v.ToString(null, null)));
        RunTo(10);
        source.OnNext(1);
        RunTo(40);
        source.OnNext(2);
        RunTo(89);
        Assert.Empty(_seen);
        RunTo(90);
        Assert.Equal(["90 2"], _seen);
    }

    [Fact]
    public void Delay_ShiftsByExactlyItsTime()
    {
        using var source = new Subject<int>();
        using IDisposable subscription = source.Delay(TimeSpan.FromMilliseconds(30), _scheduler).Subscribe(v => See(v.ToString(null, null)));
        RunTo(10);
        source.OnNext(1);
        RunTo(25);
        source.OnNext(2);
        RunTo(1000);
        Assert.Equal(["40 1", "55 2"], _seen);
    }

    [Fact]
    public void Interval_TicksAtMultiplesFromTheStart()
    {
        using (Observable.Interval(TimeSpan.FromMilliseconds(100), _scheduler).Subscribe(v => See(v.ToString(null, null))))
            RunTo(350);
        Assert.Equal(["100 0", "200 1", "300 2"], _seen);
        // Disposed: nothing is due any more.
        RunTo(1000);
        Assert.Equal(3, _seen.Count);
    }

    [Fact]
    public void AtOnce_RunsAtThePresentInstantBehindWhatIsDueThere()
    {
        Timer("timer").Arm(Ms(10));
        RunTo(9);
        _scheduler.Schedule(TimeSpan.FromMilliseconds(1), () => See("delayed"));
        _scheduler.Schedule(() => See("at once"));
        RunTo(10);
        Assert.Equal(["9 at once", "10 timer", "10 delayed"], _seen);
    }

    [Fact]
    public void FarthestDueTimes_AreNeverAndNotNow()
    {
        _scheduler.Schedule(DateTimeOffset.MaxValue, () => See("absolute"));
        _scheduler.Schedule(TimeSpan.MaxValue, () => See("relative"));
        RunTo(1000);
        Assert.Empty(_seen);
    }

    private static SignalTime Ms(long milliseconds) => SignalTime.FromMilliseconds(milliseconds);

    private SignalTimer Timer(string name) => _scheduler.CreateTimer(new Target(_ => See(name)));

    private void See(string what) => _seen.Add($"{_scheduler.Now.Nanoseconds / 1_000_000} {what}");

    private void RunTo(long milliseconds)
    {
        while (_scheduler.NextDue <= Ms(milliseconds))
        {
            _scheduler.Now = SignalTime.Max(_scheduler.NextDue, _scheduler.Now);
            _scheduler.RunNext();
        }

        _scheduler.Now = Ms(milliseconds);
    }

    private sealed class Target(Action<SignalTime> due) : ISignalTimerTarget
    {
        public void Due(SignalTime now) => due(now);
    }
}
