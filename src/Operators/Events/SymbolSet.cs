using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The symbols that an input can give, and how each is written.</summary>
internal sealed class SymbolSet
{
    private static readonly SymbolSet OfDigits = new([.. Value.Digits.Select(static c => c.ToString())], "DTMF digits");

    private readonly bool _areCharacters;

    private SymbolSet(ImmutableArray<string> names, string plural)
    {
        Names = names;
        Plural = plural;
        // a keypad has F1 and F2 besides: most of its symbols are characters, and so a text is one of characters
        _areCharacters = names.Count(static n => n.Length == 1) > names.Length / 2;
    }

    /// <summary>How each is written; the index is its code.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>What they are called.</summary>
    public string Plural { get; }

    /// <summary>Those of a flow; null where it gives none.</summary>
    public static SymbolSet? Of(Flow flow) => flow switch
    {
        { Kind: FlowKind.Event, Record: { } record } when ReferenceEquals(record, RecordType.Digit) => OfDigits,
        { Kind: FlowKind.Event, Symbols: { } type } => new SymbolSet(type.Names, type.Name + "s"),
        _ => null,
    };

    /// <summary>The code of a value; -1 where it is no symbol, or a digit that is over.</summary>
    public static int CodeOf(in Value value) => value switch
    {
        { Kind: ValueKind.Symbol } => value.Code,
        { IsOver: false, DigitCharacter: { } digit } => Value.Digits.IndexOf(digit, StringComparison.Ordinal),
        _ => -1,
    };

    /// <summary>The symbols of a text, each as it was written: words, and where most symbols are characters, those of what is no word.</summary>
    public ImmutableArray<string> Split(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(word => !_areCharacters || Names.Contains(word) ? [word] : word.Select(static c => c.ToString()))];
}
