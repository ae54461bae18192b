using System;

namespace Reactive.Rules.Yaml;

/// <summary>Tells where a line that fits no line above could have been meant to stand.</summary>
internal static class Indentation
{
    private const int LongestLabel = 40;

    /// <summary>
    /// How to indent the line that starts at <paramref name="content"/>: <c>indent it by 4 to stand beside 'when', or by 2 to
    /// stand beside 'unlock'</c>.
    /// </summary>
    public static string Cure(SourceText source, int content)
    {
        int indent = content - source.LineStart(content);
        bool isItem = IsItem(source.LineText(content), indent);
        (int Indent, string Label)? deeper = null, shallower = null;
        // what encloses the line are the lines above that are less and less indented
        int least = int.MaxValue;
        for (int before = source.LineStart(content) - 1; before >= 0 && shallower is null; before = source.LineStart(before) - 1)
        {
            string line = source.LineText(before);
            int first = line.Length - line.TrimStart(' ').Length;
            if (first == line.Length || line[first] == '#')
                continue;
            // "- name: x": an item, and a key two blanks deeper
            foreach ((int at, string label) in IsItem(line, first) ? [(first + 2, LabelOf(line[(first + 1)..])), (first, "- " + LabelOf(line[(first + 1)..]))] : (ReadOnlySpan<(int, string)>)[(first, LabelOf(line))])
            {
                bool fits = at < least && isItem == label.StartsWith("- ", StringComparison.Ordinal);
                if (fits && at > indent)
                    deeper = (at, label);
                else if (fits && shallower is null)
                    shallower = (at, label);
            }

            least = Math.Min(least, first);
        }

        string[] cures = [.. Said(deeper), .. Said(shallower)];
        return cures.Length == 0 ? "indent it exactly like the keys that it belongs beside" : "indent it " + string.Join(", or ", cures);
    }

    private static string[] Said((int Indent, string Label)? place) => place is (int indent, string label) ? [$"by {indent} to stand beside '{label}'"] : [];

    private static bool IsItem(string line, int first) => line.AsSpan(first).StartsWith("- ", StringComparison.Ordinal) || line.AsSpan(first).SequenceEqual("-");

    // the key of a line, or what it says where it has none
    private static string LabelOf(string line)
    {
        string text = line.Trim();
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string label = colon > 0 ? text[..colon] : text;
        return label.Length <= LongestLabel ? label : label[..LongestLabel] + "...";
    }
}
