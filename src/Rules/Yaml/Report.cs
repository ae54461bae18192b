using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Yaml;

/// <summary>Collects all mistakes of one file.</summary>
internal sealed class Report(SourceText source)
{
    /// <summary>More than anybody reads; keeps the answer to a hostile file small.</summary>
    private const int Most = 500;

    private const int MostCharacters = 500;

    private readonly List<(int Order, Diagnostic Diagnostic)> _all = [];
    private readonly HashSet<(SourcePosition Position, string Code)> _seen = [];

    public SourceText Source { get; } = source;

    /// <summary>How many errors there are so far: whoever reads a part compares before and after.</summary>
    public int Errors { get; private set; }

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

    /// <summary>All of them, by position.</summary>
    public ImmutableArray<Diagnostic> Sorted()
    {
        _all.Sort(static (a, b) =>
        {
            int order = a.Diagnostic.Position.Line.CompareTo(b.Diagnostic.Position.Line);
            if (order == 0)
                order = a.Diagnostic.Position.Column.CompareTo(b.Diagnostic.Position.Column);
            return order != 0 ? order : a.Order.CompareTo(b.Order);
        });
        ImmutableArray<Diagnostic>.Builder sorted = ImmutableArray.CreateBuilder<Diagnostic>(_all.Count);
        foreach ((_, Diagnostic diagnostic) in _all)
            sorted.Add(diagnostic);
        return sorted.MoveToImmutable();
    }

    // A name or expression of a hostile file may be as long as the file.
    private static string Cut(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters] + "...";

    // One mistake, one diagnostic: the same code at the same place is the same mistake seen twice.
    private void Add(Severity severity, string code, SourcePosition position, string path, string message, string hint)
    {
        if (_all.Count < Most && _seen.Add((position, code)))
            _all.Add((_all.Count, new Diagnostic(position, severity, code, Cut(path), Cut(message), Cut(hint))));
    }
}
