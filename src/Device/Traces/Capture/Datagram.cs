using System;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>What one end sends to another: a datagram of UDP, or a piece of a stream of TCP. Valid until the next is read.</summary>
/// <param name="Time">When it was captured; 0 s is the first packet of the file. Never goes back.</param>
/// <param name="Source">Who sent it.</param>
/// <param name="Destination">Whom it goes to.</param>
/// <param name="Payload">What it holds, as far as it was captured.</param>
/// <param name="IsWhole">Whether all of it was captured.</param>
/// <param name="Tcp">Where the piece belongs in its stream; null for UDP.</param>
internal readonly record struct Datagram(SignalTime Time, Endpoint Source, Endpoint Destination, ReadOnlyMemory<byte> Payload, bool IsWhole, TcpPlace? Tcp);

/// <summary>The place of a piece of a TCP stream.</summary>
/// <param name="Sequence">The number of its first byte.</param>
/// <param name="IsFirst">Whether the stream begins with it.</param>
internal readonly record struct TcpPlace(uint Sequence, bool IsFirst);
