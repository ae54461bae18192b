using System;
using System.Collections.Generic;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using static Reactive.Signals.Tests.Loop.Bench;

namespace Reactive.Signals.Tests.Loop;

/// <summary>
/// A device that misbehaves, in virtual time: drifting clocks, hangs, gaps, deaths, late and future stamps, answers at once,
/// later or never. All of it follows from the seed.
/// </summary>
internal sealed class RandomDevice : ICommandTarget
{
    private readonly Random _random;
    private readonly Bench _bench;
    private readonly List<Adc> _adcs = [];
    private readonly List<int> _sparse = [];
    private readonly List<(double Due, Command Command)> _answers = [];
    private readonly bool _answersAtOnce;
    private double _now;

    private RandomDevice(int seed, Bench bench)
    {
        _random = new Random(seed);
        _bench = bench;
        _answersAtOnce = _random.Next(2) == 0;
        bench.Engine.Target = this;
        foreach (Source source in bench.Engine.Sources)
        {
            int index = source.Index;
            int period = _random.Next(3, 200);
            if (source.IsDense)
                _adcs.Add(new Adc(index, 1 + ((_random.NextDouble() - 0.5) * (_random.Next(2) == 0 ? 0 : 0.02)), _random.Next(3) == 0 ? _random.Next(400) : 0));
            else
                _sparse.Add(index);
            bench.Measuring(index, i => (short)(Hash(seed, index, i / period) % 2 * 200));
        }
    }

    /// <summary>The ports of a seed.</summary>
    public static PortSpec[] PortsOf(int seed)
    {
        var random = new Random(seed);
        var ports = new List<PortSpec> { random.Next(4) > 0 ? Ports.Adc("adc") : Ports.Contact("door") };
        if (random.Next(2) == 0)
            ports.Add(Ports.Adc("second") with { Block = TimeSpan.FromMilliseconds(random.Next(1, 20)) });
        ports.Add(Ports.Contact("contact", random.Next(3) == 0 ? 20 : null));
        if (random.Next(2) == 0)
            ports.Add(Ports.Digits("dtmf", SourceOrder.ByArrival));
        if (random.Next(3) == 0)
            ports.Add(Ports.Adc("audio", SourceOrder.ByArrival));
        ports.Add(Ports.Digits("reader"));
        return [.. ports];
    }

    /// <summary>A bench of a seed, with its own hold time, so that timers meet everything else.</summary>
    public static Bench BenchOf(int seed, params RunObserver[] observers) => new(PortsOf(seed), observers, 1 + (seed % 50));

    /// <summary>Lets the device of <paramref name="seed"/> live.</summary>
    public static void Run(int seed, Bench bench, double milliseconds = 2500) => new RandomDevice(seed, bench).Run(milliseconds);

    public void Carry(in Command command)
    {
        if (_answersAtOnce && _random.Next(4) > 0)
            _bench.Engine.Answer(command.Number, Outcome(), CommandModel.ReadbackOf(command));
        else if (_random.Next(5) > 0)
            _answers.Add((_now + (_random.NextDouble() * 60), command));
    }

    private static uint Hash(int seed, int source, long i)
    {
        unchecked
        {
            uint h = (uint)((seed * 7919) + (source * 104_729) + (i * 2_654_435_761));
            h = (h ^ (h >> 15)) * 0x2c1b3c6d;
            return h ^ (h >> 13);
        }
    }

    private Value Outcome() => Value.Symbol(SymbolType.Outcome, (byte)_random.Next(3));

