using System;

namespace Reactive.Operators;

/// <summary>What tells holders apart.</summary>
public enum HolderField
{
    /// <summary>The id.</summary>
    Id,
    /// <summary>The first name.</summary>
    FirstName,
    /// <summary>The card.</summary>
    Card,
    /// <summary>The PIN.</summary>
    Pin,
    /// <summary>The QR text.</summary>
    QrText,
}

/// <summary>Two holders that cannot be told apart.</summary>
/// <param name="Holder">The later one.</param>
/// <param name="Field">By what.</param>
/// <param name="Earlier">The one that has it already.</param>
public sealed record HolderConflict(Holder Holder, HolderField Field, Holder Earlier)
{
    /// <summary>A clause that tells neither PINs nor QR texts: <c>this PIN is that of Anna already</c>.</summary>
    public override string ToString() => Describe(Earlier.ToString());

    /// <summary>The clause with other words for the earlier holder.</summary>
    internal string Describe(string earlier) => Field switch
    {
        HolderField.Id => FormattableString.Invariant($"the id {Holder.Id} is that of {earlier} already"),
        HolderField.FirstName => $"the first name '{Holder.FirstName}' is that of {earlier} already",
        HolderField.Card => $"the card {Holder.Card} is that of {earlier} already",
        HolderField.Pin => $"this PIN is that of {earlier} already",
        _ => $"this QR text is that of {earlier} already",
    };
}
