namespace Reactive.Operators;

/// <summary>The names of faults that an entry list finds itself; a store that refuses a use names others.</summary>
public static class EntryFault
{
    /// <summary>Nobody has told yet who the holders are: what is presented is neither known nor unknown.</summary>
    public const string HoldersUnknown = "holders-unknown";

    /// <summary>A use was not committed in time.</summary>
    public const string StoreTimeout = "store-timeout";

    /// <summary>The store did not take a use, and did not say why.</summary>
    public const string StoreFailed = "store-failed";

    /// <summary>A use cannot be requested because too many are waited for.</summary>
    public const string StoreBusy = "store-busy";

    /// <summary>A use was waited for when all holders came anew: whether it was taken is in them.</summary>
    public const string StoreRestarted = "store-restarted";

    /// <summary>After a change two holders could not be told apart: it is left out.</summary>
    public const string HolderConflict = "holder-conflict";
}
