using System.Collections.Immutable;

namespace Reactive.Rules;

/// <summary>The words of the expression language. None of them can be a name.</summary>
internal static class Words
{
    public const string And = "and";
    public const string Or = "or";
    public const string Not = "not";
    public const string Is = "is";
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
    public const string True = "true";

    /// <summary>What may follow the name of a signal.</summary>
    public static readonly ImmutableArray<string> Verbs = [Is, Was, In, Becomes, Leaves, Changes];

    public static bool IsReserved(string word) => word is And or Or or Not or Is or In or Was or For or Within or Becomes or Starts
        or Leaves or Changes or Known or Unknown or Offline or True or "false" or "if" or "when" or "unless" or "do" or "while" or "between" or "count" or "since" or "then";
}
