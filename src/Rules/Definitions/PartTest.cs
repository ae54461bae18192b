using System.Collections.Immutable;
using Reactive.Signals;

namespace Reactive.Rules;

/// <summary>What a part of an event's value must be. A value that lacks the part passes no test, not even that it is something else.</summary>
public abstract record PartTest(RecordField Field)
{
    /// <summary>Whether a value of the event passes.</summary>
    public bool Holds(in Value value) => Field.Read(value) is { IsKnown: true } part && Judge(part);

    /// <summary>The test that exactly the other known values pass.</summary>
    public abstract PartTest Opposite();

    /// <summary>Whether the part, which is known, passes.</summary>
    protected abstract bool Judge(in Value part);
}

/// <summary><c>E.part is v</c>, <c>E.part is not in [v, w]</c>.</summary>
public sealed record PartIs(RecordField Field, ImmutableArray<Value> Values, bool IsOther = false) : PartTest(Field)
{
    /// <inheritdoc/>
    public override PartTest Opposite() => this with { IsOther = !IsOther };

    /// <inheritdoc/>
    protected override bool Judge(in Value part) => Values.Contains(part) != IsOther;
}

/// <summary><c>E.part &gt; n</c>.</summary>
public sealed record PartCompares(RecordField Field, Comparison Comparison, double Number) : PartTest(Field)
{
    /// <inheritdoc/>
    public override PartTest Opposite() => this with
    {
        Comparison = Comparison switch
        {
            Comparison.Less => Comparison.AtLeast,
            Comparison.AtMost => Comparison.Greater,
            Comparison.Greater => Comparison.AtMost,
            Comparison.AtLeast => Comparison.Less,
            Comparison.Equal => Comparison.NotEqual,
            _ => Comparison.Equal,
        },
    };

    /// <inheritdoc/>
    protected override bool Judge(in Value part) => Comparison switch
    {
        Comparison.Less => part.Number < Number,
        Comparison.AtMost => part.Number <= Number,
        Comparison.Greater => part.Number > Number,
        Comparison.AtLeast => part.Number >= Number,
        Comparison.Equal => part.Number == Number,
        _ => part.Number != Number,
    };
}
