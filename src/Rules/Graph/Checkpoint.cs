using System;
using System.Collections.Generic;
using System.Text;

namespace Reactive.Rules.Graph;

/// <summary>
/// What outlives a restart, as text: a line for each thing, <c>what name: what it says</c>. Nothing in it depends on the order of the file,
/// so it also fits a definition that was changed meanwhile, as far as names agree.
/// </summary>
internal static class Checkpoint
{
    private const string Title = "reactive checkpoint 1";

    /// <summary>Gathers what all of <paramref name="kept"/> say.</summary>
    public static string Write(IEnumerable<IKept> kept, in WallTime wall)
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
    public static IReadOnlyList<string> Read(string text, IEnumerable<IKept> kept, in WallTime wall)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines[0] != Title)
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
