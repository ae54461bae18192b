using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Signals;

namespace Reactive.Rules.Schema;

/// <summary>The words of the language as regular expressions that JavaScript, Python and .NET read alike.</summary>
internal static class Patterns
{
    /// <summary>A number as <see cref="Quantity.TryParse"/> takes it.</summary>
    private const string Number = "[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?";

    /// <summary>A name with those of the blocks that it is in, or <c>port.</c>, before it.</summary>
    private const string Whole = "[a-z][a-z0-9-]*(?:\\.[a-z][a-z0-9-]*)*";

    /// <summary>The name of an existing thing: a port, an output, a signal or a member of a bank.</summary>
    public const string Reference = "^[a-z][a-z0-9-]*$";

    /// <summary>The name of a signal, also of one in a block or of a connection: <c>sip.digit</c>.</summary>
    public const string Signal = "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*$";

    /// <summary>The file of a profile.</summary>
    public const string ProfileFile = "\\.yaml$";

    /// <summary>A number that a card bears, or bits by their positions.</summary>
    public static readonly string BitLine = $"^({string.Join('|', CardNumbers.Names)}|[0-9]+([ ,-]+[0-9]+)*)$";

    /// <summary>A name that is given to something.</summary>
    public static readonly string Name = $"^(?!(?:{string.Join('|', Words.Reserved)})$)[a-z][a-z0-9-]{{0,{ReadContext.MostNameCharacters - 1}}}$";

    /// <summary>A block: one that comes with the product, or a file.</summary>
    public const string Block = "^(?:std/[a-z][a-z0-9-]*|.*\\.yaml)$";

    /// <summary>The name of a block where it is used; not one of the keys beside it.</summary>
    public static readonly string Instance = $"^(?!(?:{Either(Keys.Use.All)}|{string.Join('|', Words.Reserved)})$)[a-z][a-z0-9-]{{0,{ReadContext.MostNameCharacters - 1}}}$";

    /// <summary>A state of a machine; not one of the keys beside it.</summary>
    public static readonly string State = $"^(?!(?:{Either(Keys.Machine.All)}|{string.Join('|', Words.Reserved)})$)[a-z][a-z0-9-]{{0,{ReadContext.MostNameCharacters - 1}}}$";

    /// <summary>What can be fed: a signal, or a port behind <c>port.</c>; not one of the keys beside it.</summary>
    public static readonly string Fed = $"^(?!{Either(Keys.Test.Fed)}$){Whole}$";

    /// <summary>A port, output or signal that a test names, those of blocks with the names of the blocks before them.</summary>
    public const string Tested = $"^{Whole}$";

    /// <summary>An output or signal of which something is expected; not one of the keys beside it.</summary>
    public static readonly string Expected = $"^(?!{Either(Keys.Test.Expected)}$){Whole}$";

    /// <summary>The name of a time zone.</summary>
    public const string TimeZone = "^[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*$";

    /// <summary>An instant in wall time.</summary>
    public const string Instant = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,7})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})$";

    /// <summary>A time of day.</summary>
    public const string Time = $"^{Clock}$";

    /// <summary>A time of day, or the end of the day.</summary>
    public const string EndTime = $"^(?:{Clock}|24:00(?::00)?)$";

    /// <summary>A day of the calendar.</summary>
    public const string Date = $"^{Day}$";

    /// <summary>A day of the calendar, or several in a row.</summary>
    public const string Dates = $"^\\s*{DaySpan}\\s*$";

    /// <summary>Several of those, with commas between.</summary>
    public const string DateList = $"^\\s*{DaySpan}\\s*(?:,\\s*{DaySpan}\\s*)*$";

    /// <summary>A recurrence rule; what its parts say only the reader knows.</summary>
    public const string Recurrence = "^(?:[A-Z]+=[A-Z0-9,+-]+;)*FREQ=[A-Z]+(?:;[A-Z]+=[A-Z0-9,+-]+)*$";

    /// <summary>A day of the week, or several in a row.</summary>
    public static readonly string Days = $"^\\s*{WeekdaySpan}\\s*$";

    /// <summary>Several of those, with commas between.</summary>
    public static readonly string DayList = $"^\\s*{WeekdaySpan}\\s*(?:,\\s*{WeekdaySpan}\\s*)*$";

    private const string Clock = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?";
    private const string Day = "(?:19[7-9]|20[0-9]|21[0-9])[0-9]-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])";
    private const string DaySpan = $"{Day}(?:\\s*\\.\\.\\s*{Day})?";

    private static string WeekdaySpan => $"(?:{string.Join('|', Weekdays.Names)})(?:\\s*-\\s*(?:{string.Join('|', Weekdays.Names)}))?";

    /// <summary>A quantity of one of the dimensions.</summary>
    public static string Quantity(ImmutableArray<Dimension> dimensions) => $"^\\s*{Amount(dimensions)}\\s*$";

    /// <summary>A range <c>LOW..HIGH</c> that may lack either end; where HIGH has a unit LOW need not have one.</summary>
    public static string Range(ImmutableArray<Dimension> dimensions) => $"^\\s*(?:{Pair(dimensions)}|{Amount(dimensions)}\\s*\\.\\.|\\.\\.\\s*{Amount(dimensions)})\\s*$";

    /// <summary>An instant, or two with <c>..</c> between.</summary>
    public static string Span(ImmutableArray<Dimension> dimensions) => $"^\\s*(?:{Pair(dimensions)}|{Amount(dimensions)})\\s*$";

    private static string Pair(ImmutableArray<Dimension> dimensions) => $"{Number}{Units(dimensions, optional: true)}\\s*\\.\\.\\s*{Amount(dimensions)}";

    private static string Amount(ImmutableArray<Dimension> dimensions) => $"{Number}{Units(dimensions, optional: false)}";

    private static string Units(ImmutableArray<Dimension> dimensions, bool optional)
    {
        List<string> symbols = [];
        foreach (Unit unit in Unit.All)
        {
            // no dimensions: any will do
            if (dimensions.Length > 0 && !dimensions.Contains(unit.Dimension))
                continue;
            if (unit.Symbol.Length == 0)
                optional = true;
            else
                symbols.AddRange([unit.Symbol, .. unit.Aliases]);
        }

        return symbols.Count == 0 ? "" : $"(?:\\s*(?:{string.Join('|', symbols)})){(optional ? "?" : "")}";
    }

    private static string Either(MapSpec map) => $"(?:{string.Join('|', map.Names())})";
}
