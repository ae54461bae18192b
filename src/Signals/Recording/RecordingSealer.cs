using System;
using System.Collections.Generic;

namespace Reactive.Signals.Recording;

/// <summary>
/// Seals what a recording holds of sensitive ports and of secrets, so that only the owner of the recording can open it. It is authenticated:
/// what was changed does not open. Belongs to one recording and to the thread that records.
/// </summary>
public abstract class RecordingSealer
{
    /// <summary>How many bytes longer what is sealed is than what it was.</summary>
    public abstract int Overhead { get; }

    /// <summary>What the owner's key needs to open it: for the recording's metadata. Nothing in it is secret.</summary>
    public abstract IReadOnlyDictionary<string, string> Header { get; }

    /// <summary>Seals bytes. Nothing is allocated.</summary>
    /// <param name="counter">A number that is used once in a recording.</param>
    /// <param name="associated">What must be the same when it is opened, and is not sealed itself.</param>
    /// <param name="plain">The bytes.</param>
    /// <param name="sealedBytes">Where they go: <see cref="Overhead"/> longer than <paramref name="plain"/>.</param>
    public abstract void Seal(ulong counter, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedBytes);
}

/// <summary>Opens what a <see cref="RecordingSealer"/> has sealed.</summary>
public abstract class RecordingOpener
{
    /// <summary>How many bytes shorter what is opened is than what was sealed.</summary>
    public abstract int Overhead { get; }

    /// <summary>Opens bytes; false where they, their number or what goes with them are not as they were sealed. Never an exception.</summary>
    /// <param name="counter">Their number.</param>
    /// <param name="associated">What goes with them.</param>
    /// <param name="sealedBytes">The bytes; <see cref="Overhead"/> at least.</param>
    /// <param name="plain">Where they go: <see cref="Overhead"/> shorter.</param>
    public abstract bool TryOpen(ulong counter, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedBytes, Span<byte> plain);
}
