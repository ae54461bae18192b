using System;
using System.Collections.Generic;
using System.Text;

namespace Reactive.Device.Traces.Sigrok;

/// <summary>The key files of GLib, as far as sessions use them: groups, keys with values, comments.</summary>
internal static class KeyFile
{
    /// <summary>The keys of the group <paramref name="group"/>, and how many groups start with <paramref name="prefix"/>.</summary>
    /// <exception cref="FormatException">A line is neither a group, a key, a comment nor empty, or a key stands there twice; the message says which line.</exception>
    public static (Dictionary<string, string> Keys, int Groups) Read(string text, string group, string prefix)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        string within = "";
        int groups = 0, number = 0;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            number++;
            ReadOnlySpan<char> line = raw.Trim();
            if (line.IsEmpty || line[0] == '#')
                continue;
            if (line[0] == '[' && line[^1] == ']')
            {
                within = line[1..^1].ToString();
                groups += within.StartsWith(prefix, StringComparison.Ordinal) ? 1 : 0;
                continue;
            }

            int equals = line.IndexOf('=');
            if (equals <= 0)
                throw new FormatException($"line {number} is neither [group] nor key=value");
            string key = line[..equals].TrimEnd().ToString();
            if (within == group && !keys.TryAdd(key, Unescaped(line[(equals + 1)..].TrimStart())))
                throw new FormatException($"line {number} gives '{key}' a second time");
        }

        return (keys, groups);
    }

    private static string Unescaped(ReadOnlySpan<char> value)
    {
        if (!value.Contains('\\'))
            return value.ToString();
        var text = new StringBuilder();
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\' || i == value.Length - 1)
            {
                text.Append(value[i]);
                continue;
            }

            text.Append(value[++i] switch { 's' => ' ', 'n' => '\n', 't' => '\t', 'r' => '\r', char other => other });
        }

        return text.ToString();
    }
}
