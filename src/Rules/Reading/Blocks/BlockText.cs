using System;
using System.Collections.Generic;
using System.Collections.Immutable;
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
                return scalar.Scope is null ? Missing(context, scalar, name, path) : Copy(scalar, text, [name]);
            if (argument.IsBroken)
                return new YamlRefused(scalar.Start);
            return argument.Parameter.IsExpression ? Copy(scalar, text, [name]) : new YamlScalar(argument.Written.Start, argument.Written.End, argument.Written.Value, argument.Written.Style) { Scope = argument.Written.Scope ?? argument.Scope };
        }

        return Inside(scalar, arguments);
    }

    /// <summary>
    /// Whether no parameter was left in a text as it is written: one that the block does not know, or that takes no text and so is not put in. Those are reported.
    /// </summary>
    public static bool IsFilled(ReadContext context, YamlScalar text, NameScope scope, string path)
    {
        foreach (string name in text.Unfilled)
        {
            if (scope.Argument(name) is BlockArgument argument)
                context.Error(DiagnosticCodes.WrongType, text.Start, path, $"'${name}' stands in a text, and '{name}' is of the kind '{BlockParameter.Kinds[(int)argument.Parameter.Kind]}': only a 'text' is put into one", $"give the block a parameter of its own for it, such as {name}-text: {{ is: text }}, or leave the $ out");
            else
                context.UnknownArgument(text.Start, name, path);
        }

        return text.Unfilled.IsEmpty;
    }

    /// <summary>The name that stands at <paramref name="at"/>; empty for none.</summary>
    public static string NameAt(string text, int at)
    {
        int end = at;
        while (end < text.Length && (char.IsAsciiLetterLower(text[end]) || char.IsAsciiDigit(text[end]) || text[end] == '-'))
            end++;
        return text[at..end];
    }

    /// <summary>A text with what <paramref name="value"/> gives in the place of every <c>$name</c> that it knows; of several words in brackets, where more stands beside it.</summary>
    public static string Filled(string text, Func<string, string?> value)
    {
        StringBuilder filled = new();
        for (int i = 0; i < text.Length; i++)
        {
            string name = text[i] == Mark ? NameAt(text, i + 1) : "";
            if (name.Length == 0 || value(name) is not string found)
            {
                filled.Append(text[i]);
                continue;
            }

            bool isAlone = name.Length + 1 == text.Length || (i > 0 && text[i - 1] == '(' && i + name.Length + 1 < text.Length && text[i + name.Length + 1] == ')');
            filled.Append(isAlone || !Joins(found) ? found : $"({found})");
            i += name.Length;
        }

        return filled.ToString();
    }

    /// <summary>What was given, where nothing of the block around it is known.</summary>
    public static string Shown(BlockArgument argument) => Shown(argument, 0);

    // a default that names itself has no end, which is told elsewhere
    private static string Shown(BlockArgument argument, int depth) => depth > BlocksReader.MostDepth
        ? argument.Written.Value
        : Filled(argument.Written.Value, name => argument.Scope.Argument(name) is BlockArgument outer ? Shown(outer, depth + 1) : null);

    private static bool Joins(string text) => text.Contains(" or ", StringComparison.Ordinal) || text.Contains(" and ", StringComparison.Ordinal);

    private static YamlScalar Inside(YamlScalar scalar, IReadOnlyDictionary<string, BlockArgument> arguments)
    {
        StringBuilder filled = new();
        ImmutableArray<string>.Builder left = ImmutableArray.CreateBuilder<string>();
        for (int i = 0; i < scalar.Value.Length; i++)
        {
            string name = scalar.Value[i] == Mark ? NameAt(scalar.Value, i + 1) : "";
            if (name.Length > 0 && arguments.TryGetValue(name, out BlockArgument? argument) && argument.Parameter.Kind == BlockParameterKind.Text)
            {
                filled.Append(argument.Written.Value);
                i += name.Length;
                continue;
            }

            // $5 is a price
            if (name.Length > 0 && char.IsAsciiLetterLower(name[0]))
                left.Add(name);
            filled.Append(scalar.Value[i]);
        }

        return Copy(scalar, filled.ToString(), left.ToImmutable());
    }

    private static YamlScalar Copy(YamlScalar scalar, string text, ImmutableArray<string> unfilled) =>
        new(scalar.Start, scalar.End, text, scalar.Style) { Scope = scalar.Scope, Unfilled = unfilled };

    // an argument that is wrong was told; one that the block does not know was not
    private static YamlRefused Missing(ReadContext context, YamlScalar scalar, string name, string path)
    {
        context.UnknownArgument(scalar.Start, name, path);
        return new YamlRefused(scalar.Start);
    }
}
