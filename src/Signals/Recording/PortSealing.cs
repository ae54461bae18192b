using System;
using System.Collections.Generic;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Signals.Recording;

/// <summary>Seals the messages of the sensitive ports of a run, and the commands that say what came from them, one at a time: the message is written into <see cref="Plain"/> first.</summary>
internal sealed class PortSealing(RecordingSealer sealer)
{
    private readonly Dictionary<ushort, byte[]> _associated = [];
    private byte[] _plain = [];
    private int _length;
    // 0 is the secrets'
    private ulong _counter;

    /// <summary>Takes the messages of a channel.</summary>
    public void Add(ushort channel, string topic) => _associated[channel] = SealedPayload.OfTopic(topic);

    /// <summary>Whether the messages of a channel are sealed.</summary>
    public bool Has(ushort channel) => _associated.ContainsKey(channel);

    /// <summary>Where a message goes that is to be sealed.</summary>
    public Span<byte> Plain(int length)
    {
        if (_plain.Length < length)
            _plain = new byte[Math.Max(length, 2 * _plain.Length)];
        _length = length;
        return _plain.AsSpan(0, length);
    }

    /// <summary>Writes the message in <see cref="Plain"/>, sealed.</summary>
    public void Write(McapWriter writer, ushort channel, uint sequence, ulong turn, ulong stamp)
    {
        byte[] associated = _associated[channel];
        SealedPayload.Place(associated, sequence, turn, stamp);
        Span<byte> payload = writer.BeginMessage(channel, sequence, turn, stamp, SealedPayload.LengthOf(_length + sealer.Overhead));
        SealedPayload.Write(sealer, ++_counter, associated, _plain.AsSpan(0, _length), payload);
        writer.EndMessage();
        _plain.AsSpan(0, _length).Clear();
    }
}
