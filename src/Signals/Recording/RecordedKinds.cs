using System.Collections.Immutable;
using Reactive.Signals.Loop;

namespace Reactive.Signals.Recording;

/// <summary>The names by which kinds of arrivals and values stand in a recording.</summary>
internal static class RecordedKinds
{
    public const string Lost = "lost";
    public const string Fault = "fault";
    public const string FaultPrefix = "fault ";

    private static readonly ImmutableArray<string> Arrivals =
        ["start", "block", "value", "clock", "stalled", "offline", "reanchor", "anchor", "feedback", "checkpoint"];

    private static readonly ImmutableArray<string> Values = ["unknown", "fault", "symbol", "number", "text", "pulse", "frame", "card", "pin", "entry", "digit", "tone"];

    public static string NameOf(ArrivalKind kind) => Arrivals[(int)kind];

    public static string NameOf(ValueKind kind) => Values[(int)kind];

    public static bool TryParse(string name, out ArrivalKind kind)
    {
        int index = Arrivals.IndexOf(name);
        kind = (ArrivalKind)index;
        return index >= 0;
    }

    public static bool TryParse(string name, out ValueKind kind)
    {
        int index = Values.IndexOf(name);
        kind = (ValueKind)index;
        return index >= 0;
    }
}
