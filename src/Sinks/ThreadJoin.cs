using System;
using System.Collections.Generic;
using System.Threading;

namespace Reactive.Sinks;

/// <summary>Waits for threads to end, with one limit for all: whoever stops must not hang on one that is stuck.</summary>
public static class ThreadJoin
{
    /// <summary>Waits until <paramref name="threads"/> have ended, <paramref name="limit"/> in all at most; false where one still runs.</summary>
    public static bool Within(TimeSpan limit, params IEnumerable<Thread> threads)
    {
        ArgumentNullException.ThrowIfNull(threads);
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        bool all = true;
        foreach (Thread thread in threads)
            all &= thread.Join((int)Math.Max(0, end - Environment.TickCount64));
        return all;
    }
}
