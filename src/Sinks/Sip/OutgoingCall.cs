using System;
using System.Collections.Generic;
using Reactive.Signals.Loop;

namespace Reactive.Sinks.Sip;

/// <summary>A command that calls, as far as it has come: which group is called, and which of its calls still may be answered.</summary>
internal sealed class OutgoingCall(long command, CallPlan plan)
{
    public long Command => command;

    public CallPlan Plan => plan;

    /// <summary>The group that is called.</summary>
    public int Group { get; set; } = -1;

    /// <summary>Those of its calls that have not ended.</summary>
    public List<CallLeg> Live { get; } = [];

    /// <summary>When the group is given up.</summary>
    public long GiveUpAt { get; set; } = long.MaxValue;

    /// <summary>Whether rules have ended it.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Whether its command has been answered: what still ends of it changes nothing.</summary>
    public bool IsOver { get; set; }

    /// <summary>How it failed, of all its calls the one that says most: that somebody declined says more than that somebody did not answer.</summary>
    public SipEnd End { get; private set; } = SipEnd.Lost;

    public void Count(SipEnd end) => End = Weight(end) > Weight(End) ? end : End;

    private static int Weight(SipEnd end) => end switch
    {
        SipEnd.Declined => 4,
        SipEnd.Busy => 3,
        SipEnd.NoAnswer or SipEnd.Ours or SipEnd.HungUp => 2,
        SipEnd.Failed => 1,
        SipEnd.Lost => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "There is no such end."),
    };
}
