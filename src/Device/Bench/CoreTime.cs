using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;

namespace Reactive.Device.Bench;

/// <summary>
/// Measures work by the processor time of its thread, so that what else runs on the machine takes nothing away, and work
/// beside its limit by turns, so that what the machine does to one it does to both.
/// </summary>
internal static partial class CoreTime
{
    private const int ThreadProcessorTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    /// <summary>Processor seconds that <paramref name="work"/> takes on this thread.</summary>
    public static double Of(Action work)
    {
        double before = Now();
        work();
        return Now() - before;
    }

    /// <summary>
    /// The medians of <paramref name="runs"/> runs of a work and its limit, in amount a second, and of their ratio; before each
    /// run of the work <paramref name="tidy"/> is done, which is not measured.
    /// </summary>
    public static (double Value, double Limit, double Ratio) Beside(Action work, double amount, Action limit, double limitAmount, int runs, Action? tidy = null)
    {
        var values = new List<double>();
        var limits = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            limits.Add(limitAmount / Of(limit));
            tidy?.Invoke();
            values.Add(amount / Of(work));
        }

        return (Benchmark.Median(values), Benchmark.Median(limits), Benchmark.Median(values.Zip(limits, (v, l) => v / l)));
    }

    private static double Now()
    {
        if (GetTime(ThreadProcessorTime, out TimeSpec time) != 0)
            throw new InvalidOperationException("The system does not tell the processor time of a thread.");
        return time.Seconds + (time.Nanoseconds / 1e9);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
