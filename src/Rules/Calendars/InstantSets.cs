using System.Collections.Immutable;
using Reactive.Signals;

namespace Reactive.Rules;

/// <summary>Instants that recur, but for those within a set of times that bars them.</summary>
internal abstract class InstantSet(TimeSet? barred)
{
    protected TimeSet? Barred => barred;

    /// <summary>Whether one of them lies in the span.</summary>
    public abstract bool HappensIn(in RunSpan span);

    /// <summary>When the first one after the end of the span comes.</summary>
    public abstract SignalTime NextAfter(in RunSpan span);
}

/// <summary>Instants in local time.</summary>
internal sealed class LocalInstants(WallZone zone, Starts starts, TimeSet? barred) : InstantSet(barred)
{
    public override bool HappensIn(in RunSpan span) => span.Clock is not null && First(span.FromWall, span.ToWall) <= span.ToWall;

    public override SignalTime NextAfter(in RunSpan span) => span.Clock is WallClock clock ? clock.When(First(span.ToWall, CivilTime.Never)) : SignalTime.Never;

    // The first one after a wall time that is not barred. Where one after the other is barred, up to the horizon,
    // the last one seen stands for it: the calendar wakes there, and looks on.
    private long First(long wall, long limit)
    {
        for (long from = wall; ;)
        {
            long next = zone.WhenShown(starts.First(zone.Shown(from) + 1));
            if (next > limit || next == CivilTime.Never || Barred?.At(next) is not { Inside: true } bar)
                return next;
            if (bar.Until == CivilTime.Never)
                return CivilTime.Never;
            if (limit == CivilTime.Never && next >= wall + CivilTime.Horizon)
                return next;
            from = bar.Until - 1;
        }
    }
}

/// <summary>An instant every period of signal time from the start of the run on.</summary>
internal sealed class SteadyInstants(long period, TimeSet? barred) : InstantSet(barred)
{
    public override bool HappensIn(in RunSpan span)
    {
        // only the last one counts: more than one is in a span only where the run was late
        SignalTime last = Last(span);
        return last > span.Origin && last > span.FromSignal && (Barred is null || (span.Clock is WallClock clock && !Barred.At(clock.At(last)).Inside));
    }

    // One that is barred is looked at all the same: the clock may be set until then.
    public override SignalTime NextAfter(in RunSpan span) => Last(span).AddNanoseconds(period);

    private SignalTime Last(in RunSpan span) => span.Origin.AddNanoseconds((span.ToSignal - span.Origin) / period * period);
}

/// <summary>What happens where any of several does.</summary>
internal sealed class AnyInstant(ImmutableArray<InstantSet> sets) : InstantSet(null)
{
    public override bool HappensIn(in RunSpan span)
    {
        foreach (InstantSet set in sets)
        {
            if (set.HappensIn(span))
                return true;
        }

        return false;
    }

    public override SignalTime NextAfter(in RunSpan span)
    {
        SignalTime next = SignalTime.Never;
        foreach (InstantSet set in sets)
            next = SignalTime.Min(next, set.NextAfter(span));
        return next;
    }
}
