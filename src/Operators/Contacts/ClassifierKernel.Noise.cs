using System;
using System.Numerics;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>The noise of one channel: excursions of a few samples, which would cost much if each were searched for.</summary>
internal sealed partial class ClassifierKernel
{
    // What comes back within so many samples is noise; what does not is a new state, in which noise is looked for anew.
    private const int LongestNoise = 16;

    // So many excursions in one stretch are noise.
    private const int LeastNoise = 4;

    // Whether the last stretch held noise. What is decided does not depend on it, so it is not saved.
    private bool _isNoisy;

    /// <summary>One channel, no gap open: on to the end, or to where a gap opens. Returns the place to go on from.</summary>
    private int WalkOne<T>(ReadOnlySpan<T> samples, int at, StaySearch<T> search)
        where T : unmanaged, INumber<T>
    {
        // where the stretch before was noisy, this one is likely to be
        while (at < samples.Length && (_isNoisy || (at = search.FirstOutside(samples, at)) < samples.Length))
        {
            // Noise leaves a region and comes back to it. So all that lies outside of it is found for a whole stretch at once,
            // and excursions that end where they began take nothing away from that.
            byte home = _regions[0];
            ReadOnlySpan<int> outside = search.AllOutside(samples, at, out int end);
            _isNoisy = outside.Length >= LeastNoise;
            at = WalkNoise(samples, outside, end, home, search);
            if (_gaps.OpenCount > 0)
                break;
        }

        return at;
    }

    /// <summary>
    /// Goes through the samples outside of region <paramref name="home"/> in a stretch, to its end or until it is left for good.
    /// Most noise is one sample that leaves while the next one comes back: then two runs are all there is to it.
    /// </summary>
    private int WalkNoise<T>(ReadOnlySpan<T> samples, ReadOnlySpan<int> outside, int end, byte home, StaySearch<T> search)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<Region> regions = _bands.Regions;
        (T low, T high) = regions[home].Enter.Ends<T>();
        byte state = _states[0];
        bool isState = regions[home].Code == state;
        int passed = 0;
        Span<StateRun> room = _runs.Room(2 * outside.Length);
        int count = 0;
        foreach (int at in outside)
        {
            if (at < passed)
                continue;
            if (isState && at + 1 < samples.Length)
            {
                T there = samples[at], back = samples[at + 1];
                byte region = (byte)_bands.RegionOf(double.CreateTruncating(there));
                ref readonly Region entered = ref regions[region];
                if (back >= low && back <= high && entered.Code != Bands.Gap && entered.Code != state && !entered.Stay.Contains(back))
                {
                    room[count++] = new StateRun(at, 0, entered.Code, region, float.CreateTruncating(there));
                    room[count++] = new StateRun(at + 1, 0, state, home, float.CreateTruncating(back));
                    continue;
                }
            }

            _runs.Take(count);
            passed = LeaveFrom(samples, at, search);
            int patience = Math.Min(samples.Length, at + LongestNoise);
            while (_gaps.OpenCount == 0 && _regions[0] != home && passed < patience)
                passed = search.StaysWithin(0, samples[passed]) ? passed + 1 : LeaveFrom(samples, passed, search);
            if (_gaps.OpenCount > 0 || _regions[0] != home)
                return passed;
            room = _runs.Room(2 * outside.Length);
            count = 0;
        }

        _runs.Take(count);
        return Math.Max(passed, end);
    }
}
