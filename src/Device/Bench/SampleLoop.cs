using System;
using System.Runtime.InteropServices;

namespace Reactive.Device.Bench;

/// <summary>
/// What end-of-line and debounce decide, written as the plain loop over samples that one would write first: three edges with
/// hysteresis and a level that rises and falls. The one to beat.
/// </summary>
internal sealed class SampleLoop
{
    // Counts of the front end that the benchmark uses: short, closed, open, cut.
    private static readonly short[] Edges = [860, 2096, 2578];
    private const short Hysteresis = 27;
    private const int Window = 50;

    private static long _kept;
    private int _state = -1;

    /// <summary>Runs over 16-bit samples, with all that it remembers in registers.</summary>
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        int state = 0, output = -1, candidate = -1, last = -1, rise = 0, low = int.MaxValue, high = int.MinValue;
        foreach (short sample in MemoryMarshal.Cast<byte, short>(bytes))
        {
            if (sample < low || sample >= high)
            {
                state = 0;
                while (state < Edges.Length && sample >= Edges[state])
                    state++;
                low = state == 0 ? int.MinValue : Edges[state - 1] - Hysteresis;
                high = state == Edges.Length ? int.MaxValue : Edges[state] + Hysteresis;
            }

            if (candidate >= 0)
            {
                rise += last == candidate ? 1 : -1;
                if (rise >= Window)
                    (output, candidate, rise) = (candidate, -1, 0);
            }

            if (rise == 0)
                candidate = state == output ? -1 : state;
            last = state;
        }

        if (output < 0)
            throw new InvalidOperationException("Nothing settled.");
        _kept = output;
    }

    /// <summary>The state of a sample: 0 to 3.</summary>
    public int Classify(short sample)
    {
        if (_state >= 0)
        {
            bool above = _state == 0 || sample >= Edges[_state - 1] - Hysteresis;
            bool below = _state == Edges.Length || sample < Edges[_state] + Hysteresis;
            if (above && below)
                return _state;
        }

        int state = 0;
        while (state < Edges.Length && sample >= Edges[state])
            state++;
        return _state = state;
    }

    /// <summary>An integrating debounce of 50 samples, as a value.</summary>
    public readonly struct Level
    {
        private readonly int _output;
        private readonly int _candidate;
        private readonly int _last;
        private readonly int _rise;

        private Level(int output, int candidate, int last, int rise)
        {
            _output = output;
            _candidate = candidate;
            _last = last;
            _rise = rise;
        }

        /// <summary>What has settled; -1 for nothing.</summary>
        public int Output => _output - 1;

        /// <summary>The level after one more sample.</summary>
        public Level After(int state)
        {
            // kept one higher, so that nothing is 0
            int now = state + 1, output = _output, candidate = _candidate, rise = _rise;
            if (candidate != 0)
            {
                rise += _last == candidate ? 1 : -1;
                if (rise >= Window)
                    (output, candidate, rise) = (candidate, 0, 0);
            }

            if (rise == 0)
                candidate = now == output ? 0 : now;
            return new Level(output, candidate, now, rise);
        }
    }
}
