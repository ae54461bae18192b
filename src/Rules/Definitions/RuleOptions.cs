namespace Reactive.Rules;

/// <summary>What an activation does while what the one before it does has not come to its end: a pulse still stands, or a sequence has not come to its last step.</summary>
public enum RuleMode
{
    /// <summary>It begins anew: a sequence from its first step, a pulse with its end moved, never to an earlier instant.</summary>
    Restart,
    /// <summary>Nothing is done.</summary>
    Ignore,
    /// <summary>It waits for its turn, as long as there is room.</summary>
    Queue,
    /// <summary>It is done beside it, as long as there is room.</summary>
    Parallel,
}

/// <summary>What an activation does for which there is no room.</summary>
public enum OverflowPolicy
{
    /// <summary>It is dropped.</summary>
    DropNewest,
    /// <summary>It takes the place of the oldest: of the one that has waited longest, or of the one that began first, which ends.</summary>
    DropOldest,
}

/// <summary>What becomes of something timed when the device restarts.</summary>
public enum RestartPolicy
{
    /// <summary>It is gone.</summary>
    Cancel,
    /// <summary>It goes on to its original end in wall time; where that has passed, it is over at once.</summary>
    Resume,
    /// <summary>It begins anew at the start.</summary>
    Fire,
}

/// <summary>How strong a claim on an output is: a higher one always wins over a lower one.</summary>
public enum ClaimLevel
{
    /// <summary>Of a rule.</summary>
    Rule,
    /// <summary>Of the output's own schedule.</summary>
    Schedule,
    /// <summary>By hand or over the network.</summary>
    Manual,
    /// <summary>Held inactive, whatever else claims it.</summary>
    Lockdown,
    /// <summary>Held active above all: fire.</summary>
    Release,
}
