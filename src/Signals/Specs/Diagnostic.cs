namespace Reactive.Signals.Specs;

/// <summary>A place in a definition. Lines and columns count from 1; columns count UTF-16 units.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Line">The line.</param>
/// <param name="Column">The column.</param>
public readonly record struct SourcePosition(string File, int Line, int Column)
{
    /// <summary><c>file:line:column</c>.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}";
}

/// <summary>How bad a diagnostic is.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Note,
    /// <summary>Probably not what was meant.</summary>
    Warning,
    /// <summary>The definition does not run.</summary>
    Error,
}

/// <summary>One mistake in a definition.</summary>
/// <param name="Position">Where.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Code">A stable code, such as <c>R0102</c>.</param>
/// <param name="Path">The path of keys that leads there, such as <c>rules.unlock.if</c>.</param>
/// <param name="Message">What was expected and what was found, without a full stop.</param>
/// <param name="Hint">How to mend it, or empty.</param>
public sealed record Diagnostic(SourcePosition Position, Severity Severity, string Code, string Path, string Message, string Hint = "")
{
    /// <summary><c>a.yaml:12:9: error R0102: message (hint)</c>.</summary>
    public override string ToString()
    {
        string severity = Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" };
        return $"{Position}: {severity} {Code}: {Message}{(Hint.Length == 0 ? "" : $" ({Hint})")}";
    }
}

/// <summary>What a component says of its parameters beyond what their specs can: by parameter name, position left to the caller.</summary>
/// <param name="Parameter">The parameter that is wrong, with a dot and the key where it is one value of a map (<c>of.open</c>), or empty for all of them together.</param>
/// <param name="Message">What was expected and what was found.</param>
/// <param name="Hint">How to mend it, or empty.</param>
public sealed record ParameterProblem(string Parameter, string Message, string Hint = "");
