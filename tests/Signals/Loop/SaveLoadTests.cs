using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals.Loop;
using Xunit;

namespace Reactive.Signals.Tests.Loop;

/// <summary>"Save, load, go on" equals "go on".</summary>
public class SaveLoadTests
{
    [Fact]
    public void AtAnyPointOfAnyRun_GoingOnAfterLoadingIsGoingOn()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var tape = new Tape();
            Bench live = RandomDevice.BenchOf(seed, tape);
            RandomDevice.Run(seed, live);

            int cut = new Random(seed).Next(tape.Arrivals.Count);
            Bench first = RandomDevice.BenchOf(seed);
            foreach (Arrival arrival in tape.Arrivals.Take(cut))
                first.Engine.Deliver(arrival);
            var saved = new StateWriter();
            first.Engine.Save(saved);
            Bench second = RandomDevice.BenchOf(seed);
            var reader = new StateReader(saved.Written.ToArray());
            second.Engine.Load(reader);
            Assert.True(reader.AtEnd, $"seed {seed}: something was saved that was not loaded");
            var again = new StateWriter();
            second.Engine.Save(again);
            Assert.True(saved.Written.SequenceEqual(again.Written), $"seed {seed}: saved again it differs");
            foreach (Arrival arrival in tape.Arrivals.Skip(cut))
            {
                first.Engine.Deliver(arrival);
                second.Engine.Deliver(arrival);
            }

            int before = live.Journal.Commands.Count - second.Journal.Commands.Count;
            Assert.True(before >= 0 && live.Journal.Commands.Skip(before).SequenceEqual(second.Journal.Commands), $"seed {seed}: commands differ after loading at arrival {cut}");
            Assert.True(live.Journal.Commands.SequenceEqual(first.Journal.Commands), $"seed {seed}: commands differ although nothing was loaded");
            Assert.True(live.Journal.Turns.SequenceEqual(first.Journal.Turns), $"seed {seed}: turns differ although nothing was loaded");
            Assert.True(live.Journal.Arrivals.Skip(cut).SequenceEqual(second.Journal.Arrivals), $"seed {seed}: arrivals differ after loading at arrival {cut}");
        }
    }

    [Fact]
    public void StateCutShort_IsRefused()
    {
        Bench bench = RandomDevice.BenchOf(1);
        RandomDevice.Run(1, bench);
        var saved = new StateWriter();
        bench.Engine.Save(saved);
        byte[] bytes = saved.Written.ToArray();
        for (int length = 0; length < bytes.Length; length++)
        {
            Bench fresh = RandomDevice.BenchOf(1);
            Assert.Throws<StateException>(() => fresh.Engine.Load(new StateReader(bytes.AsMemory(0, length))));
        }
    }

    /// <summary>Keeps arrivals with their samples.</summary>
    private sealed class Tape : RunObserver
    {
        public List<Arrival> Arrivals { get; } = [];

        public override void OnArrival(long number, in Arrival arrival) => Arrivals.Add(arrival.Kind == ArrivalKind.Block
            ? arrival with { Block = new SampleBlock(arrival.Block.Bytes.ToArray(), arrival.Block.Format, arrival.Block.FirstIndex, arrival.Block.Clock, arrival.Block.Channels) }
            : arrival);
    }
}
