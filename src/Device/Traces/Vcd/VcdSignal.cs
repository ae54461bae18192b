using System;
using Reactive.Signals;

namespace Reactive.Device.Traces.Vcd;

/// <summary>A channel on its way into a VCD file: its changes, one ahead, and how they are written.</summary>
internal sealed class VcdSignal : IDisposable
{
    private readonly ValueReader _reader;
    private readonly Stamped<Value> _ahead;
    private bool _hasAhead;
    private Value? _last;

    /// <summary>Reads <paramref name="channel"/> up to its first known value, which tells its kind.</summary>
    public VcdSignal(Trace trace, TraceChannel channel, string identifier)
    {
        Channel = channel;
        Identifier = identifier;
        _reader = channel.Samples is null ? trace.ReadValues(channel) : new SampleChangeReader(trace.ReadSamples([channel]), channel.Unit);
        Kind = channel.IsLogic ? VcdKind.Logic : channel.Words is not null || channel.Record is not null ? VcdKind.Text : VcdKind.Real;
        HasMore = TryRead(out Stamped<Value> first);
        Next = first;
        // whatever is unknown before the first value is one change
        if (HasMore && !first.Value.IsKnown)
            _hasAhead = TryRead(out _ahead);
        if (Kind == VcdKind.Real)
            Kind = KindOf(_hasAhead ? _ahead.Value : Next.Value);
    }

    /// <summary>The channel.</summary>
    public TraceChannel Channel { get; }

    /// <summary>By which its changes name it.</summary>
    public string Identifier { get; }

    /// <summary>What it holds.</summary>
    public VcdKind Kind { get; }

    /// <summary>Whether there is a next change.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The next change.</summary>
    public Stamped<Value> Next { get; private set; }

    /// <summary>The time of the last value, changed or not.</summary>
    public SignalTime End { get; private set; } = new(long.MinValue);

    /// <summary>Goes to the change after the next one.</summary>
    public void Advance()
    {
        if (_hasAhead)
        {
            Next = _ahead;
            _hasAhead = false;
            return;
        }

        HasMore = TryRead(out Stamped<Value> next);
        Next = next;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private bool TryRead(out Stamped<Value> value)
    {
        while (_reader.TryRead(out value))
        {
            End = value.Stamp;
            if (_last is { } last && IsSame(last, value.Value))
                continue;
            _last = value.Value;
            return true;
        }

        return false;
    }

    private bool IsSame(in Value last, in Value value)
    {
        // only words tell a fault from what is unknown; events are never the same again
        bool bothUnknown = Kind == VcdKind.Text ? last.Kind == ValueKind.Unknown && value.Kind == ValueKind.Unknown : !last.IsKnown && !value.IsKnown;
        return bothUnknown || (last == value && value.Kind is not (ValueKind.Pulse or ValueKind.Digit));
    }

    private static VcdKind KindOf(in Value first) => first.Kind switch
    {
        ValueKind.Pulse => VcdKind.Event,
        ValueKind.Text or ValueKind.Symbol => VcdKind.Text,
        _ => VcdKind.Real,
    };
}
