using System;
using System.Collections.Immutable;
using Reactive.Signals;

namespace Reactive.Rules;

/// <summary>What a part of an event's value must be. A value that lacks the part passes no test, not even that it is something else.</summary>
public abstract record PartTest(RecordField Field)
{
    /// <summary>Whether exactly the other known values pass.</summary>
    public bool IsNegated { get; init; }

    /// <summary>Whether a value of the event passes.</summary>
    public bool Holds(in Value value) => Field.Read(value) is { IsKnown: true } part && Judge(part) != IsNegated;

    /// <summary>Whether the part, which is known, is what is named.</summary>
    protected abstract bool Judge(in Value part);
}

/// <summary><c>E.part is v</c>, <c>E.part in [v, w]</c>.</summary>
public sealed record PartIs(RecordField Field, ImmutableArray<Value> Values) : PartTest(Field)
{
    /// <inheritdoc/>
    protected override bool Judge(in Value part)
    {
        if (!Field.IsSet)
            return Values.Contains(part);
        foreach (Range word in part.Text.AsSpan().Split(' '))
        {
            foreach (Value value in Values)
            {
                if (part.Text.AsSpan()[word].SequenceEqual(value.Text))
                    return true;
            }
        }

        return false;
    }
}

/// <summary><c>E.part &gt; n</c>.</summary>
public sealed record PartCompares(RecordField Field, Comparison Comparison, double Number) : PartTest(Field)
{
    /// <inheritdoc/>
    protected override bool Judge(in Value part) => Comparison.Holds(part.Number.CompareTo(Number));
}
