using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers.EntryList;

/// <summary>
/// Credentials, a store that commits, refuses, is slow and tells things twice, and kills of the process at any moment, in random order:
/// no use is granted twice, and no holder enters more often than the store allows.
/// </summary>
public sealed class InterleavingTests
{
    private const int Holders = 4;
    private const int Steps = 400;

    [Fact]
    public void WhateverHappensInWhateverOrder_NoUseIsGrantedTwice()
    {
        int granted = 0, kills = 0, lost = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var world = new World(seed);
            for (int step = 0; step < Steps; step++)
                world.Step();
            string where = string.Create(CultureInfo.InvariantCulture, $"seed {seed}");
            Assert.True(world.Granted.Count == world.Granted.Distinct().Count(), where + ": a use was granted twice");
            for (int id = 1; id <= Holders; id++)
            {
                Assert.True(world.Granted.Count(g => g.Id == id) <= world.Allowed(id), where + ": a holder entered too often");
                Assert.True(world.Granted.Where(g => g.Id == id).All(g => g.Use <= world.Taken(id)), where + ": a use was granted that the store has not taken");
            }

            granted += world.Granted.Count;
            kills += world.Kills;
            lost += Enumerable.Range(1, Holders).Sum(id => (int)world.Taken(id)) - world.Granted.Count;
        }

        // the world must not be one in which nothing can go wrong
        Assert.True(granted > 2000 && kills > 2000 && lost > 100, string.Create(CultureInfo.InvariantCulture, $"{granted} granted, {kills} kills, {lost} lost"));
    }

    [Fact]
    public void StoreThatAnswersAll_GivesEveryUse()
    {
        var desk = new Desk(new EntryOptions(), Desk.Person(1, "Anna") with { UsesLeft = 50 });
        for (int i = 1; i <= 50; i++)
            desk.Card(2 * i, 1).Commit((2 * i) + 1, 1, i, 50 - i);
        Assert.Equal(50, desk.All.Count(d => d.Value.Outcome == EntryOutcome.Granted));
    }

    /// <summary>A process that is killed and started, and a store that survives.</summary>
    private sealed class World : IEmit<Stamped<EntryDecision>>
    {
        private readonly Random _random;
        private readonly int[] _left = new int[Holders + 1];
        private readonly int[] _allowed = new int[Holders + 1];
        private readonly long[] _last = new long[Holders + 1];
        private readonly Queue<(int Id, long Use)> _commands = [];
        private readonly List<EntryInput> _answers = [];
        private readonly List<EntryInput> _given = [];
        private readonly List<byte[]> _states = [];
        private EntryKernel _kernel;
        private long _now;

        public World(int seed)
        {
            _random = new Random(seed);
            for (int id = 1; id <= Holders; id++)
                _left[id] = _allowed[id] = _random.Next(1, 12);
            _kernel = Start();
        }

        public List<(int Id, long Use)> Granted { get; } = [];

        public int Kills { get; private set; }

        public int Allowed(int id) => _allowed[id];

        public long Taken(int id) => _last[id];

        public void Step()
        {
            _now += _random.Next(12) == 0 ? _random.NextInt64(3_000_000_000) : _random.NextInt64(50_000_000);
            switch (_random.Next(20))
            {
                case < 7:
                    int id = _random.Next(1, Holders + 1);
                    Give(EntryInput.Presented(Credential.OfCard(Desk.Bits(id), null)), _random.Next(2));
                    break;
                case < 12:
                    Store();
                    break;
                case < 15 when _answers.Count > 0:
                    Answer(_random.Next(_answers.Count));
                    break;
                case 15 when _given.Count > 0:
                    Give(Recent(_given));
                    break;
                case 16:
                    var writer = new StateWriter();
                    _kernel.Save(writer);
                    _states.Add(writer.Written.ToArray());
                    break;
                case 17:
                    Kill();
                    break;
                case 18:
                    int changed = _random.Next(1, Holders + 1);
                    if (_random.Next(3) == 0)
                    {
                        int more = _random.Next(1, 4);
                        _left[changed] += more;
                        _allowed[changed] += more;
                    }

                    Give(EntryInput.Changed(Row(changed)));
                    break;
                default:
                    // save, load, go on
                    var copy = new StateWriter();
                    _kernel.Save(copy);
                    EntryKernel same = Fresh();
                    same.Load(new StateReader(copy.Written.ToArray()));
                    _kernel = same;
                    break;
            }
        }

        public void Emit(in Stamped<EntryDecision> output)
        {
            EntryDecision decision = output.Value;
            if (decision.Outcome == EntryOutcome.UseRequested)
                _commands.Enqueue((decision.Holder!.Id, decision.Use));
            else if (decision.Outcome == EntryOutcome.Granted)
                Granted.Add((decision.Holder!.Id, decision.Use));
        }

        // a use is taken only as the next one, if one is left; the same again is told to be taken already
        private void Store()
        {
            if (!_commands.TryDequeue(out (int Id, long Use) command))
                return;
            (int id, long use) = command;
            if (_random.Next(6) == 0)
            {
                _answers.Add(EntryInput.Refused(id, use, "store-locked"));
                return;
            }

            if (use == _last[id] + 1 && _left[id] > 0)
            {
                _last[id] = use;
                _left[id]--;
            }

            _answers.Add(use == _last[id] ? EntryInput.Committed(id, use, _left[id]) : EntryInput.Refused(id, use, "store-refused"));
        }

        private void Answer(int index)
        {
            EntryInput answer = _answers[index];
            _answers.RemoveAt(index);
            _given.Add(answer);
            Give(answer);
        }

        // the store may still take what it was asked to; answers may be lost, or reach the next life
        private void Kill()
        {
            Kills++;
            while (_commands.Count > 0 && _random.Next(2) == 0)
                Store();
            _commands.Clear();
            if (_random.Next(2) == 0)
                _answers.Clear();
            _kernel = Start();
        }

        private EntryKernel Start()
        {
            EntryKernel kernel = Fresh();
            if (_states.Count > 0 && _random.Next(2) == 0)
                kernel.Load(new StateReader(Recent(_states)));
            _kernel = kernel;
            Give(EntryInput.Of(Desk.List([.. Enumerable.Range(1, Holders).Select(Row)])));
            return kernel;
        }

        // what is long over harms nobody
        private T Recent<T>(List<T> all) => all[^(1 + _random.Next(Math.Min(3, all.Count)))];

        private Holder Row(int id) => Desk.Person(id, "P" + id) with { UsesLeft = _left[id], LastUse = _last[id] };

        private static EntryKernel Fresh() => new(new EntryOptions(), new EntryOptions());

        private void Give(EntryInput input, int reader = 0)
        {
            var at = new SignalTime(_now);
            Probe.Feed(_kernel, new Stamped<EntryInput>(input, at, at, reader), this);
        }
    }
}
