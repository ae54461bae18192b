using System;
using System.Text;

namespace Reactive.Sinks.Mqtt;

/// <summary>
/// Topic names and topic filters, as MQTT 5.0 has them in sections 1.5.4, 4.7 and 4.8.2 (MQTT 3.1.1, sections 1.5.3 and 4.7, is the same but for
/// shared subscriptions). Pure; nothing here allocates where all is well.
/// </summary>
public static class MqttTopic
{
    /// <summary>The most bytes of a string in MQTT, in UTF-8.</summary>
    public const int LongestBytes = 65_535;

    private const string Shared = "$share/";

    /// <summary>What is wrong with the name of a topic to publish to, as the end of a sentence ("the topic ..."); null where nothing is.</summary>
    /// <param name="name">The topic, e.g. <c>site/door/forced</c>. No wildcards.</param>
    public static string? NameProblem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (StringProblem(name) is { } problem)
            return problem;
        return name.AsSpan().IndexOfAny('+', '#') is var at and >= 0 ? $"has the wildcard {name[at]}, which is for subscriptions" : null;
    }

    /// <summary>What is wrong with a filter to subscribe to, as the end of a sentence ("the filter ..."); null where nothing is.</summary>
    /// <param name="filter">The filter, e.g. <c>site/+/state</c> or <c>$share/group/site/#</c>.</param>
    public static string? FilterProblem(string filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (StringProblem(filter) is { } problem)
            return problem;
        ReadOnlySpan<char> rest = filter;
        if (rest.StartsWith(Shared, StringComparison.Ordinal))
        {
            rest = rest[Shared.Length..];
            int end = rest.IndexOf('/');
            if (end <= 0 || end == rest.Length - 1 || rest[..end].IndexOfAny('+', '#') >= 0)
                return "is no shared subscription: $share/, a name without wildcards, / and a filter were expected";
            rest = rest[(end + 1)..];
        }

        for (int i = 0; i < rest.Length; i++)
        {
            bool begins = i == 0 || rest[i - 1] == '/';
            bool ends = i == rest.Length - 1 || rest[i + 1] == '/';
            if (rest[i] == '+' && !(begins && ends))
                return "has a + beside other characters: it stands for one whole level";
            if (rest[i] == '#' && !(begins && i == rest.Length - 1))
                return "has a # that is not its whole last level";
        }

        return null;
    }

    /// <summary>What is wrong with a string of MQTT (a client id, a user name), as the end of a sentence; null where nothing is.</summary>
    /// <param name="text">The string.</param>
    /// <param name="mayBeEmpty">Whether it may be empty.</param>
    public static string? StringProblem(string text, bool mayBeEmpty = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
            return mayBeEmpty ? null : "is empty";
        ReadOnlySpan<char> rest = text;
        int bytes = 0;
        while (rest.Length > 0)
        {
            if (Rune.DecodeFromUtf16(rest, out Rune rune, out int taken) != System.Buffers.OperationStatus.Done)
                return "has half of a surrogate pair, which UTF-8 cannot carry";
            if (rune.Value == 0)
                return "has the character U+0000, which MQTT forbids";
            // MQTT lets brokers close the connection over these, and some do: again and again
            if (Rune.IsControl(rune) || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF)
                return $"has the character U+{rune.Value:X4}, which brokers may refuse";
            bytes += rune.Utf8SequenceLength;
            rest = rest[taken..];
        }

        return bytes > LongestBytes ? $"has {bytes} bytes in UTF-8, and {LongestBytes} at most are allowed" : null;
    }

    /// <summary>Whether a message to <paramref name="name"/> comes to who subscribed to <paramref name="filter"/>.</summary>
    /// <param name="filter">A valid filter. Of a shared subscription, the filter within it decides.</param>
    /// <param name="name">A valid topic name. Where it begins with $, wildcards in the first level of the filter do not match it.</param>
    public static bool Matches(ReadOnlySpan<char> filter, ReadOnlySpan<char> name)
    {
        if (filter.StartsWith(Shared, StringComparison.Ordinal) && filter[Shared.Length..].IndexOf('/') is var end and >= 0)
            filter = filter[(Shared.Length + end + 1)..];
        if (name.Length > 0 && name[0] == '$' && filter.Length > 0 && filter[0] is '+' or '#')
            return false;
        while (true)
        {
            ReadOnlySpan<char> wanted = Level(ref filter, out bool more);
            if (wanted is "#")
                return true;
            ReadOnlySpan<char> given = Level(ref name, out bool moreGiven);
            if (wanted is not "+" && !wanted.SequenceEqual(given))
                return false;
            // "a/#" takes "a" as well
            if (!moreGiven)
                return !more || filter is "#";
            if (!more)
                return false;
        }
    }

    private static ReadOnlySpan<char> Level(ref ReadOnlySpan<char> rest, out bool more)
    {
        int end = rest.IndexOf('/');
        more = end >= 0;
        ReadOnlySpan<char> level = more ? rest[..end] : rest;
        rest = more ? rest[(end + 1)..] : [];
        return level;
    }
}
