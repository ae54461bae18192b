using System.Globalization;

namespace Reactive.Device.Output;

/// <summary>Counts of things in messages: <c>1 turn</c>, <c>2 turns</c>.</summary>
public static class Plural
{
    /// <summary>The count with its noun.</summary>
    public static string Of(long count, string noun) => count.ToString(CultureInfo.InvariantCulture) + " " + noun + (count == 1 ? "" : "s");
}
