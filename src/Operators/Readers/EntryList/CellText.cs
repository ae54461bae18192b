using System.Linq;

namespace Reactive.Operators;

/// <summary>Cells in messages.</summary>
internal static class CellText
{
    private const int MostShown = 40;

    /// <summary>So much of a cell as a message needs, on one line.</summary>
    public static string Shown(string text)
    {
        string line = string.Concat(text.Take(MostShown).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > MostShown ? line + "..." : line;
    }
}
