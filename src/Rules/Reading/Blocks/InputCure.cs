using System;
using System.Buffers;
using Reactive.Rules.Yaml;

namespace Reactive.Rules;

/// <summary>
/// What to write where a rule, or whoever uses a block, wants to set an input: inputs are set from outside alone, and a signal that takes the place of
/// one is what was meant.
/// </summary>
internal static class InputCure
{
    private const string Ellipsis = "...";
    private static readonly SearchValues<char> _endings = SearchValues.Create(",[]{}#");

    /// <summary>What takes the place of an input of a block where that is used; null for an input that no signal can stand for.</summary>
    /// <param name="input">Its name in the block.</param>
    /// <param name="kind">What it is: the word behind its <c>is</c>.</param>
    /// <param name="expression">What it is to be; null where that is not known.</param>
    public static string? Override(string input, string kind, string? expression) =>
        Signal(kind, expression) is string signal ? OverrideBy(input, signal) : null;

    /// <summary>An override by a signal as it is written.</summary>
    public static string OverrideBy(string input, string signal) => $"override: {{ inputs: {{ {input}: none }}, signals: {{ {input}: {signal} }} }}";

    /// <summary>What to write in place of an action that means an input; null where <paramref name="name"/> is none.</summary>
    public static string? OfAction(NameScope scope, string name, string? starts)
    {
        if (scope.Table.DraftOf(scope.FullName(name)) is not InputDraft input)
            return null;
        if (Signal(input.Kind, starts) is not string signal)
            return $"'{name}' is an input, which is set from outside alone";
        if (name == input.Key.Value)
            return $"'{name}' is an input, which rules cannot set: take it out of 'inputs', and write signals: {{ {name}: {signal} }}";
        string block = name[..^(input.Key.Value.Length + 1)];
        return $"'{name}' is an input, which rules cannot set: where '{block}' is used, write {OverrideBy(input.Key.Value, signal)}";
    }

    /// <summary>What to write where a signal has the name of an input: it takes the input's place where a block is used, else one of them goes. Null where the name is no input's.</summary>
    public static string? OfSignal(ReadContext context, NameScope scope, YamlEntry signal)
    {
        if (scope.Table.DraftOf(scope.FullName(signal.Key.Value)) is not InputDraft input)
            return null;
        if (context.At(input.Key.Start).File == context.At(signal.Key.Start).File)
            return "take it out of 'inputs', or give the signal another name";
        string way = signal.Value is YamlMap { Entries: [{ Value: YamlScalar value } one] } ? $"{{ {one.Key.Value}: {Written(value.Value)} }}" : Ellipsis;
        return $"it is an input of the block: take that out beside it, {OverrideBy(signal.Key.Value, way)}";
    }

    private static string? Signal(string kind, string? expression) => kind switch
    {
        InputDraft.Trigger => $"{{ when: {Written(expression)} }}",
        InputDraft.Contact => $"{{ is: {Written(expression)} }}",
        _ => null,
    };

    // within braces, where a comma or a bracket would end it
    private static string Written(string? expression) => expression is null ? Ellipsis : expression.AsSpan().IndexOfAny(_endings) < 0 ? expression : $"\"{expression}\"";
}
