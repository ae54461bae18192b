using System;
using System.Collections.Generic;

namespace Reactive.Signals.Loop;

/// <summary>Values of a sparse source from a list, in the order of their stamps.</summary>
public sealed class ListFeed : ValueFeed
{
    private readonly IReadOnlyList<Stamped<Value>> _values;
    private int _next;

    /// <summary>A feed of <paramref name="values"/>.</summary>
    public ListFeed(int source, IReadOnlyList<Stamped<Value>> values)
        : base(source)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = values;
    }

    /// <inheritdoc/>
    public override bool TryRead(out Stamped<Value> value)
    {
        value = _next < _values.Count ? _values[_next] : default;
        return _next++ < _values.Count;
    }
}
