using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Traces.Feeds;

/// <summary>A channel as the values of a sparse port: its first value, each that differs from the one before, and its last, with which it ends. Of events each counts.</summary>
internal sealed class ChangeFeed : ValueFeed
{
    private readonly ValueReader _reader;
    private readonly bool _isContact;
    private readonly bool _areEvents;
    private Stamped<Value> _next;
    private bool _more;
    private Value? _last;

    /// <summary>A feed of <paramref name="source"/> with what <paramref name="reader"/> gives; it stays the caller's.</summary>
    /// <param name="source">A sparse source.</param>
    /// <param name="reader">The values.</param>
    /// <param name="isContact">Whether they are the numbers 0 and 1 of a contact: 1 is active.</param>
    public ChangeFeed(Source source, ValueReader reader, bool isContact)
        : base(source.Index)
    {
        _reader = reader;
        _isContact = isContact;
        _areEvents = source.Spec.Flow.Kind == FlowKind.Event;
        _more = reader.TryRead(out _next);
        First = _more ? _next.Stamp : SignalTime.Zero;
    }

    /// <summary>The time of the first value.</summary>
    public SignalTime First { get; }

    /// <inheritdoc/>
    public override bool TryRead(out Stamped<Value> value)
    {
        while (_more)
        {
            value = _isContact ? Contact(_next) : _next;
            _more = _reader.TryRead(out _next);
            if (_more && !_areEvents && _last is { } last && last == value.Value)
                continue;
            _last = value.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>A 0 or 1 as the state of a contact; what is not known stays unknown.</summary>
    internal static Stamped<Value> Contact(in Stamped<Value> value) =>
        value.Value.Kind == ValueKind.Number ? value with { Value = Value.Contact(value.Value.Number != 0) } : value;
}
