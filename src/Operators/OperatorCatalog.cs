using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>Every operator that a definition may name.</summary>
public static class OperatorCatalog
{
    /// <summary>The operators, one line each, by name within their domain.</summary>
    public static ImmutableArray<OperatorSpec> All { get; } =
    [
        CalibrateOperator.Spec,
        ChangedOperator.Spec,
        DebounceOperator.Spec,
        DigitalOperator.Spec,
        EdgeOperator.Spec,
        Em4100Operator.Spec,
        EndOfLineOperator.Spec,
        MergeOperator.Spec,
        ScaleOperator.Spec,
    ];
}
