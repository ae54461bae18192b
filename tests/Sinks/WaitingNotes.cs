using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Xunit;

namespace Reactive.Sinks.Tests;

/// <summary>Notes what it is told, a line each, and lets a test wait for it.</summary>
internal abstract class WaitingNotes
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly List<string> _told = [];
    private int _seen;

    public string[] Told
    {
        get
        {
            lock (_told)
                return [.. _told];
        }
    }

    /// <summary>Called, on the thread that tells, before a line is noted.</summary>
    public Action<string>? Also { get; set; }

    /// <summary>Waits until a line that begins so has been told since the one that was waited for last; gives it.</summary>
    public string Wait(string beginning, TimeSpan? limit = null)
    {
        long begun = Stopwatch.GetTimestamp();
        lock (_told)
        {
            while (true)
            {
                for (; _seen < _told.Count; _seen++)
                {
                    if (_told[_seen].StartsWith(beginning, StringComparison.Ordinal))
                        return _told[_seen++];
                }

                TimeSpan left = (limit ?? Limit) - Stopwatch.GetElapsedTime(begun);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_told, left))
                    Assert.Fail($"\"{beginning}\" did not come, but:\n{string.Join('\n', _told.TakeLast(40))}");
            }
        }
    }

    protected void Note(string line)
    {
        Also?.Invoke(line);
        lock (_told)
        {
            _told.Add(line);
            Monitor.PulseAll(_told);
        }
    }
}
