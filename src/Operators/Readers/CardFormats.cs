using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>A card format that comes with the product.</summary>
/// <param name="Format">Its bits.</param>
/// <param name="Aliases">Other names under which it is found.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="IsVerified">Whether frames and numbers that others published agree with it in both directions; if not, its definition alone is known.</param>
/// <param name="Note">Where sources disagree or say nothing, and what is followed; or empty.</param>
public sealed record CardFormatEntry(CardFormat Format, ImmutableArray<string> Aliases, string Title, bool IsVerified, string Note);

/// <summary>The card formats that come with the product: the table <c>card-formats.csv</c>, read when it is first asked for.</summary>
public static class CardFormats
{
    /// <summary>All formats, in the order of their lengths; those of one length in the order in which they are told.</summary>
    public static ImmutableArray<CardFormatEntry> All => Loaded.All;

    /// <summary>The format of a name or an alias, in capitals or not; null where there is none.</summary>
    public static CardFormatEntry? Find(string nameOrAlias)
    {
        ArgumentNullException.ThrowIfNull(nameOrAlias);
        return Loaded.ByName.GetValueOrDefault(nameOrAlias);
    }

    /// <summary>The formats of frames of so many bits: none, one or several. Allocates nothing.</summary>
    /// <param name="bits">The length of a frame, 0 to <see cref="ReaderBits.Most"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">No frame has that length.</exception>
    public static ReadOnlySpan<CardFormatEntry> OfLength(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, ReaderBits.Most);
        return Loaded.ByLength[bits];
    }

    /// <summary>
    /// The formats that a frame matches, for <c>foreach</c>: its length, its fixed bits and its parity. Often there are several, for length
    /// and parity do not say where the numbers lie. Allocates nothing.
    /// </summary>
    public static CardFormatMatches Matching(in ReaderBits frame) => new(frame, OfLength(frame.Length));

    private static class Loaded
    {
        public static readonly ImmutableArray<CardFormatEntry> All = CardFormatTable.Read();
        public static readonly Dictionary<string, CardFormatEntry> ByName = Named();
        public static readonly CardFormatEntry[][] ByLength = [.. Enumerable.Range(0, ReaderBits.Most + 1).Select(bits => All.Where(e => e.Format.Bits == bits).ToArray())];

        private static Dictionary<string, CardFormatEntry> Named()
        {
            var named = new Dictionary<string, CardFormatEntry>(StringComparer.OrdinalIgnoreCase);
            foreach (CardFormatEntry entry in All)
            {
                foreach (string name in entry.Aliases.Prepend(entry.Format.Name))
                {
                    if (!named.TryAdd(name, entry))
                        throw new InvalidOperationException($"Two card formats are called '{name}'.");
                }
            }

            return named;
        }
    }
}

/// <summary>The formats that one frame matches, one after the other.</summary>
public ref struct CardFormatMatches
{
    private readonly ReadOnlySpan<CardFormatEntry> _candidates;
    private readonly ReaderBits _frame;
    private int _next;

    internal CardFormatMatches(in ReaderBits frame, ReadOnlySpan<CardFormatEntry> candidates)
    {
        _frame = frame;
        _candidates = candidates;
    }

    /// <summary>The one that was found last.</summary>
    public readonly CardFormatEntry Current => _candidates[_next - 1];

    /// <summary>Itself, from where it stands.</summary>
    public readonly CardFormatMatches GetEnumerator() => this;

    /// <summary>Finds the next one; false after the last.</summary>
    public bool MoveNext()
    {
        while (_next < _candidates.Length)
        {
            if (_candidates[_next++].Format.Matches(_frame))
                return true;
        }

        return false;
    }
}
