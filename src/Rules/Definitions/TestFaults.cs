using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Something that goes wrong in a test.</summary>
/// <param name="At">When.</param>
/// <param name="Position">Where it stands.</param>
public abstract record FaultDefinition(SignalTime At, SourcePosition Position);

/// <summary>A source goes offline, and comes back with its last value or with its samples. What happens at it meanwhile is lost.</summary>
/// <param name="At">When it goes.</param>
/// <param name="Until">When it is back; <see cref="SignalTime.Never"/> where it stays away.</param>
/// <param name="Source">The source; all channels of a bank.</param>
/// <param name="Position">Where it stands.</param>
public sealed record OfflineFault(SignalTime At, SignalTime Until, FedSource Source, SourcePosition Position) : FaultDefinition(At, Position);

/// <summary>Noise on a port of samples, equally distributed over plus and minus the amplitude, the same in every run.</summary>
/// <param name="At">The first instant with it.</param>
/// <param name="Until">The first instant without it.</param>
/// <param name="Port">The port.</param>
/// <param name="Channel">The one channel of a bank, from 0; null for all.</param>
/// <param name="Amplitude">The amplitude; the level is taken in its unit.</param>
/// <param name="Seed">Which noise it is.</param>
/// <param name="Position">Where it stands.</param>
public sealed record NoiseFault(SignalTime At, SignalTime Until, string Port, int? Channel, Value Amplitude, uint Seed, SourcePosition Position) : FaultDefinition(At, Position);

/// <summary>A wire that is cut or shorted: what is fed is not seen.</summary>
/// <param name="At">The first instant with it.</param>
/// <param name="Until">The first instant without it.</param>
/// <param name="Port">The port of samples.</param>
/// <param name="Channel">The one channel of a bank, from 0; null for all.</param>
/// <param name="IsShort">Whether the wire is shorted, not cut.</param>
/// <param name="Position">Where it stands.</param>
public sealed record WireFault(SignalTime At, SignalTime Until, string Port, int? Channel, bool IsShort, SourcePosition Position) : FaultDefinition(At, Position);

/// <summary>The store of an entry list is locked by somebody else: it takes no use.</summary>
/// <param name="At">The first instant at which it is.</param>
/// <param name="Until">The first instant at which it is no more.</param>
/// <param name="Store">The name of the table.</param>
/// <param name="Position">Where it stands.</param>
public sealed record LockFault(SignalTime At, SignalTime Until, string Store, SourcePosition Position) : FaultDefinition(At, Position);

/// <summary>A connection is lost: messages wait until it is back, or until they have expired.</summary>
/// <param name="At">The first instant without it.</param>
/// <param name="Until">The first instant with it again; <see cref="SignalTime.Never"/> where it stays away.</param>
/// <param name="Connection">The connection.</param>
/// <param name="Position">Where it stands.</param>
public sealed record LostFault(SignalTime At, SignalTime Until, string Connection, SourcePosition Position) : FaultDefinition(At, Position);

/// <summary>The next change bounces: the old value and the new one take turns, a millisecond each, and the new one stays.</summary>
/// <param name="At">From when on a change bounces; only one does.</param>
/// <param name="Nanoseconds">For how long.</param>
/// <param name="Source">What bounces.</param>
/// <param name="Position">Where it stands.</param>
public sealed record BounceFault(SignalTime At, long Nanoseconds, FedSource Source, SourcePosition Position) : FaultDefinition(At, Position);

/// <summary>The device is down, and then starts anew. The world goes on meanwhile: what it was fed last is there when the device is back.</summary>
/// <param name="At">When it goes down; nothing happens at that instant any more.</param>
/// <param name="DownNanoseconds">How long it is down.</param>
/// <param name="Position">Where it stands.</param>
public sealed record RestartFault(SignalTime At, long DownNanoseconds, SourcePosition Position) : FaultDefinition(At, Position)
{
    /// <summary>When it starts anew.</summary>
    public SignalTime Back => At.AddNanoseconds(DownNanoseconds);
}
