using System;
using System.Collections.Generic;
using System.Linq;

namespace Reactive.Device.Tests.Traces.Capture;

/// <summary>What networks do to the order of packets.</summary>
internal static class Reordering
{
    /// <summary>Every two change places: 2 1 4 3 6 5.</summary>
    public static List<T> Swapped<T>(IReadOnlyList<T> sent) => [.. sent.Chunk(2).SelectMany(pair => pair.Reverse())];

    /// <summary>None moves so many places or more from where it was.</summary>
    public static List<T> Shuffled<T>(IReadOnlyList<T> sent, int window, int seed)
    {
        var random = new Random(seed);
        return [.. sent.Select((packet, i) => (packet, place: i + random.Next(window))).OrderBy(p => p.place).Select(p => p.packet)];
    }

    /// <summary>Loses about one of fifty, never the first.</summary>
    public static List<T> Thinned<T>(IReadOnlyList<T> sent, int seed)
    {
        var random = new Random(seed);
        return [.. sent.Where((_, i) => i == 0 || random.Next(50) > 0)];
    }

    /// <summary>About one of fifty comes once more, up to eight places later.</summary>
    public static List<T> Doubled<T>(IReadOnlyList<T> sent, int seed)
    {
        var random = new Random(seed);
        return [.. sent.Select((packet, i) => (packet, place: i)).SelectMany(p => random.Next(50) > 0 ? [p] : new[] { p, (p.packet, p.place + random.Next(9)) }).OrderBy(p => p.Item2).Select(p => p.Item1)];
    }
}
