using System.Collections.Immutable;

namespace Reactive.Signals.Specs;

/// <summary>How something flows.</summary>
public enum FlowKind
{
    /// <summary>Dense samples: <see cref="SampleBlock"/>.</summary>
    Samples,
    /// <summary>Dense states, run-length coded: <see cref="StateBlock"/>.</summary>
    States,
    /// <summary>A sparse state: <see cref="Stamped{T}"/> values, each of which lasts until the next.</summary>
    State,
    /// <summary>Sparse events: each belongs to one turn.</summary>
    Event,
    /// <summary>Sparse events of several kinds together: <see cref="Flow.Parts"/>.</summary>
    Several,
}

/// <summary>What flows between a port, the operators of a chain and the rules: the type by which ports are checked.</summary>
/// <param name="Kind">Samples, states or events.</param>
/// <param name="Symbols">The named values of states and events, or null.</param>
/// <param name="Unit">The unit of numbers and samples, or null.</param>
/// <param name="Samples">What is known about dense samples, or null.</param>
/// <param name="Channels">How many equal inputs flow together: a bank, 1 to 1024. What is sparse then names its channel.</param>
/// <param name="Record">The type of values that have parts, or null.</param>
public sealed record Flow(FlowKind Kind, SymbolType? Symbols = null, Unit? Unit = null, SampleFlow? Samples = null, int Channels = 1, RecordType? Record = null)
{
    /// <summary>What flows together, by channel, where it is of several kinds.</summary>
    public ImmutableArray<Flow> Parts { get; init; } = [];

    /// <summary>Whether its values are texts.</summary>
    public bool IsText { get; init; }

    /// <summary>Whether it flows in blocks.</summary>
    public bool IsDense => Kind is FlowKind.Samples or FlowKind.States;

    /// <summary>For messages: <c>samples in V</c>, <c>loop states (open, closed, short, cut)</c>, <c>contact events</c>.</summary>
    public override string ToString() => Channels == 1 || Kind == FlowKind.Several ? One() : $"{Channels} channels of {One()}";

    private string One() => Kind switch
    {
        FlowKind.Samples => Unit is null || Unit.Symbol.Length == 0 ? "samples in ADC counts" : $"samples in {Unit}",
        FlowKind.Several => string.Join(" and ", Parts),
        FlowKind.Event => Record is not null ? Record.Plural : IsText ? "texts" : Symbols is null ? "events" : $"{Symbols} events",
        _ when Symbols is not null => $"{(Kind == FlowKind.States ? "dense " : "")}{Symbols} ({string.Join(", ", Symbols.Names)})",
        _ => Unit is null ? "text" : $"numbers in {Unit}",
    };
}

/// <summary>What a dense port declares of its samples.</summary>
/// <param name="Rate">Samples per second.</param>
/// <param name="Format">How samples are stored.</param>
/// <param name="FrontEnd">The electronics before an ADC, or null where samples come in volts or ohms.</param>
public sealed record SampleFlow(SampleRate Rate, SampleFormat Format, FrontEnd? FrontEnd = null);

/// <summary>
/// The electronics of an analogue input: a pull-up to a supply, then an ADC. A resistance R to ground gives
/// V = supply * R / (R + pull-up) and the count V / range * (2^bits - 1).
/// </summary>
/// <param name="SupplyVolts">What the pull-up goes to, in volts.</param>
/// <param name="PullUpOhms">The pull-up, in ohms.</param>
/// <param name="AdcBits">The resolution, 8 to 24.</param>
/// <param name="RangeVolts">The voltage that gives the highest count.</param>
public sealed record FrontEnd(double SupplyVolts, double PullUpOhms, int AdcBits, double RangeVolts)
{
    /// <summary>The highest count.</summary>
    public double FullScale => (1L << AdcBits) - 1;

    /// <summary>The voltage that <paramref name="ohms"/> to ground give; infinite ohms give the supply.</summary>
    public double VoltsOf(double ohms) => double.IsPositiveInfinity(ohms) ? SupplyVolts : SupplyVolts * ohms / (ohms + PullUpOhms);

    /// <summary>The count of a voltage, not rounded.</summary>
    public double CountOf(double volts) => volts / RangeVolts * FullScale;

    /// <summary>The voltage of a count.</summary>
    public double VoltsOfCount(double count) => count / FullScale * RangeVolts;

    /// <summary>The resistance to ground that gives <paramref name="volts"/>; infinite at or above the supply, 0 at or below ground.</summary>
    public double OhmsOf(double volts)
    {
        if (volts <= 0)
            return 0;
        return volts >= SupplyVolts ? double.PositiveInfinity : PullUpOhms * volts / (SupplyVolts - volts);
    }
}
