using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals.Specs;

namespace Reactive.Device.Traces;

/// <summary>The part after the colon in <c>FILE:CHANNELS</c>: <c>loop</c>, <c>3</c>, <c>1-8</c>, <c>D0,D1</c>.</summary>
internal static class ChannelSelection
{
    /// <summary>The channels that <paramref name="selection"/> names; empty for all.</summary>
    public static ImmutableArray<TraceChannel> Choose(Trace trace, string selection)
    {
        if (selection.Length == 0)
            return trace.Channels;
        // a name may hold commas and hyphens: it goes before a list
        if (Find(trace, selection) is { } whole)
            return [whole];
        var chosen = ImmutableArray.CreateBuilder<TraceChannel>();
        foreach (string part in selection.Split(','))
        {
            if (Find(trace, part.Trim()) is { } one)
            {
                chosen.Add(one);
                continue;
            }

            string[] ends = part.Split('-');
            if (ends.Length != 2 || Number(trace, ends[0]) is not { } first || Number(trace, ends[1]) is not { } last || first > last)
                throw Unknown(trace, part.Trim());
            chosen.AddRange(trace.Channels.Skip(first - 1).Take(last - first + 1));
        }

        if (chosen.GroupBy(c => c.Index).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw CommandException.Usage($"{trace.Path}:{selection} names the channel '{twice.First().Name}' twice.");
        return chosen.ToImmutable();
    }

    /// <summary>The <paramref name="count"/> channels that <paramref name="selection"/> names; empty for all of a file that has no more.</summary>
    public static ImmutableArray<TraceChannel> Choose(Trace trace, string selection, int count)
    {
        ImmutableArray<TraceChannel> chosen = Choose(trace, selection);
        if (chosen.Length == count)
            return chosen;
        if (trace.Channels.IsEmpty)
            throw NoChannels(trace);
        string names = Names(trace);
        if (trace.Channels.Length < count)
            throw CommandException.Usage($"{trace.Path}: {Plural.Of(count, "channel")} are needed, and the file has {trace.Channels.Length} ({names}).");
        throw CommandException.Usage(count > 1 ? $"{trace.Path}: {Plural.Of(count, "channel")} are needed, not {chosen.Length}: name as many, {trace.Path}:1-{count} for example (it has {names})."
            : selection.Length > 0 ? $"{trace.Path}:{selection} names {chosen.Length} channels: one is needed."
            : $"{trace.Path} has several channels: name one, {trace.Path}:{trace.Channels[0].Name} for example (it has {names}).");
    }

    /// <summary>A file without channels; what is damaged in it is named as the reason.</summary>
    public static CommandException NoChannels(Trace trace) =>
        CommandException.Failure(string.Join(' ', [$"{trace.Path} has no channels.", .. trace.Warnings]));

    private static TraceChannel? Find(Trace trace, string text) =>
        trace.Channels.FirstOrDefault(c => c.Name == text || c.Label == text)
        ?? trace.Channels.FirstOrDefault(c => Same(c.Name, text) || Same(c.Label, text))
        ?? (Number(trace, text) is { } number ? trace.Channels[number - 1] : null);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static int? Number(Trace trace, string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= trace.Channels.Length ? number : null;

    private static CommandException Unknown(Trace trace, string text) =>
        CommandException.Usage($"{trace.Path} has no channel '{text}': it has {Names(trace)}. {NearMiss.Sentence(text, trace.Channels.Select(c => c.Name))}".TrimEnd());

    private static string Names(Trace trace)
    {
        const int Shown = 12;
        string names = string.Join(", ", trace.Channels.Take(Shown).Select(c => c.Name));
        return trace.Channels.Length > Shown ? $"{names} and {trace.Channels.Length - Shown} more" : names;
    }
}