    private void Run(double milliseconds)
    {
        _bench.Engine.Deliver(new Arrival { Kind = ArrivalKind.Checkpoint, Source = -1, Value = Value.Of($"what the run before has left: {_now} ms and\nmore") });
        _bench.Order.Anchor(1_700_000_000_000_000_000, Ms(0));
        foreach (int source in _sparse)
        {
            if (_random.Next(4) > 0)
                _bench.Order.Ingest(source, new Stamped<Value>(Inactive, Ms(-1)), 0, Ms(0));
        }

        while (_now < milliseconds)
        {
            _now += _random.Next(60) == 0 ? _random.NextDouble() * 40 : _random.NextDouble() * 4;
            foreach (Adc adc in _adcs)
                Sample(adc);
            foreach (int source in _sparse)
                Speak(source);
            for (int i = _answers.Count - 1; i >= 0; i--)
            {
                if (_answers[i].Due > _now)
                    continue;
                _bench.Order.Answer(_answers[i].Command.Number, Outcome(), CommandModel.ReadbackOf(_answers[i].Command), Ms(_now));
                _answers.RemoveAt(i);
            }

            if (_random.Next(300) == 0)
                _bench.Order.Anchor(1_700_000_000_000_000_000 + (long)(_now * 1e6), Ms(_now));
            if (_random.Next(5) > 0)
                Advance();
        }

        _bench.Order.End(Ms(_now));
    }

    private void Advance()
    {
        _bench.Order.Advance(Ms(_now));
        // Nothing that is due waits for longer than twice the longest stall and the greatest lateness.
        if (_bench.Engine.NextDue < Ms(_now - 160))
            throw new InvalidOperationException($"At {_now} ms something waits that was due at {_bench.Engine.NextDue} s.");
        if (_bench.Order.NextWake() <= Ms(_now))
            throw new InvalidOperationException($"At {_now} ms the order wants to be woken at {_bench.Order.NextWake()} s.");
    }

    private void Sample(Adc adc)
    {
        if (_now < adc.HangsUntil)
            return;
        int missed = 0;
        while (_now >= adc.Begins + ((adc.Index + adc.Count) * adc.Drift) && _now >= adc.HangsUntil)
        {
            switch (_random.Next(400))
            {
                case 0:
                    adc.HangsUntil = _now + (_random.Next(3) == 0 ? 1200 : _random.Next(80));
                    break;
                case 1:
                    int lost = _random.Next(1, 20);
                    adc.Index += lost * 5;
                    missed = lost;
                    break;
                case 2:
                    _bench.Order.Lose(adc.Source, Ms(_now));
                    adc.HangsUntil = _now + _random.Next(300);
                    break;
                case 3:
                    adc.Index = Math.Max(0, adc.Index - _random.Next(20));
                    break;
            }

            _bench.Order.Ingest(adc.Source, _bench.Samples(adc.Source, adc.Index, adc.Count), missed, Ms(_now));
            missed = 0;
            adc.Index += adc.Count;
            adc.Count = _random.Next(20) == 0 ? _random.Next(1, 12) : 5;
        }

        // A driver that is left behind for good starts where time is.
        if (_random.Next(200) == 0)
            adc.Index = Math.Max(adc.Index, (long)((_now - adc.Begins) / adc.Drift));
    }

    private void Speak(int source)
    {
        if (_random.Next(12) > 0)
            return;
        double stamp = _random.Next(10) switch
        {
            0 => _now - _random.Next(400),
            1 => _now + 3,
            2 => Math.Floor(_now),
            _ => _now - (_random.NextDouble() * 1.5),
        };
        Value value = _random.Next(8) switch
        {
            0 => Value.Of("text " + _random.Next(10)),
            1 => Value.Of(_random.NextDouble(), Unit.Volt),
            2 => Value.Fault("broken"),
            3 => Value.Pulse,
            4 or 5 => Inactive,
            _ => Value.Symbol(SymbolType.Contact, 1, 3.25f, float.NaN),
        };
        if (_random.Next(100) == 0)
            _bench.Order.Lose(source, Ms(_now));
        _bench.Order.Ingest(source, new Stamped<Value>(value, Ms(stamp), Ms(stamp - _random.Next(2))), _random.Next(20) == 0 ? 3 : 0, Ms(_now), injected: _random.Next(20) == 0);
    }

    private sealed class Adc(int source, double drift, double begins)
    {
        public int Source => source;

        public double Drift => drift;

        public double Begins => begins;

        public long Index { get; set; }

        public int Count { get; set; } = 5;

        public double HangsUntil { get; set; }
    }
}
