namespace Reactive.Sinks.Sip;

/// <summary>How far a call has come.</summary>
internal enum CallPhase
{
    Dialled,
    Ringing,
    Incoming,
    /// <summary>It came in, and we have answered it; the agent has not said so yet.</summary>
    Answering,
    Answered,
    /// <summary>We have ended it, and the agent has not said so yet.</summary>
    Ending,
}

/// <summary>One call to or from one other end.</summary>
internal sealed class CallLeg(long number, string who, string account, OutgoingCall? plan)
{
    public long Number => number;

    /// <summary>The contact, or <see cref="SipSection.Other"/>.</summary>
    public string Who => who;

    /// <summary>The account that calls or is called.</summary>
    public string Account => account;

    /// <summary>What it is a part of; null for one that came in.</summary>
    public OutgoingCall? Plan => plan;

    public CallPhase Phase { get; set; } = plan is null ? CallPhase.Incoming : CallPhase.Dialled;

    /// <summary>When it is answered by itself; <see cref="long.MaxValue"/> for never.</summary>
    public long AnswerAt { get; set; } = long.MaxValue;

    /// <summary>When it is ended, in nanoseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long EndAt { get; set; } = long.MaxValue;

    /// <summary>Whether it was turned away before anybody was told of it.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Whether it has ever stood.</summary>
    public bool WasAnswered { get; set; }
}
