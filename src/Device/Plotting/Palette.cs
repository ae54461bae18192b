using Reactive.Signals;

namespace Reactive.Device.Plotting;

/// <summary>The colours of pictures.</summary>
internal static class Palette
{
    public const string Ink = "#1d2733";
    public const string Quiet = "#5b6672";
    public const string Grid = "#e7eaee";
    public const string Frame = "#c9d0d8";
    public const string Line = "#2a6cb0";
    public const string Second = "#c8662a";
    public const string Resting = "#b9c4cf";
    public const string Fault = "#b3261e";

    private static readonly string[] Words = ["#2a6cb0", "#3d8f5f", "#b7791f", "#7d5ba6", "#2b8a94", "#c25b7c", "#6b7785", "#8a6d3b"];

    /// <summary>The colour of a value: those that mean something have one of their own.</summary>
    public static string Of(in Value value) => value switch
    {
        { Kind: ValueKind.Fault } => Fault,
        { Kind: ValueKind.Unknown } => Frame,
        { Kind: ValueKind.Symbol } => Of(value.Type!.Names[value.Code], value.Code),
        _ => Line,
    };

    /// <summary>Whether a colour of a value is so light that only dark letters can be read on it.</summary>
    public static bool IsLight(string colour) => colour is Frame or Resting;

    /// <summary>The colour of a named value.</summary>
    public static string Of(string name, int code) => name switch
    {
        "closed" or "connected" or "done" => "#3d8f5f",
        "open" => "#d08b1f",
        "short" => "#b3261e",
        "cut" => "#8e3a8a",
        "active" or "high" => Line,
        "inactive" or "low" => Resting,
        _ => Words[code % Words.Length],
    };
}
