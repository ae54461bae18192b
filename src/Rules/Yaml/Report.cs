using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Yaml;

/// <summary>Collects all mistakes of one definition, in the files that it is made of.</summary>
internal sealed class Report(SourceText source)
{
    /// <summary>More than anybody reads; keeps the answer to a hostile file small.</summary>
    public const int Most = 500;

    private const int MostCharacters = 500;

    // By position, and in the order of their finding where that is the same.
    private readonly List<Diagnostic> _all = [];

    public SourceText Source { get; } = source;

    /// <summary>How many errors there are so far: whoever reads a part compares before and after.</summary>
    public int Errors { get; private set; }

    /// <summary>Whether there is no room for more: then some may not have been kept.</summary>
    public bool IsFull => _all.Count >= Most;

    public void Error(string code, int offset, string path, string message, string hint = "") =>
        ErrorAt(code, Source.PositionOf(offset), path, message, hint);

    public void ErrorAt(string code, SourcePosition position, string path, string message, string hint = "")
    {
        Errors++;
        Add(Severity.Error, code, position, path, message, hint);
    }

    public void Warning(string code, int offset, string path, string message, string hint = "") =>
        WarningAt(code, Source.PositionOf(offset), path, message, hint);

    public void WarningAt(string code, SourcePosition position, string path, string message, string hint = "") =>
        Add(Severity.Warning, code, position, path, message, hint);

    public void NoteAt(string code, SourcePosition position, string path, string message, string hint = "") =>
        Add(Severity.Note, code, position, path, message, hint);

    /// <summary>All of them, by position.</summary>
    public ImmutableArray<Diagnostic> Sorted() => [.. _all];

    // A name or expression of a hostile file may be as long as the file.
    private static string Cut(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters] + "...";

    // One mistake, one diagnostic: the same code at the same place is the same mistake seen twice.
    private void Add(Severity severity, string code, SourcePosition position, string path, string message, string hint)
    {
        if (_all.Count >= Most)
            return;
        int at = _all.Count;
        while (at > 0 && IsBehind(_all[at - 1].Position, position))
            at--;
        for (int i = at; i > 0 && !IsBehind(position, _all[i - 1].Position); i--)
        {
            if (_all[i - 1].Code == code)
                return;
        }

        _all.Insert(at, new Diagnostic(position, severity, code, Cut(path), Cut(message), Cut(hint)));
    }

    private bool IsBehind(SourcePosition a, SourcePosition b)
    {
        if (a.File != b.File)
            return Source.OrderOf(a.File) > Source.OrderOf(b.File);
        return a.Line > b.Line || (a.Line == b.Line && a.Column > b.Column);
    }
}
