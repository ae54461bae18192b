using System;
using System.Collections.Immutable;

namespace Reactive.Rules;

/// <summary>The words of the expression language. None of them can be a name.</summary>
internal static class Words
{
    public const string And = "and";
    public const string Or = "or";
    public const string Not = "not";
    public const string Is = "is";
    public const string Are = "are";
    public const string In = "in";
    public const string Was = "was";
    public const string For = "for";
    public const string Within = "within";
    public const string Becomes = "becomes";
    public const string Starts = "starts";
    public const string Leaves = "leaves";
    public const string Changes = "changes";
    public const string Known = "known";
    public const string Unknown = "unknown";
    public const string Offline = "offline";
    public const string Faulty = "faulty";
    public const string True = "true";
    public const string Between = "between";
    public const string Count = "count";
    public const string Time = "time";
    public const string Since = "since";
    public const string Then = "then";
    public const string Once = "once";
    public const string Always = "always";
    public const string Never = "never";
    public const string Any = "any";
    public const string All = "all";
    public const string Of = "of";
    public const string During = "during";
    public const string Outside = "outside";

    /// <summary>What may follow the name of a signal.</summary>
    public static readonly ImmutableArray<string> Verbs = [Is, Was, In, Between, Becomes, Leaves, Changes];

    /// <summary>All words that cannot be names, also those that the language may need later.</summary>
    public static readonly string[] Reserved =
    [
        And, Or, Not, Is, In, Was, For, Within, Becomes, Starts, Leaves, Changes, Known, Unknown, Offline, True, "false",
        Between, Count, Since, Then, Once, Always, Never, During, Outside, "if", "when", "unless", "do", "while",
    ];

    public static bool IsReserved(string word) => Array.IndexOf(Reserved, word) >= 0;
}
