using System;

namespace Reactive.Sinks.Sip;

/// <summary>
/// A user agent (RFC 3261): one life of what makes and takes calls. It is made anew after every failure, decides nothing by itself and says what happens through
/// <see cref="ISipAgentEvents"/>. Nothing here waits for the network.
/// </summary>
/// <remarks>
/// Each call has a number that whoever makes it has chosen: positive for calls that go out; the agent itself numbers those that come in, from -1 downwards. Every call that was told of ends once, in
/// <see cref="ISipAgentEvents.Ended"/>, whatever becomes of it; after <see cref="ISipAgentEvents.Down"/> there are no calls and no further events.
/// </remarks>
public interface ISipAgent : IDisposable
{
    /// <summary>Begins to live. <see cref="ISipAgentEvents.Up"/> or <see cref="ISipAgentEvents.Down"/> follows.</summary>
    void Start();

    /// <summary>Calls an address.</summary>
    /// <param name="call">A number above 0 that no other call of this life has had.</param>
    /// <param name="account">The name of the account that calls.</param>
    /// <param name="address">A SIP or SIPS URI.</param>
    void Dial(long call, string account, string address);

    /// <summary>Answers a call that came in.</summary>
    void Answer(long call);

    /// <summary>Ends a call: what rings is cancelled or declined, what was answered is hung up. Nothing where it has ended.</summary>
    void HangUp(long call);

    /// <summary>Sends digits into a call, one after the other, as telephone events (RFC 4733). Only <c>0-9 A-D * #</c>.</summary>
    void SendDigits(long call, string digits);

    /// <summary>Plays sound to the other end of a call that stands, in place of what is being played; calls of one account that came in hear it together.</summary>
    /// <param name="call">The call. <see cref="ISipAgentEvents.Played"/> follows where it stands as long.</param>
    /// <param name="samples">The sound at 8 kHz, from -1 to 1, ten minutes at most; not to be changed any more.</param>
    void Play(long call, ReadOnlyMemory<float> samples)
    {
        // an agent without sound
    }
}

/// <summary>What a user agent says. It is called on one thread of the agent and must not wait.</summary>
public interface ISipAgentEvents
{
    /// <summary>It lives, and knows its accounts.</summary>
    void Up();

    /// <summary>It has ended, or could not begin; said once.</summary>
    /// <param name="reason">Why, for people: a part of a sentence.</param>
    void Down(string reason);

    /// <summary>Whether an account is known to its registrar.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="isRegistered">Whether it is.</param>
    /// <param name="reason">Why not: what the registrar said, <c>401 Unauthorized</c>.</param>
    void Registered(string account, bool isRegistered, string reason);

    /// <summary>A call comes in, and rings until it is answered or ended.</summary>
    /// <param name="call">Its number, below 0.</param>
    /// <param name="account">The account that is called.</param>
    /// <param name="from">The URI of the caller.</param>
    void Incoming(long call, string account, string from);

    /// <summary>The other end of a call that goes out rings.</summary>
    void Ringing(long call);

    /// <summary>A call, either way, stands.</summary>
    void Answered(long call);

    /// <summary>A call has ended.</summary>
    /// <param name="call">The call.</param>
    /// <param name="end">How.</param>
    /// <param name="reason">The same in the words of the protocol: <c>486 Busy Here</c>.</param>
    void Ended(long call, SipEnd end, string reason);

    /// <summary>The other end presses a key, or lets it go, as a telephone event or in a SIP INFO.</summary>
    /// <param name="call">The call.</param>
    /// <param name="digit">Which: <c>0-9 A-D * #</c>.</param>
    /// <param name="isDown">Whether it is down now.</param>
    void Digit(long call, char digit, bool isDown);

    /// <summary>What <see cref="ISipAgent.Play"/> was given has been played to its end.</summary>
    void Played(long call)
    {
    }

    /// <summary>Something that people should know and nothing hangs on.</summary>
    void Trouble(string text);
}

/// <summary>How a call ended.</summary>
public enum SipEnd
{
    /// <summary>We ended it: cancelled, declined or hung up.</summary>
    Ours,
    /// <summary>It stood, and the other end hung up.</summary>
    HungUp,
    /// <summary>The other end is busy (486, 600).</summary>
    Busy,
    /// <summary>The other end declined (603).</summary>
    Declined,
    /// <summary>Nobody answered in time (408, 480, 487, or a dead address).</summary>
    NoAnswer,
    /// <summary>There is no such user, or the call could not be made (all other refusals, 3xx to 6xx).</summary>
    Failed,
    /// <summary>It stood, and broke: no sound came any more, or the agent died.</summary>
    Lost,
}
