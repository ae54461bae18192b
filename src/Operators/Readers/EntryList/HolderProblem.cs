using System;

namespace Reactive.Operators;

/// <summary>Something that is wrong with a table of holders. Lines and columns count from 1, columns in UTF-16 units.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The column at which the cell begins.</param>
/// <param name="Message">What was expected and what was found, a clause.</param>
/// <param name="Hint">How it may be mended, or empty.</param>
public sealed record HolderProblem(int Line, int Column, string Message, string Hint = "")
{
    /// <summary><c>3:14: message (hint)</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Line}:{Column}: {Message}") + (Hint.Length == 0 ? "" : $" ({Hint})");
}
