using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Reactive.Signals;

namespace Reactive.Rules.Graph;

/// <summary>Something that outlives a restart of the device. It says what it is in words and instants, by which the next run goes on.</summary>
internal interface IKept
{
    /// <summary>What it is called, the same in every run of the definition: <c>latch front.generous</c>.</summary>
    string KeptName { get; }

    /// <summary>What it says now: words and instants of wall time, parted by blanks; null for nothing.</summary>
    string? Keep(in WallTime wall);

    /// <summary>Takes what it said in the run before, in the turn in which this one starts, before it is first evaluated. What makes no sense is left alone, and gives false.</summary>
    bool Resume(string kept, in WallTime wall);
}

/// <summary>How signal time stands to wall time.</summary>
/// <param name="At">An instant of signal time.</param>
/// <param name="Nanoseconds">Wall time then, in nanoseconds since 1970.</param>
internal readonly record struct WallTime(SignalTime At, long Nanoseconds)
{
    /// <summary>An instant as it is kept.</summary>
    public string Of(SignalTime time) => (Nanoseconds + (time - At)).ToString(CultureInfo.InvariantCulture);

    /// <summary>The instant that was kept, on this run's axis: before 0 s where it lies before the start. False where it is none.</summary>
    public bool TryRead(string text, out SignalTime time)
    {
        bool good = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long nanoseconds)
            && Math.Abs((decimal)nanoseconds - Nanoseconds) < Farthest;
        time = good ? At.AddNanoseconds(nanoseconds - Nanoseconds) : SignalTime.Zero;
        return good;
    }

    /// <summary>
    /// An instant at which something began: never after the present one, whatever the clock of a device says that has just started
    /// without a battery. False where it is none.
    /// </summary>
    public bool TryReadPast(string text, out SignalTime time)
    {
        bool good = TryRead(text, out time);
        time = SignalTime.Min(time, At);
        return good;
    }

    // a hundred years either way fit the axis
    private const decimal Farthest = 3_155_760_000_000_000_000m;
}

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
