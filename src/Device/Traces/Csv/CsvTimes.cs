using System;
using Reactive.Signals;

namespace Reactive.Device.Traces.Csv;

/// <summary>The times of a table's rows, looked at one after another: whether they are those of even samples, and of which rate.</summary>
internal sealed class CsvTimes
{
    // Fewer rows with uneven times are steps, unless they are printed finely: a few times that nearly agree say nothing.
    private const long LeastToRound = 16;
    private const double LeastShareOfRounded = 0.1;

    private long _leastStep = long.MaxValue;
    private long _mostStep;
    private long _mostStepCount;

    /// <summary>How many rows there are.</summary>
    public long Rows { get; private set; }

    /// <summary>The time of the first row.</summary>
    public SignalTime First { get; private set; }

    /// <summary>The time of the last row.</summary>
    public SignalTime Last { get; private set; }

    /// <summary>The shortest step, in nanoseconds; 0 where there are fewer than two rows.</summary>
    public long LeastStep => Rows > 1 ? Math.Max(_leastStep, 1) : 0;

    /// <summary>What the last digit that is printed of any time is worth, in nanoseconds.</summary>
    public long Resolution { get; set; } = long.MaxValue;

    /// <summary>Takes the times of the next rows, in nanoseconds. Returns the place of the first that lies before the one before it; it and what follows are not taken. -1 where there is none.</summary>
    public int Add(ReadOnlySpan<long> times)
    {
        long last = Last.Nanoseconds;
        int from = 0;
        if (Rows == 0 && times.Length > 0)
        {
            last = times[from++];
            First = new SignalTime(last);
        }

        int taken = from;
        for (; taken < times.Length; taken++)
        {
            long step = times[taken] - last;
            if (step < 0)
                break;
            _leastStep = Math.Min(_leastStep, step);
            if (step >= _mostStep)
                _mostStepCount = step > _mostStep ? 1 : _mostStepCount + 1;
            _mostStep = Math.Max(_mostStep, step);
            last = times[taken];
        }

        Last = new SignalTime(last);
        Rows += taken;
        return taken < times.Length ? taken : -1;
    }

    /// <summary>Whether the steps so far differ by more than rounding explains.</summary>
    public bool CannotBeEven => Rows > 1 && _mostStep - _leastStep > Resolution;

    /// <summary>Whether the times are those of even samples, printed more or less exactly.</summary>
    // Rounding to the printed decimals lets neighbouring steps differ by one of the last of them, not more. A step twice as
    // long as others may also be a sample that is missing: rounding would make many of them, not a few.
    public bool AreEven
    {
        get
        {
            bool exact = _leastStep == _mostStep && _leastStep > 0;
            bool fine = Rows >= LeastToRound || Resolution <= _leastStep / 1000;
            bool gaps = _leastStep > 0 && _mostStep >= 2 * _leastStep && _mostStepCount < (Rows - 1) * LeastShareOfRounded;
            bool rounded = fine && !gaps && _mostStep - _leastStep <= Resolution;
            return Rows > 1 && Last > First && (exact || rounded);
        }
    }

    /// <summary>Whether even samples at <paramref name="rate"/> have these times, as exactly as they are printed.</summary>
    public bool Fit(SampleRate rate) =>
        AreEven && Math.Abs((Last - First) - rate.NanosecondsOf(Rows - 1)) <= (_leastStep == _mostStep ? 1 : (2 * Resolution) + 1);

    /// <summary>The rate of even samples: the roundest number of hertz that fits, else a period in whole nanoseconds.</summary>
    public SampleRate Rate
    {
        get
        {
            double period = (double)(Last - First) / (Rows - 1);
            double hertz = 1e9 / period;
            for (long unit = 1_000_000_000; unit >= 1; unit /= 10)
            {
                long round = (long)Math.Round(hertz / unit) * unit;
                if (round > 0 && Fit(new SampleRate(round)))
                    return new SampleRate(round);
            }

            var even = new SampleRate(1_000_000_000, Math.Clamp((long)Math.Round(period), 1, 1_000_000_000));
            return Fit(even) ? even : SampleRate.FromHertz(hertz);
        }
    }
}
