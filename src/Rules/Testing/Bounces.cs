using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Rules.Testing;

/// <summary>Lets changes bounce: between the old value and the new one, as contacts do that spring back.</summary>
internal static class Bounces
{
    /// <summary>How long a bouncing contact stays either way: 1 kHz, which also a port of a thousand samples a second sees.</summary>
    private const long StayNanoseconds = 1_000_000;

    /// <summary>What is fed, with the bounces of <paramref name="faults"/> in it, in order of time.</summary>
    public static ImmutableArray<FeedDefinition> In(ImmutableArray<FeedDefinition> feeds, ImmutableArray<FaultDefinition> faults)
    {
        foreach (BounceFault bounce in faults.OfType<BounceFault>())
        {
            int change = ChangeAfter(feeds, bounce.Source, bounce.At);
            if (change >= 0)
                feeds = [.. feeds.Take(change + 1).Concat(Chatter(feeds, change, bounce)).Concat(feeds.Skip(change + 1)).OrderBy(f => f.At)];
        }

        return feeds;
    }

    /// <summary>The place of the first value of <paramref name="source"/> at or after <paramref name="at"/> that differs from the one before; -1 where there is none.</summary>
    public static int ChangeAfter(ImmutableArray<FeedDefinition> feeds, FedSource source, SignalTime at)
    {
        Value? before = null;
        for (int i = 0; i < feeds.Length; i++)
        {
            if (feeds[i].Source != source)
                continue;
            if (feeds[i].At >= at && before is { IsKnown: true } old && feeds[i].Value.IsKnown && old != feeds[i].Value)
                return i;
            before = feeds[i].Value;
        }

        return -1;
    }

    // New at the change; then old and new in turn, and new for good where the time is over. What is fed next ends it early.
    private static IEnumerable<FeedDefinition> Chatter(ImmutableArray<FeedDefinition> feeds, int change, BounceFault bounce)
    {
        FeedDefinition changed = feeds[change], old = feeds.Take(change).Last(f => f.Source == bounce.Source);
        SignalTime end = changed.At.AddNanoseconds(bounce.Nanoseconds);
        SignalTime next = feeds.Skip(change + 1).Where(f => f.Source == bounce.Source).Select(f => f.At).DefaultIfEmpty(SignalTime.Never).First();
        bool back = true;
        for (SignalTime at = changed.At.AddNanoseconds(StayNanoseconds); at < end && at < next; at = at.AddNanoseconds(StayNanoseconds), back = !back)
        {
            // it springs back to the end: the last change is the one that stays
            if (back || at.AddNanoseconds(StayNanoseconds) < end)
                yield return changed with { At = at, Value = back ? old.Value : changed.Value };
        }

        if (end < next)
            yield return changed with { At = end };
    }
}
