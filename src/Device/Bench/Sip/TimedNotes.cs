using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace Reactive.Device.Bench.Sip;

/// <summary>What somebody said and when, for one who waits for it.</summary>
internal sealed class TimedNotes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Queue<(string What, long Timestamp)> _notes = new();

    /// <summary>Notes that something is said now.</summary>
    public void Add(string what)
    {
        long now = Stopwatch.GetTimestamp();
        lock (_notes)
        {
            _notes.Enqueue((what, now));
            Monitor.PulseAll(_notes);
        }
    }

    /// <summary>Waits until something is said; what was said before it is forgotten.</summary>
    /// <param name="who">Who should say it, for the failure.</param>
    /// <param name="what">What.</param>
    /// <returns>When it was, as <see cref="Stopwatch"/> counts.</returns>
    /// <exception cref="InvalidOperationException">It was not said within 20 s.</exception>
    public long Wait(string who, string what)
    {
        long begun = Stopwatch.GetTimestamp();
        lock (_notes)
        {
            while (true)
            {
                while (_notes.TryDequeue(out (string What, long Timestamp) note))
                {
                    if (note.What == what)
                        return note.Timestamp;
                }

                TimeSpan left = Patience - Stopwatch.GetElapsedTime(begun);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_notes, left))
                    throw new InvalidOperationException($"The {who} did not say: {what}.");
            }
        }
    }
}
