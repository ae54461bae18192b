using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>Every operator that a definition may name.</summary>
public static class OperatorCatalog
{
    /// <summary>The operators, one line each, by name within their domain.</summary>
    public static ImmutableArray<OperatorSpec> All { get; } =
    [
        AverageOperator.Spec,
        CalibrateOperator.Spec,
        ChangedOperator.Spec,
        DebounceOperator.Spec,
        DecimateOperator.Spec,
        DigitalOperator.Spec,
        EdgeOperator.Spec,
        EndOfLineOperator.Spec,
        MedianOperator.Spec,
        RateOfChangeOperator.Spec,
        ResampleOperator.Spec,
        ScaleOperator.Spec,
        StuckOperator.Spec,
        WindowOperator.Spec,
    ];
}
