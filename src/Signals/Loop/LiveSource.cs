using System;
using System.Collections.Generic;
using Reactive.Signals.Specs;

namespace Reactive.Signals.Loop;

/// <summary>A block that waits to be opened: its new samples, the whole of it as it was handed over, when that was, and when its last sample was taken.</summary>
internal readonly record struct QueuedBlock(SampleBlock Block, SampleBlock Handover, int Missed, SignalTime Handed, SignalTime Taken);

/// <summary>What the order knows of one live source: how far it has come, and whether the run waits for it.</summary>
internal sealed class LiveSource
{
    // Over so many blocks, and as much time, the least delay tells drift of the stream's clock from delays of its delivery
    // and from a backlog that comes at once.
    private const int DelayWindow = 64;

    private long _leastDelay = long.MaxValue;
    private int _delays;
    private SignalTime _windowStart;

    public LiveSource(Source source)
    {
        Source = source;
        BlockNanoseconds = source.Spec.Block.Ticks * 100;
        StallNanoseconds = Math.Max(3 * BlockNanoseconds, 20_000_000);
        QueuedEnd = source.EndIndex;
    }

    public Source Source { get; }

    public int Index => Source.Index;

    public long BlockNanoseconds { get; }

    public long StallNanoseconds { get; }

    public Queue<QueuedBlock> Queue { get; } = new();

    /// <summary>Whether anything was ever handed over.</summary>
    public bool Spoken { get; private set; }

    /// <summary>Whether anything of it was ever delivered.</summary>
    public bool Known { get; set; }

    /// <summary>Whether its next block follows one that was opened, with no outage between them.</summary>
    public bool Continues { get; set; }

    /// <summary>Whether the run waits for it.</summary>
    public bool Holds { get; set; }

    public bool Offline { get; set; }

    /// <summary>The stamp of its last opened block.</summary>
    public SignalTime Reached { get; set; } = SignalTime.BeforeStart;

    public SignalTime LastHeard { get; private set; } = SignalTime.Zero;

    /// <summary>The index after the last sample handed over.</summary>
    public long QueuedEnd { get; set; }

    public int Refused { get; set; }

    /// <summary>Blocks in a row that came within the stall time of their last sample. Late they may be all the same: the run does not wait for a source that does not hold.</summary>
    public int InTime { get; set; }

    public bool IsByStamp => Source.Spec.Order == SourceOrder.ByStamp;

    public bool IsSparseByStamp => !Source.IsDense && IsByStamp;

    /// <summary>Whether the start need not wait for it. Events have no value that could be known before they happen.</summary>
    public bool IsReady => Known || Offline || ((Source.Spec.IsVirtual || Source.Spec.Flow.Kind == FlowKind.Event) && !Source.Spec.ComesFirst);

    /// <summary>
    /// When it holds no longer if nothing comes: after three blocks of silence, or twice as far behind although it is not
    /// silent (its samples come slower than they should, and others must not wait for that).
    /// </summary>
    public SignalTime StallsAt => SignalTime.Min(LastHeard.AddNanoseconds(StallNanoseconds), Reached.AddNanoseconds(2 * StallNanoseconds));

    /// <summary>When it will be offline if nothing comes; null where it is, or where silence is no sign (events, and sparse states that have spoken).</summary>
    public SignalTime? NextOffline =>
        Offline || Source.Spec.IsVirtual || (!Source.IsDense && (Spoken || Source.Spec.Flow.Kind == FlowKind.Event)) ? null : LastHeard + Source.Spec.OfflineAfter;

    public void Heard(SignalTime now)
    {
        LastHeard = SignalTime.Max(LastHeard, now);
        Offline = false;
        if (Spoken)
            return;
        // A dense source holds from its first block on.
        Spoken = true;
        Holds = Source.IsDense && IsByStamp;
    }

    /// <summary>
    /// Where the stream's clock is off by more than half a block, the time that the first sample of <paramref name="block"/>
    /// gets instead. Ahead shows at once (a sample cannot come before it was taken), behind only as the least delay of
    /// many blocks: the late delivery of a few says nothing about the clock.
    /// </summary>
    public SignalTime? Correction(in SampleBlock block, SignalTime taken)
    {
        SampleClock clock = Source.Clock!;
        long delay = taken - clock.TimeOf(block.EndIndex - 1);
        _leastDelay = Math.Min(_leastDelay, delay);
        if (_delays++ == 0)
            _windowStart = taken;
        bool first = !Known;
        bool ahead = delay < -BlockNanoseconds / 2;
        bool full = _delays >= DelayWindow && taken - _windowStart >= (DelayWindow - 1) * BlockNanoseconds;
        bool behind = full && _leastDelay > BlockNanoseconds / 2;
        if (full || first || ahead)
        {
            long shift = first || ahead ? delay : _leastDelay;
            _leastDelay = long.MaxValue;
            _delays = 0;
            if ((first && Math.Abs(delay) > BlockNanoseconds / 2) || ahead || behind)
            {
                // Time never runs backwards: at the earliest right behind the last sample opened.
                SignalTime corrected = clock.TimeOf(block.FirstIndex).AddNanoseconds(shift);
                return SignalTime.Max(corrected, Reached.AddNanoseconds(1));
            }
        }

        return null;
    }
}
