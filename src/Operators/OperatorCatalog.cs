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
        ChatterOperator.Spec,
        CountOperator.Spec,
        DeadbandOperator.Spec,
        DebounceOperator.Spec,
        DelayOperator.Spec,
        DigitalOperator.Spec,
        EdgeOperator.Spec,
        Em4100Operator.Spec,
        EndOfLineOperator.Spec,
        HoldOperator.Spec,
        HysteresisOperator.Spec,
        InvertOperator.Spec,
        LimitRateOperator.Spec,
        MergeOperator.Spec,
        ScaleOperator.Spec,
        SelectOperator.Spec,
        SettleOperator.Spec,
    ];
}
