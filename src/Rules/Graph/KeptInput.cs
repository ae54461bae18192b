using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>An input that no port gives: what somebody has set stays set.</summary>
internal sealed class KeptInput(Source source) : IKept
{
    public string KeptName => "input " + source.Name;

    public string? Keep(in WallTime wall) => source.Last is { Kind: ValueKind.Symbol } value && value.Type != SymbolType.Connection ? value.ToString() : null;

    public bool Resume(string kept, in WallTime wall)
    {
        if (source.Spec.Flow.Symbols is not { } type || type.IndexOf(kept) < 0)
            return false;
        source.Initially = Value.Symbol(type, kept);
        return true;
    }
}
