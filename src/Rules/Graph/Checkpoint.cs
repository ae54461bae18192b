using System;
using System.Collections.Generic;
using System.Text;

namespace Reactive.Rules.Graph;

/// <summary>What a text is to a program that wants to go on from it.</summary>
public enum CheckpointKind
{
    /// <summary>No checkpoint at all.</summary>
    None,

    /// <summary>A checkpoint that this version reads.</summary>
    Known,

    /// <summary>A checkpoint of a version that writes them otherwise.</summary>
    OfAnotherVersion,
}

/// <summary>
/// What outlives a restart, as text: a line for each thing, <c>what name: what it says</c>. Nothing in it depends on the order of the file,
/// so it also fits a definition that was changed meanwhile, as far as names agree.
/// </summary>
public static class Checkpoint
{
    private const string Kind = "reactive checkpoint ";
    private const string Title = Kind + "1";

    /// <summary>What a text is, by its first line.</summary>
    public static CheckpointKind KindOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        ReadOnlySpan<char> first = end < 0 ? text : text.AsSpan(0, end);
        if (!first.StartsWith(Kind, StringComparison.Ordinal))
            return CheckpointKind.None;
        return first.SequenceEqual(Title) ? CheckpointKind.Known : CheckpointKind.OfAnotherVersion;
    }

    /// <summary>Gathers what all of <paramref name="kept"/> say.</summary>
    internal static string Write(IEnumerable<IKept> kept, in WallTime wall)
    {
        StringBuilder text = new(Title);
        text.Append('\n');
        foreach (IKept one in kept)
        {
            if (one.Keep(wall) is string says)
                text.Append(LineOf(one)).Append(": ").Append(says).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Lets all of <paramref name="kept"/> go on from a checkpoint. What is in it and fits nothing is returned, for the log; all of it where it is no checkpoint.</summary>
    internal static IReadOnlyList<string> Read(string text, IEnumerable<IKept> kept, in WallTime wall)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (KindOf(text) != CheckpointKind.Known)
            return ["it is no checkpoint of this version"];
        Dictionary<string, string> said = new(StringComparer.Ordinal);
        for (int i = 1; i < lines.Length; i++)
        {
            int colon = lines[i].LastIndexOf(": ", StringComparison.Ordinal);
            if (colon > 0)
                said[lines[i][..colon]] = lines[i][(colon + 2)..];
        }

        // two conditions of one owner that say the same are kept as one
        HashSet<string> used = new(StringComparer.Ordinal);
        foreach (IKept one in kept)
        {
            if (said.TryGetValue(LineOf(one), out string? says) && one.Resume(says, wall))
                used.Add(LineOf(one));
        }

        List<string> left = [.. said.Keys];
        left.RemoveAll(used.Contains);
        left.Sort(StringComparer.Ordinal);
        return left;
    }

    // a long expression may have been written over several lines
    private static string LineOf(IKept one) => one.KeptName.Replace('\n', ' ');
}
