using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>Every operator that a definition may name.</summary>
public static class OperatorCatalog
{
    /// <summary>The operators, one line each, by name within their domain.</summary>
    public static ImmutableArray<OperatorSpec> All { get; } =
    [
        AgcOperator.Spec,
        AverageOperator.Spec,
        CadenceOperator.Spec,
        CalibrateOperator.Spec,
        CardOperator.Spec,
        ChangedOperator.Spec,
        ChatterOperator.Spec,
        CountOperator.Spec,
        CredentialOperator.Spec,
        CrossingOperator.Spec,
        DeadbandOperator.Spec,
        DebounceOperator.Spec,
        DecimateOperator.Spec,
        DelayOperator.Spec,
        DigitalOperator.Spec,
        DtmfOperator.Spec,
        EdgeOperator.Spec,
        Em4100Operator.Spec,
        EndOfLineOperator.Spec,
        EntryListOperator.Spec,
        GainOperator.Spec,
        HoldOperator.Spec,
        HysteresisOperator.Spec,
        InvertOperator.Spec,
        KeyOutputOperator.Spec,
        KeypadOperator.Spec,
        LevelOperator.Spec,
        LimitRateOperator.Spec,
        MedianOperator.Spec,
        MergeOperator.Spec,
        MergeDigitsOperator.Spec,
        MuteOperator.Spec,
        PinOperator.Spec,
        PressesOperator.Spec,
        PulseTrainOperator.Spec,
        RateOfChangeOperator.Spec,
        ReaderOutputOperator.Spec,
        ResampleOperator.Spec,
        ScaleOperator.Spec,
        SelectOperator.Spec,
        SequenceOperator.Spec,
        SettleOperator.Spec,
        SilenceOperator.Spec,
        SpectrumOperator.Spec,
        StuckOperator.Spec,
        ToneOperator.Spec,
        WiegandOperator.Spec,
        WindowOperator.Spec,
    ];
}
