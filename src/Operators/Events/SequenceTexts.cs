using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>Named sequences as they were written: what is wrong with them, and what they mean.</summary>
internal static class SequenceTexts
{
    /// <summary>The names, each once, in their order.</summary>
    public static ImmutableArray<string> Names(ImmutableArray<NamedText> sequences) => [.. sequences.Select(static s => s.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Why an input cannot give them, or why one could never be told.</summary>
    public static IEnumerable<ParameterProblem> Problems(ImmutableArray<NamedText> sequences, SymbolSet symbols)
    {
        if (sequences.IsDefaultOrEmpty || sequences.Length > ParameterSpec.MostTexts || Names(sequences).Length > SymbolType.MostWords)
        {
            yield return new ParameterProblem("of", $"there are 1 to {ParameterSpec.MostTexts} sequences of up to {SymbolType.MostWords} names");
            yield break;
        }

        var seen = new Dictionary<string, NamedText>(StringComparer.Ordinal);
        foreach (NamedText sequence in sequences)
        {
            ImmutableArray<string> parts = symbols.Split(sequence.Text);
            if (Wrong(sequence, parts, symbols) is { } wrong)
                yield return wrong;
            else if (!seen.TryAdd(string.Join(' ', parts), sequence))
                yield return Twice(sequence, seen[string.Join(' ', parts)]);
        }
    }

    /// <summary>The codes of the symbols of a sequence in which nothing is wrong.</summary>
    public static byte[] Codes(NamedText sequence, SymbolSet symbols) => [.. symbols.Split(sequence.Text).Select(part => (byte)symbols.Names.IndexOf(part))];

    private static ParameterProblem? Wrong(NamedText sequence, ImmutableArray<string> parts, SymbolSet symbols)
    {
        string at = "of." + sequence.Name;
        if (parts.IsEmpty)
            return new ParameterProblem(at, $"the sequence '{sequence.Name}' is empty", $"such as \"{symbols.Names[0]}\"");
        if (parts.Length > SequenceOptions.MostSymbols)
            return new ParameterProblem(at, string.Create(CultureInfo.InvariantCulture, $"the sequence '{sequence.Name}' has {parts.Length} symbols, and {SequenceOptions.MostSymbols} are possible"));
        if (parts.FirstOrDefault(part => !symbols.Names.Contains(part)) is not { } unknown)
            return null;
        string near = NearMiss.Hint(unknown, symbols.Names.Where(n => n.Length > 1));
        string hint = symbols.Names.FirstOrDefault(n => string.Equals(n, unknown, StringComparison.OrdinalIgnoreCase)) is { } same ? $"write '{same}'" : near;
        return new ParameterProblem(at, $"'{unknown}' in the sequence '{sequence.Name}' is none of the {symbols.Plural}: {ParameterSpec.Or(symbols.Names)}", hint);
    }

    private static ParameterProblem Twice(NamedText sequence, NamedText first) => sequence.Name == first.Name
        ? new ParameterProblem("of." + sequence.Name, $"'{sequence.Name}' has the same sequence twice", "remove one of them")
        : new ParameterProblem("of." + sequence.Name, $"'{sequence.Name}' can never be told: it is the same sequence as '{first.Name}'", "give one of them another");
}
