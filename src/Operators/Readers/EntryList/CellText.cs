using System.Linq;

namespace Reactive.Operators;

/// <summary>Cells in messages.</summary>
internal static class CellText
{
    private const int MostShown = 40;

    /// <summary>So much of a cell, or of a clause about it, as a message needs, on one line.</summary>
    public static string Shown(string text, int most = MostShown)
    {
        string line = string.Concat(text.Take(most).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > most ? line + "..." : line;
    }
}
