using System;
using System.Collections.Generic;
using System.Text;
using Reactive.Rules.Yaml;

namespace Reactive.Rules;

/// <summary>Puts arguments in the place of <c>$name</c>: whole values as they were written, and texts inside texts. Expressions look theirs up themselves.</summary>
internal static class BlockText
{
    public const char Mark = '$';

    /// <summary>What a value of a block says, its arguments put in.</summary>
    public static YamlNode Fill(ReadContext context, YamlScalar scalar, IReadOnlyDictionary<string, BlockArgument> arguments, string path)
    {
        string text = scalar.Value;
        if (!text.Contains(Mark, StringComparison.Ordinal))
            return scalar;
        if (text[0] == Mark && NameAt(text, 1) is { Length: > 0 } name && name.Length + 1 == text.Length)
        {
            if (!arguments.TryGetValue(name, out BlockArgument? argument))
                return scalar.Scope is null && !text.Contains('.', StringComparison.Ordinal) ? Missing(context, scalar, name, path) : scalar;
            if (argument.IsBroken)
                return new YamlRefused(scalar.Start);
            return argument.Parameter.IsExpression ? scalar : new YamlScalar(argument.Written.Start, argument.Written.End, argument.Written.Value, argument.Written.Style) { Scope = argument.Written.Scope ?? argument.Scope };
        }

        return Inside(scalar, arguments);
    }

    /// <summary>
    /// Whether nothing in a text of a block is left that looks like a parameter: what is left is none of the block, or is no text and so was not put in.
    /// That is reported.
    /// </summary>
    public static bool IsFilled(ReadContext context, YamlScalar text, NameScope scope, string path)
    {
        int errors = context.Report.Errors;
        for (int at = text.Value.IndexOf(Mark, StringComparison.Ordinal); scope.IsBlock && at >= 0; at = text.Value.IndexOf(Mark, at + 1))
        {
            // $5 is a price
            if (NameAt(text.Value, at + 1) is not { Length: > 0 } name || !char.IsAsciiLetterLower(name[0]))
                continue;
            if (scope.Argument(name) is not BlockArgument argument)
                context.UnknownArgument(text.Start, name, path);
            else if (argument.Parameter.Kind != BlockParameterKind.Text)
                context.Error(DiagnosticCodes.WrongType, text.Start, path, $"'${name}' stands in a text, and '{name}' takes a {BlockParameter.Kinds[(int)argument.Parameter.Kind]}: only what takes a text is put into one", $"give the block a parameter of its own for it, such as {name}-text: {{ is: text }}, or leave the $ out");
        }

        return context.Report.Errors == errors;
    }

    /// <summary>The name that stands at <paramref name="at"/>; empty for none.</summary>
    public static string NameAt(string text, int at)
    {
        int end = at;
        while (end < text.Length && (char.IsAsciiLetterLower(text[end]) || char.IsAsciiDigit(text[end]) || text[end] == '-'))
            end++;
        return text[at..end];
    }

    private static YamlScalar Inside(YamlScalar scalar, IReadOnlyDictionary<string, BlockArgument> arguments)
    {
        StringBuilder filled = new();
        bool changed = false;
        for (int i = 0; i < scalar.Value.Length; i++)
        {
            string name = scalar.Value[i] == Mark ? NameAt(scalar.Value, i + 1) : "";
            if (name.Length > 0 && arguments.TryGetValue(name, out BlockArgument? argument) && argument.Parameter.Kind == BlockParameterKind.Text)
            {
                filled.Append(argument.Written.Value);
                i += name.Length;
                changed = true;
            }
            else
            {
                filled.Append(scalar.Value[i]);
            }
        }

        return changed ? new YamlScalar(scalar.Start, scalar.End, filled.ToString(), scalar.Style) { Scope = scalar.Scope } : scalar;
    }

    // an argument that is wrong was told; one that the block does not know was not
    private static YamlRefused Missing(ReadContext context, YamlScalar scalar, string name, string path)
    {
        context.UnknownArgument(scalar.Start, name, path);
        return new YamlRefused(scalar.Start);
    }
}
