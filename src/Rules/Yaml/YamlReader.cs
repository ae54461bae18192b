using System;
using System.Collections.Generic;
using System.IO;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reactive.Rules.Yaml;

/// <summary>
/// Reads the strict subset of YAML into a tree: maps with unique words as keys, lists and single values; no anchors, aliases,
/// tags, merge keys, directives or second documents. Everything refused is reported and left out; a syntax error ends it, unless the value
/// in which it is can be cut out (<see cref="BrokenValue"/>).
/// </summary>
internal sealed class YamlReader
{
    /// <summary>Maps and lists within each other; the deepest pipeline needs eight.</summary>
    public const int MostDepth = 32;

    /// <summary>Keys, values, maps and lists of one file.</summary>
    public const int MostNodes = 500_000;

    private readonly Report _report;
    private readonly SourceFile _file;
    private readonly Parser _parser;
    private readonly HashSet<int> _cutOut;
    private int _nodes;
    private int _mistake = -1;
    private bool _stopped;

    private YamlReader(Report report, SourceFile file, string text, HashSet<int> cutOut)
    {
        _report = report;
        _file = file;
        _cutOut = cutOut;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The root of the file that all begins with; null where there is none or it cannot be read, which is reported.</summary>
    public static YamlNode? Read(Report report) => Read(report, report.Source.Files[0]);

    /// <summary>The root of one file; null where there is none or the file cannot be read, which is reported.</summary>
    public static YamlNode? Read(Report report, SourceFile file)
    {
        if (!TextGuard.Passes(report, file))
            return null;
        string text = file.Start == 0 && file.End == report.Source.Text.Length ? report.Source.Text : report.Source.Text[file.Start..file.End];
        HashSet<int> cutOut = [];
        int behind = 0;
        while (true)
        {
            YamlReader reader = new(report, file, text, cutOut);
            YamlNode? root = reader.ReadStream();
            // what is read again is reported once
            if (reader._mistake < 0 || cutOut.Count == BrokenValue.Most || BrokenValue.CutOut(text, reader._mistake - file.Start) is not var (without, mark, end) || mark < behind)
                return root;
            cutOut.Add(file.Start + mark);
            (text, behind) = (without, end);
        }
    }

    private YamlNode? ReadStream()
    {
        YamlNode? root = ReadDocuments();
        return _stopped ? null : root;
    }

    private YamlNode? ReadDocuments()
    {
        YamlNode? root = null;
        bool seen = false;
        while (MoveNext())
        {
            switch (_parser.Current)
            {
                case DocumentStart start when seen:
                    _report.Error(DiagnosticCodes.SeveralDocuments, Offset(start.Start), "", "a second document starts here", "a file holds one definition: remove the '---'");
                    return root;
                case DocumentStart start:
                    seen = true;
                    if (start.Version is not null || (_report.Source.Text[Math.Min(Offset(start.Start), _report.Source.Text.Length - 1)] == '%'))
                        _report.Error(DiagnosticCodes.Directive, Offset(start.Start), "", "YAML directives are not part of the language", "remove the line that starts with '%'");
                    break;
                case NodeEvent or AnchorAlias:
                    root = ReadNode(_parser.Current, 0, Offset(_parser.Current.Start));
                    break;
            }
        }

        if (!seen && !_stopped)
            _report.Error(DiagnosticCodes.EmptyFile, _file.Start, "", "the file is empty", TextGuard.HintOfEmpty(_file.Start));
        return root;
    }

    /// <summary>Reads the node that starts with <paramref name="start"/>; its last event is current afterwards.</summary>
    private YamlNode ReadNode(ParsingEvent start, int depth, int owner)
    {
        int offset = Offset(start.Start);
        if (++_nodes > MostNodes)
            Stop(DiagnosticCodes.TooManyNodes, offset, $"the file has more than {MostNodes:N0} keys and values", "split the pipeline");
        if (depth > MostDepth)
            Stop(DiagnosticCodes.TooDeep, offset, $"this is nested deeper than {MostDepth} levels", "");
        if (_stopped)
            return new YamlRefused(offset);
        if (start is AnchorAlias)
        {
            if (_cutOut.Contains(offset))
                return new YamlRefused(offset);
            _report.Error(DiagnosticCodes.Anchor, offset, "", "aliases are not part of the language", "write the value out, or put a text that starts with '*' in double quotes");
            return new YamlRefused(offset);
        }

        if (start is NodeEvent { Anchor.IsEmpty: false })
            _report.Error(DiagnosticCodes.Anchor, offset, "", "anchors are not part of the language", "remove it, or put a text that starts with '&' in double quotes");
        if (start is NodeEvent { Tag.IsEmpty: false })
            _report.Error(DiagnosticCodes.Tag, offset, "", "tags are not part of the language", "remove it, or put a text that starts with '!' in double quotes");
        return start switch
        {
            SequenceStart => ReadList(offset, depth),
            MappingStart => ReadMap(offset, depth),
            Scalar scalar => ReadScalar(scalar, owner),
            _ => new YamlRefused(offset),
        };
    }

    private YamlScalar ReadScalar(Scalar scalar, int owner)
    {
        YamlStyle style = scalar.Style switch
        {
            ScalarStyle.SingleQuoted => YamlStyle.Single,
            ScalarStyle.DoubleQuoted => YamlStyle.Double,
            ScalarStyle.Literal or ScalarStyle.Folded => YamlStyle.Block,
            _ => YamlStyle.Plain,
        };
        bool empty = style == YamlStyle.Plain && scalar.Value.Length == 0;
        return new YamlScalar(empty ? owner : Offset(scalar.Start), Offset(scalar.End), scalar.Value, style);
    }

    private YamlList ReadList(int offset, int depth)
    {
        List<YamlNode> items = [];
        while (Next() is ParsingEvent item)
            items.Add(ReadNode(item, depth + 1, Offset(item.Start)));
        return new YamlList(offset, items);
    }

    private YamlMap ReadMap(int offset, int depth)
    {
        List<YamlEntry> entries = [];
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        HashSet<string>? doubled = null;
        bool first = true, whole = true;
        while (Next() is ParsingEvent keyEvent)
        {
            YamlNode key = ReadNode(keyEvent, depth + 1, Offset(keyEvent.Start));
            // YamlDotNet gives the map of "[ a: b ]" no place of its own
            if (first && (offset == _file.Start || _report.Source.Text[Math.Min(offset, _report.Source.Text.Length - 1)] != '{'))
                offset = key.Start;
            first = false;
            if (Next() is not ParsingEvent valueEvent)
                break;
            YamlNode value = ReadNode(valueEvent, depth + 1, key.Start);
            if (Keep(key, seen) is YamlScalar kept)
            {
                entries.Add(new YamlEntry(kept, value));
            }
            else
            {
                whole = false;
                if (key is YamlScalar twice && seen.ContainsKey(twice.Value))
                    (doubled ??= new HashSet<string>(StringComparer.Ordinal)).Add(twice.Value);
            }
        }

        return new YamlMap(offset, entries, whole) { Doubled = doubled };
    }

    private YamlScalar? Keep(YamlNode key, Dictionary<string, int> seen)
    {
        if (_stopped || key is YamlRefused)
            return null;
        if (key is not YamlScalar word || word.Value.Length == 0)
        {
            _report.Error(DiagnosticCodes.ComplexKey, key.Start, "", $"a key must be a word, not {key.Describe()}", "write 'key: value'");
            return null;
        }

        if (word is { Value: "<<", Style: YamlStyle.Plain })
        {
            _report.Error(DiagnosticCodes.MergeKey, word.Start, "", "merge keys are not part of the language", "write the keys out");
            return null;
        }

        if (seen.TryAdd(word.Value, word.Start))
            return word;
        _report.Error(DiagnosticCodes.DuplicateKey, word.Start, "", $"{word.Describe()} stands twice here, first in line {_report.Source.LineOf(seen[word.Value])}", "give one of them another name, or remove it");
        return null;
    }

    // The next event, or null at the end of the collection and where reading has stopped.
    private ParsingEvent? Next()
    {
        if (!MoveNext())
            return null;
        return _parser.Current is SequenceEnd or MappingEnd ? null : _parser.Current;
    }

    // Whether there is a next event. A syntax error is reported and ends the reading.
    private bool MoveNext()
    {
        if (_stopped)
            return false;
        try
        {
            return _parser.MoveNext();
        }
        catch (YamlException wrong)
        {
            _mistake = SyntaxProblem.Report(_report, _file.Start + (int)wrong.Start.Index, wrong.Message);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException or IndexOutOfRangeException or KeyNotFoundException or NullReferenceException or OverflowException or FormatException)
        {
            // YamlDotNet 16.3 throws these from its scanner for some unclosed brackets. The last event says how far it got.
            _mistake = SyntaxProblem.Report(_report, _file.Start + (int)(_parser.Current?.End.Index ?? 0), "");
        }

        _stopped = true;
        return false;
    }

    private void Stop(string code, int offset, string message, string hint)
    {
        if (!_stopped)
            _report.Error(code, offset, "", message, hint);
        _stopped = true;
    }

    private int Offset(Mark mark) => _file.Start + (int)mark.Index;
}
