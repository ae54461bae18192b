using System;
using System.Collections.Generic;
using System.Threading;

namespace Reactive.Sinks.Sip;

/// <summary>What one thread is to do next, from others.</summary>
internal sealed class BaresipInbox
{
    // so much may wait of what baresip says; then it is not read any further for a while
    private const int Most = 1_000;

    private readonly object _gate = new();
    private readonly Queue<Action> _work = new();
    private bool _isClosed;

    /// <summary>Puts something in; false where nobody will do it any more.</summary>
    public bool Post(Action work)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            _work.Enqueue(work);
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>The same, and waits while there is too much.</summary>
    public void PostOrWait(Action work)
    {
        lock (_gate)
        {
            while (!_isClosed && _work.Count >= Most)
                Monitor.Wait(_gate);
            _work.Enqueue(work);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes the next; null where none comes in time.</summary>
    public Action? Take(TimeSpan limit)
    {
        lock (_gate)
        {
            if (_work.Count == 0 && limit > TimeSpan.Zero)
                Monitor.Wait(_gate, limit);
            if (!_work.TryDequeue(out Action? work))
                return null;
            if (_work.Count == Most - 1)
                Monitor.PulseAll(_gate);
            return work;
        }
    }

    /// <summary>Takes no more from now on, and never lets anybody wait again.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
