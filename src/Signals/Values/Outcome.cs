namespace Reactive.Signals;

/// <summary>How an outward command ended: the values of <see cref="SymbolType.Outcome"/>.</summary>
public static class Outcome
{
    /// <summary>It was carried out.</summary>
    public static readonly Value Done = Value.Symbol(SymbolType.Outcome, "done");

    /// <summary>It was refused, or could not be handed on.</summary>
    public static readonly Value Failed = Value.Symbol(SymbolType.Outcome, "failed");

    /// <summary>Its time, or a later command, overtook it.</summary>
    public static readonly Value Expired = Value.Symbol(SymbolType.Outcome, "expired");
}
