using System;
using System.Runtime.InteropServices;
using System.Threading;
using Reactive.Signals;

namespace Reactive.Device.Time;

/// <summary>
/// Sleeps until an absolute instant with the kernel's high-resolution timers (<c>clock_nanosleep</c>, POSIX.1-2008), so that
/// periods neither drift nor follow the runtime's coarse timer ticks. Elsewhere than on Linux it falls back to a sleep.
/// </summary>
public sealed partial class Pacer
{
    private const int ClockMonotonic = 1;
    private const int Absolute = 1;
    private const int Interrupted = 4;

    // Never asleep for longer, so that a stop is noticed.
    private const long LongestNap = 100_000_000;

    private readonly DeviceClock _clock;

    /// <summary>A pacer on <paramref name="clock"/>.</summary>
    public Pacer(DeviceClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
    }

    /// <summary>Returns when the clock has reached <paramref name="instant"/>; false where <paramref name="stop"/> came first (noticed within 0.1 s).</summary>
    public bool WaitUntil(SignalTime instant, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            long left = instant - _clock.Now;
            if (left <= 0)
                return true;
            Sleep(Math.Min(left, LongestNap));
        }

        return false;
    }

    private static void Sleep(long nanoseconds)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            Thread.Sleep(TimeSpan.FromTicks((nanoseconds + 99) / 100));
            return;
        }

        if (ClockGetTime(ClockMonotonic, out Timespec until) != 0)
            throw new InvalidOperationException("The monotonic clock cannot be read.");
        long total = until.Nanoseconds + nanoseconds;
        until.Seconds += total / SignalTime.NanosecondsPerSecond;
        until.Nanoseconds = total % SignalTime.NanosecondsPerSecond;
        while (ClockNanosleep(ClockMonotonic, Absolute, in until, IntPtr.Zero) == Interrupted)
        {
            // a signal: the instant is absolute, so simply go on sleeping
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Timespec time);

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, in Timespec until, IntPtr remaining);
}
