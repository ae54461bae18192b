using System;
using System.Collections.Immutable;
using System.Globalization;

namespace Reactive.Signals;

/// <summary>What a field of a card means.</summary>
public enum CardField
{
    /// <summary>The facility code (site code, company code).</summary>
    Facility,
    /// <summary>The number of the card.</summary>
    Card,
    /// <summary>The issue level: how often the card was issued anew.</summary>
    Issue,
    /// <summary>The code of its maker.</summary>
    Oem,
}

/// <summary>The numbers that a card bears; null for those that it does not.</summary>
/// <param name="Facility">The facility code.</param>
/// <param name="Card">The number of the card.</param>
/// <param name="Issue">The issue level.</param>
/// <param name="Oem">The maker's code.</param>
public readonly record struct CardNumbers(ulong? Facility = null, ulong? Card = null, ulong? Issue = null, ulong? Oem = null)
{
    /// <summary>The names of the fields, in the order of <see cref="CardField"/>.</summary>
    public static readonly ImmutableArray<string> Names = ["facility", "card", "issue", "oem"];

    /// <summary>The number of a field.</summary>
    public ulong? this[CardField field] => field switch
    {
        CardField.Facility => Facility,
        CardField.Card => Card,
        CardField.Issue => Issue,
        CardField.Oem => Oem,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "There is no such field."),
    };

    /// <summary>The same with another number in one field.</summary>
    public CardNumbers With(CardField field, ulong? number) => field switch
    {
        CardField.Facility => this with { Facility = number },
        CardField.Card => this with { Card = number },
        CardField.Issue => this with { Issue = number },
        CardField.Oem => this with { Oem = number },
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "There is no such field."),
    };

    /// <summary>For people: <c>12:3456</c>, facility before card, then issue and oem by name; a card alone without a facility.</summary>
    public override string ToString()
    {
        string text = Facility is { } facility ? string.Create(CultureInfo.InvariantCulture, $"{facility}:{Card}") : string.Create(CultureInfo.InvariantCulture, $"{Card}");
        text += Issue is { } issue ? string.Create(CultureInfo.InvariantCulture, $" issue {issue}") : "";
        return text + (Oem is { } oem ? string.Create(CultureInfo.InvariantCulture, $" oem {oem}") : "");
    }
}
