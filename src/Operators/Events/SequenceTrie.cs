using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>All sequences as one tree: a node for each beginning of one, the root for none. Immutable.</summary>
internal sealed class SequenceTrie
{
    /// <summary>The node of nothing.</summary>
    public const int Root = 0;

    /// <summary>What stands where there is no node, and no word.</summary>
    public const int None = -1;

    private readonly int _symbols;

    // by node and symbol
    private readonly int[] _next;
    private readonly int[] _words;
    private readonly bool[] _goesOn;

    /// <summary>The tree of sequences in which nothing is wrong.</summary>
    public SequenceTrie(ImmutableArray<NamedText> sequences, SymbolSet symbols)
    {
        _symbols = symbols.Names.Length;
        ImmutableArray<string> names = SequenceTexts.Names(sequences);
        var next = new List<int>();
        var words = new List<int>();
        Add(next, words);
        foreach (NamedText sequence in sequences)
        {
            int node = Root;
            foreach (byte symbol in SequenceTexts.Codes(sequence, symbols))
            {
                int at = (node * _symbols) + symbol;
                if (next[at] == None)
                    next[at] = Add(next, words);
                node = next[at];
            }

            words[node] = names.IndexOf(sequence.Name);
        }

        _next = [.. next];
        _words = [.. words];
        _goesOn = new bool[_words.Length];
        for (int node = 0; node < _goesOn.Length; node++)
            _goesOn[node] = _next.AsSpan(node * _symbols, _symbols).ContainsAnyExcept(None);
    }

    /// <summary>The node behind a symbol; <see cref="None"/> where no sequence goes on with it.</summary>
    public int Next(int node, byte symbol) => symbol < _symbols ? _next[(node * _symbols) + symbol] : None;

    /// <summary>The word of the sequence that ends there; <see cref="None"/> where none does.</summary>
    public int WordAt(int node) => _words[node];

    /// <summary>Whether a longer sequence begins there.</summary>
    public bool GoesOn(int node) => _goesOn[node];

    private int Add(List<int> next, List<int> words)
    {
        for (int i = 0; i < _symbols; i++)
            next.Add(None);
        words.Add(None);
        return words.Count - 1;
    }
}
