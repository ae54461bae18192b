using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Reactive.Signals;

namespace Reactive.Device.Traces.Vcd;

/// <summary>
/// What a VCD file declares before its first change (IEEE 1364-2005, section 18.2), with what simulators do otherwise:
/// keywords of their own, scopes without a name, no <c>$enddefinitions</c>.
/// </summary>
internal sealed class VcdHeader
{
    /// <summary>The most variables that are read.</summary>
    public const int MostVariables = 1_000_000;

    /// <summary>How a comment starts that tells which words a string variable takes: mark, identifier, type.</summary>
    public const string WordsMark = "words-of";

    private const int LongestIdentifier = 64;
    private const int MostCommentWords = 8;
    private const int DeepestScope = 1000;
    private const long MostNameCharacters = 1 << 27;

    private readonly VcdText _text;
    private readonly List<string> _scopes = [];
    private long _nameCharacters;

    private VcdHeader(VcdText text) => _text = text;

    /// <summary>How long a tick lasts, or null where the file does not tell.</summary>
    public VcdTimescale? Timescale { get; private set; }

    /// <summary>The variables, in order.</summary>
    public List<VcdVariable> Variables { get; } = [];

    /// <summary>Where changes begin.</summary>
    public (long Offset, long Lines) Changes { get; private set; }

    /// <summary>The line with which changes begin although <c>$enddefinitions</c> is missing; else 0.</summary>
    public long UnendedLine { get; private set; }

    /// <summary>Reads up to <c>$enddefinitions</c>, or to the first change.</summary>
    public static VcdHeader Read(VcdText text)
    {
        var header = new VcdHeader(text);
        while (header.ReadSection())
        {
        }

        header.Changes = text.Place;
        return header;
    }

    /// <summary>Whether <paramref name="word"/> opens a dump, with which a header without an end ends.</summary>
    public static bool OpensDump(ReadOnlySpan<byte> word) => word.StartsWith("$dump"u8);

    private bool ReadSection()
    {
        ReadOnlySpan<byte> word = _text.Next();
        if (word.IsEmpty)
            throw _text.Failure("the file ends within its definitions: there is no $enddefinitions, and no value");
        if (word.SequenceEqual("$var"u8))
        {
            ReadVariable();
        }
        else if (word.SequenceEqual("$scope"u8))
        {
            ReadScope();
        }
        else if (word.SequenceEqual("$upscope"u8))
        {
            if (_scopes.Count == 0)
                throw _text.Failure("$upscope without a $scope");
            _scopes.RemoveAt(_scopes.Count - 1);
            _text.SkipToEnd("$upscope");
        }
        else if (word.SequenceEqual("$comment"u8))
        {
            ReadComment();
        }
        else if (word.SequenceEqual("$timescale"u8))
        {
            ReadTimescale();
        }
        else if (word.SequenceEqual("$enddefinitions"u8))
        {
            _text.SkipToEnd("$enddefinitions");
            return false;
        }
        else if (word[0] == (byte)'#' || OpensDump(word))
        {
            if (Variables.Count == 0)
                throw _text.Failure("values begin, but no variable was declared");
            UnendedLine = _text.Line;
            _text.Again();
            return false;
        }
        else if (word[0] == (byte)'$')
        {
            // $date, $version, and what tools add: $attrbegin...
            if (!word.SequenceEqual("$end"u8))
                _text.SkipToEnd(Encoding.Latin1.GetString(word[..Math.Min(word.Length, 20)]));
        }
        else
        {
            throw _text.Failure($"{VcdText.Quote(word)} stands among the definitions, where $scope, $var or another keyword should be");
        }

        return true;
    }

    private void ReadComment()
    {
        long line = _text.Line;
        var words = new List<string>();
        ReadOnlySpan<byte> word = _text.Next();
        for (; !word.SequenceEqual("$end"u8); word = _text.Next())
        {
            if (word.IsEmpty)
                throw _text.Failure($"the file ends within $comment of line {line}, which has no $end");
            if (words.Count < MostCommentWords && word.Length <= LongestIdentifier)
                words.Add(Encoding.Latin1.GetString(word));
        }

        // our own: words-of IDENTIFIER TYPE, right behind the variable
        if (words.Count < 3 || words[0] != WordsMark || Variables.Count == 0 || Variables[^1].Identifier != words[1] || Variables[^1].Kind != VcdKind.Text)
            return;
        string name = string.Join(' ', words.Skip(2));
        if (SymbolType.All.FirstOrDefault(t => t.Name == name) is { } type)
            Variables[^1] = Variables[^1] with { Words = type };
    }

