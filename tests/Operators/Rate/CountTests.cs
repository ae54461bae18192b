using System;
using System.Collections.Generic;
using System.Linq;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Rate;

public sealed class CountTests
{
    [Fact]
    public void Contact_CountsBecomingActive() =>
        Assert.Equal(["0: 0 since 0", "10: 1 since 10", "15: 2 since 15"], Script.Sparse(CountOperator.Spec, "count: {}", SymbolType.Contact, "0*10 1*3 0*2 1*3 0*5"));

    [Fact]
    public void FromUnknownOrFault_IsNoBecoming() =>
        Assert.Equal(["0: 0 since 0", "9: 1 since 9"], Script.Sparse(CountOperator.Spec, "count: {}", SymbolType.Contact, "1*2 128*2 1*2 0*1 128*1 0*1 1*5"));

    [Fact]
    public void Events_AreCountedUnknownIsNone() =>
        Assert.Equal(
            ["0: 0 since 0", "5: 1 since 5", "5: 2 since 5", "9: 3 since 9"],
            Script.Run(CountOperator.Spec, "count: {}", new Flow(FlowKind.Event), 20, (5, Value.Pulse), (5, Value.Pulse), (7, Value.Unknown(UnknownReason.Offline)), (9, Value.Pulse)));

    [Fact]
    public void Window_EndsAtMultiplesAndTheEventThereIsTheFirstOfTheNext() =>
        Assert.Equal(
            ["0: 0 since 0", "3: 1 since 3", "9: 2 since 9", "10: 0 since 10", "10: 1 since 10", "20: 0 since 20", "45: 1 since 45", "50: 0 since 50"],
            Script.Events(CountOperator.Spec, "count: { reset-every: 10 ms }", 100, 3, 9, 10, 45));

    [Fact]
    public void Modulo_GoesBackToZero() =>
        Assert.Equal(["0: 0 since 0", "1: 1 since 1", "2: 2 since 2", "3: 0 since 3", "4: 1 since 4"], Script.Events(CountOperator.Spec, "count: { modulo: 3 }", 100, 1, 2, 3, 4));

    [Fact]
    public void BeforeAnyEvent_ItIsZeroFromTheStart()
    {
        var scheduler = new SignalScheduler();
        using var source = new Subject<Stamped<Value>>();
        var seen = new List<Stamped<Value>>();
        using IDisposable subscription = source.CountEvents(new CountOptions(), new OperatorContext(scheduler)).Subscribe(seen.Add);
        Assert.Equal(SignalTime.Zero, scheduler.NextDue);
        scheduler.Now = SignalTime.Zero;
        scheduler.RunNext();
        Assert.Equal([new Stamped<Value>(Value.Of(0, Unit.Count), SignalTime.Zero)], seen);
        Assert.Equal(SignalTime.Never, scheduler.NextDue);
    }

    [Fact]
    public void EqualsTheDefinitionEventByEvent()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            int window = random.Next(1, 60), modulo = random.Next(2, 6);
            var at = new List<long>();
            for (long t = 1; t < 1000; t += random.Next(0, 20))
                at.Add(t);
            var expected = new List<string> { "0: 0 since 0" };
            int count = 0;
            for (long t = 1; t <= 1100; t++)
            {
                if (t % window == 0 && count != 0)
                    expected.Add(FormattableString.Invariant($"{t}: {count = 0} since {t}"));
                for (int i = at.Count(e => e == t); i > 0; i--)
                    expected.Add(FormattableString.Invariant($"{t}: {count = (count + 1) % modulo} since {t}"));
            }

            Assert.Equal(expected, Script.Events(CountOperator.Spec, $"count: {{ reset-every: {window} ms, modulo: {modulo} }}", 1100, [.. at]));
        }
    }

    [Fact]
    public void PartOfAModulus_IsAProblem() =>
        Assert.Equal(["'modulo' must be a whole number, not 2.5"], Script.Problems(CountOperator.Spec, "count: { modulo: 2.5 }", new Flow(FlowKind.Event)));

    [Fact]
    public void WindowOfNothing_IsRefusedInCode() =>
        Assert.Throws<ArgumentException>(() => Observable.Never<Stamped<Value>>().CountEvents(new CountOptions { ResetEvery = TimeSpan.Zero }, null));
}
