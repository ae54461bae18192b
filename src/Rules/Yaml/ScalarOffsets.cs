using System;

namespace Reactive.Rules.Yaml;

/// <summary>Where each character of a scalar's value stands in the file, through quotes, escapes and folded lines.</summary>
internal sealed class ScalarOffsets
{
    private readonly YamlScalar _scalar;
    private readonly int _first;
    private readonly int[]? _offsets;

    public ScalarOffsets(YamlScalar scalar, SourceText source)
    {
        _scalar = scalar;
        bool quoted = scalar.Style is YamlStyle.Single or YamlStyle.Double;
        _first = scalar.Start + (quoted ? 1 : 0);
        string text = source.Text;
        bool verbatim = _first + scalar.Value.Length <= text.Length
            && text.AsSpan(_first, scalar.Value.Length).SequenceEqual(scalar.Value);
        if (!verbatim)
            _offsets = Align(scalar, text, _first);
    }

    /// <summary>The offset in the file of a character of the value; its start where that cannot be told.</summary>
    public int this[int index]
    {
        get
        {
            if (_offsets is null)
                return _first + index;
            return _offsets.Length == 0 ? _scalar.Start : _offsets[index < _offsets.Length ? index : _offsets.Length - 1];
        }
    }

    // Walks value and source side by side. A line end with its indentation in the source is one blank (or line end) in the value.
    private static int[] Align(YamlScalar scalar, string text, int at)
    {
        int[] offsets = new int[scalar.Value.Length];
        if (scalar.Style == YamlStyle.Block)
        {
            // past the header: "|", ">-"
            while (at < text.Length && text[at] != '\n')
                at++;
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
        }

        for (int i = 0; i < offsets.Length; i++)
        {
            char c = scalar.Value[i];
            if (at >= text.Length)
                return [];
            if (scalar.Style == YamlStyle.Single && text[at] == '\'')
                at++;
            else if (scalar.Style == YamlStyle.Double && text[at] == '\\')
                at++;
            offsets[i] = at;
            if (char.IsWhiteSpace(c) && at < text.Length && char.IsWhiteSpace(text[at]))
            {
                int lineEnd = at;
                while (lineEnd < text.Length && text[lineEnd] == ' ')
                    lineEnd++;
                bool folded = lineEnd < text.Length && text[lineEnd] is '\n' or '\r';
                at = folded ? lineEnd : at + 1;
                while (folded && at < text.Length && char.IsWhiteSpace(text[at]))
                    at++;
            }
            else if (at < text.Length && text[at] == c)
            {
                at++;
            }
            else if (!(c == '\n' && (i == offsets.Length - 1 || (i > 0 && char.IsWhiteSpace(scalar.Value[i - 1])))))
            {
                // neither an end of line that several in the source became, nor the one that ends a block
                return [];
            }
        }

        return offsets;
    }
}
