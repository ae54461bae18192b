using System;

namespace Reactive.Device.Credentials;

/// <summary>The names of the faults by which a store tells that it did not do its part.</summary>
public static class StoreFault
{
    /// <summary>Another process writes, and did not end in time.</summary>
    public const string Locked = "store-locked";

    /// <summary>The disk is full.</summary>
    public const string Full = "store-full";

    /// <summary>The file is damaged, or is no database.</summary>
    public const string Corrupt = "store-corrupt";

    /// <summary>The file is a database of something else, or of a newer version of the program.</summary>
    public const string Foreign = "store-foreign";

    /// <summary>It cannot be opened, read or written for another reason.</summary>
    public const string Failed = "store-failed";

    /// <summary>More is asked of it than may wait.</summary>
    public const string Busy = "store-busy";

    /// <summary>The device stops.</summary>
    public const string Closed = "store-closed";

    /// <summary>The use is not the next one of its holder, or none is left.</summary>
    public const string UseRefused = "use-refused";
}

/// <summary>A store cannot do what was asked. Nothing of it was done.</summary>
public sealed class StoreException : Exception
{
    /// <summary>What happened, for people, and as the name of a fault.</summary>
    public StoreException(string fault, string message, Exception? cause = null)
        : base(message, cause) => Fault = fault;

    /// <summary>One of <see cref="StoreFault"/>.</summary>
    public string Fault { get; }
}
