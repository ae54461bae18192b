using System;
using System.Collections.Generic;

namespace Reactive.Operators;

/// <summary>Which ids have been given before a table is read.</summary>
/// <param name="FirstNew">Holders whom nobody knows get numbers from here on, above all in the table.</param>
/// <param name="Known">The ids of the holders who are there, by first name. A holder of the table without an id has that of his or her first name.</param>
/// <param name="Gone">The first names of those who are no more, by id. Nobody else is given one of these.</param>
public sealed record HolderIds(int FirstNew, IReadOnlyDictionary<string, int> Known, IReadOnlyDictionary<int, string> Gone)
{
    /// <summary>None.</summary>
    public static HolderIds None { get; } = new(1, new Dictionary<string, int>(), new Dictionary<int, string>());

    /// <summary>Whether two first names are the same: capitals do not tell two apart.</summary>
    public static bool IsSameName(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
