using System.Collections.Immutable;

namespace Reactive.Sinks.Sip;

/// <summary>Somebody the desk knows by name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Address">The SIP URI.</param>
/// <param name="MayCall">Whether calls from there are let in.</param>
public sealed record DeskContact(string Name, string Address, bool MayCall)
{
    /// <summary>The account that calls it: of contacts with one address it tells which is called.</summary>
    public string Account { get; init; } = "";
}

/// <summary>Who may call the device.</summary>
public enum CallersAllowed
{
    /// <summary>Everybody but contacts that may not.</summary>
    All,
    /// <summary>Contacts alone, of them those that may.</summary>
    Contacts,
    /// <summary>Nobody.</summary>
    Nobody,
}

/// <summary>What becomes of calls.</summary>
public sealed record CallDeskOptions
{
    /// <summary>Calls that may ring or stand at one time, both ways.</summary>
    public int MostCalls { get; init; } = 8;

    /// <summary>The contacts, in the order of the pipeline.</summary>
    public ImmutableArray<DeskContact> Contacts { get; init; } = [];

    /// <summary>The names of the accounts, in the order of the pipeline.</summary>
    public ImmutableArray<string> Accounts { get; init; } = [];

    /// <summary>Who may call.</summary>
    public CallersAllowed Callers { get; init; }

    /// <summary>Calls that may come in at one time before one is answered; more are declined.</summary>
    public int MostWaiting { get; init; } = 2;

    /// <summary>After how many nanoseconds a call that comes in is answered by itself; null where a rule answers.</summary>
    public long? AnswersAfterNanoseconds { get; init; }

    /// <summary>How long a call that comes in may ring, in nanoseconds.</summary>
    public long RingNanoseconds { get; init; } = 30_000_000_000;

    /// <summary>How long such a call may last, in nanoseconds.</summary>
    public long MostNanoseconds { get; init; } = 600_000_000_000;
}