    private void ReadTimescale()
    {
        if (Timescale is not null)
            throw _text.Failure("a second $timescale");
        Span<byte> text = stackalloc byte[32];
        int length = 0;
        for (ReadOnlySpan<byte> word = _text.Need("$end of $timescale"); !word.SequenceEqual("$end"u8); word = _text.Need("$end of $timescale"))
        {
            if (!word.TryCopyTo(text[length..]))
                throw _text.Failure($"{VcdText.Quote(word)} is no timescale");
            length += word.Length;
        }

        Timescale = VcdTimescale.TryRead(text[..length], out VcdTimescale scale) ? scale : throw _text.Failure($"{VcdText.Quote(text[..length])} is no timescale: expected a whole number and fs, ps, ns, us, ms or s");
    }

    private void ReadScope()
    {
        _text.Need("the kind of a $scope");
        if (_scopes.Count == DeepestScope)
            throw _text.Failure($"more than {DeepestScope} scopes within each other");
        string name = "";
        for (ReadOnlySpan<byte> word = _text.Need("$end of $scope"); !word.SequenceEqual("$end"u8); word = _text.Need("$end of $scope"))
            name = Joined(name, word);
        _scopes.Add(name);
    }

    private void ReadVariable()
    {
        if (Variables.Count == MostVariables)
            throw _text.Failure($"more than {MostVariables} variables");
        ReadOnlySpan<byte> type = _text.Need("the type of a $var");
        VcdKind kind = type switch
        {
            _ when type.SequenceEqual("real"u8) || type.SequenceEqual("realtime"u8) || type.SequenceEqual("shortreal"u8) => VcdKind.Real,
            _ when type.SequenceEqual("event"u8) => VcdKind.Event,
            _ when type.SequenceEqual("string"u8) => VcdKind.Text,
            _ => VcdKind.Logic,
        };
        ReadOnlySpan<byte> size = _text.Need("the size of a $var");
        if (!Utf8Parser.TryParse(size, out int bits, out int read) || read < size.Length || bits < 0)
            throw _text.Failure($"{VcdText.Quote(size)} is no size of a $var");
        ReadOnlySpan<byte> identifier = _text.Need("the identifier of a $var");
        if (identifier.Length > LongestIdentifier)
            throw _text.Failure($"{VcdText.Quote(identifier)} is longer than an identifier may be ({LongestIdentifier} bytes)");
        string code = Encoding.Latin1.GetString(identifier);
        string name = "";
        for (ReadOnlySpan<byte> word = _text.Need("$end of $var"); !word.SequenceEqual("$end"u8); word = _text.Need("$end of $var"))
            name = Joined(name, word);
        if (name.Length == 0)
            throw _text.Failure($"the variable {VcdText.Quote(Encoding.Latin1.GetBytes(code))} has no name");
        if (kind == VcdKind.Logic && bits != 1)
            kind = VcdKind.Vector;
        string path = Path(name);
        _nameCharacters += path.Length;
        if (_nameCharacters > MostNameCharacters)
            throw _text.Failure($"the names of all variables have more than {MostNameCharacters} letters");
        Variables.Add(new VcdVariable(path, code, kind, bits));
    }

    private string Path(string name)
    {
        // names longer than these are no names; the sum of all is bounded besides
        var path = new StringBuilder();
        foreach (string scope in _scopes)
        {
            if (scope.Length > 0)
                path.Append(scope).Append('.');
        }

        return path.Append(name).ToString();
    }

    /// <summary>A name of several words: a bit range belongs to the word before it.</summary>
    private string Joined(string name, ReadOnlySpan<byte> word)
    {
        // the backslash of an escaped name is no part of it
        if (name.Length == 0 && word.Length > 1 && word[0] == (byte)'\\')
            word = word[1..];
        string text = Encoding.UTF8.GetString(word);
        if (name.Length + text.Length > 4096)
            throw _text.Failure("a name of more than 4096 letters");
        return name.Length == 0 || text[0] == '[' ? name + text : name + " " + text;
    }
}
