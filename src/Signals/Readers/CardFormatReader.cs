using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;

namespace Reactive.Signals;

/// <summary>One line of a format's definition: <c>facility</c> and <c>1-8</c>, or <c>25</c> and <c>odd 13-24</c>.</summary>
/// <param name="Key">What it is about.</param>
/// <param name="Text">What it says.</param>
public readonly record struct CardFormatLine(string Key, string Text);

/// <summary>Something that is wrong with the definition of a format.</summary>
/// <param name="Section">Where: <c>bits</c>, <c>fields</c>, <c>parity</c> or <c>fixed</c>.</param>
/// <param name="Index">The line of the section, from 0; -1 for the section itself.</param>
/// <param name="IsKey">Whether it is the key of the line that is wrong, not its text.</param>
/// <param name="Message">What was expected, a clause.</param>
/// <param name="Hint">How it may be mended, or empty.</param>
public sealed record CardFormatProblem(string Section, int Index, bool IsKey, string Message, string Hint = "");

/// <summary>
/// Makes formats of their definitions, whether they stand in the table that comes with the product or in a pipeline, and finds all that is
/// wrong with them: bits that are not there, used twice or checked in a circle.
/// </summary>
public sealed class CardFormatReader
{
    /// <summary>The section of the numbers.</summary>
    public const string FieldsSection = "fields";

    /// <summary>The section of the parity bits.</summary>
    public const string ParitySection = "parity";

    /// <summary>The section of the bits that are always the same.</summary>
    public const string FixedSection = "fixed";

    /// <summary>The number of bits.</summary>
    public const string BitsSection = "bits";

    // a number that a rule compares is a double: beyond these bits two cards would be the same
    private const int MostNumberBits = 53;

    internal const string Even = "even";
    internal const string Odd = "odd";
    internal const string Decimal = "bcd";

    private const string ParityExample = "25: odd 13-24";

    // One instance for one definition, whoever writes it: values refer to their format by reference.
    private static readonly ConcurrentDictionary<string, CardFormat> Known = new(StringComparer.Ordinal);

    private readonly List<CardFormatProblem> _problems = [];
    private readonly Dictionary<int, string> _numbers = [];
    private readonly Dictionary<int, int> _checks = [];
    private readonly HashSet<string> _fields = [];
    private readonly Dictionary<int, bool> _constants = [];
    private readonly int _bits;

    private CardFormatReader(int bits) => _bits = bits;

    /// <summary>
    /// The format of a definition, or null with all that is wrong in <paramref name="problems"/>.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="bits">How many bits it has, 1 to <see cref="ReaderBits.Most"/>.</param>
    /// <param name="fields">The numbers: <c>facility</c>, <c>card</c>, <c>issue</c> or <c>oem</c>, and their bits, after <c>bcd</c> where every four are a decimal digit. There must be a card.</param>
    /// <param name="parity">The parity bits in the order of their computing: a position, and <c>even</c> or <c>odd</c> with the bits that are covered besides itself.</param>
    /// <param name="always">Bits that are always the same: their positions, and a digit for each.</param>
    /// <param name="problems">All that is wrong.</param>
    public static CardFormat? Read(
        string name, int bits, IReadOnlyList<CardFormatLine> fields, IReadOnlyList<CardFormatLine> parity, IReadOnlyList<CardFormatLine> always, out ImmutableArray<CardFormatProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(parity);
        ArgumentNullException.ThrowIfNull(always);
        if (bits is < 1 or > ReaderBits.Most)
        {
            problems = [new CardFormatProblem(BitsSection, -1, false, string.Create(CultureInfo.InvariantCulture, $"a card has 1 to {ReaderBits.Most} bits, not {bits}"))];
            return null;
        }

        var reader = new CardFormatReader(bits);
        CardFieldBits?[] read = [.. fields.Select(reader.Field)];
        ParityBit?[] checks = [.. parity.Select(reader.Check)];
        FixedBits?[] constants = [.. always.Select(reader.Constant)];
        reader.Orders(checks);
        reader.Digits(read);
        if (!fields.Any(f => f.Key == CardNumbers.Names[(int)CardField.Card]))
            reader._problems.Add(new CardFormatProblem(FieldsSection, -1, false, "a format needs the number of the card", "add card: 9-24, with its bits"));
        problems = [.. reader._problems];
        if (problems.Length > 0)
            return null;
        var format = new CardFormat(name, bits, [.. read!], [.. checks!], [.. constants!]);
        return Known.GetOrAdd(format.Id, format);
    }

    /// <summary>The format whose <see cref="CardFormat.Id"/> this is, or null where it is none.</summary>
    public static CardFormat? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (Known.TryGetValue(id, out CardFormat? known))
            return known;
        // from the right: a name may hold the separator, the sections cannot
        string[] parts = id.Split('|');
        if (parts.Length < 5 || !int.TryParse(parts[^4], NumberStyles.None, CultureInfo.InvariantCulture, out int bits))
            return null;
        return Read(string.Join('|', parts[..^4]), bits, Lines(parts[^3]), Lines(parts[^2]), Lines(parts[^1], " = "), out _);
    }

    /// <summary>Lines as a table writes them: <c>facility 1-8; card 9-24</c>, each cut at the first <paramref name="separator"/>.</summary>
    public static ImmutableArray<CardFormatLine> Lines(string text, string separator = " ")
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = ImmutableArray.CreateBuilder<CardFormatLine>();
        foreach (string line in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int cut = line.IndexOf(separator, StringComparison.Ordinal);
            lines.Add(cut < 0 ? new CardFormatLine(line, "") : new CardFormatLine(line[..cut].Trim(), line[(cut + separator.Length)..].Trim()));
        }

        return lines.ToImmutable();
    }

    private CardFieldBits? Field(CardFormatLine line, int index)
    {
        int name = CardNumbers.Names.IndexOf(line.Key);
        if (name < 0)
        {
            Wrong(FieldsSection, index, true, $"there is no field '{line.Key}': a card has {string.Join(", ", CardNumbers.Names)}", Specs.NearMiss.Hint(line.Key, CardNumbers.Names));
            return null;
        }

        if (!_fields.Add(line.Key))
            Wrong(FieldsSection, index, true, $"'{line.Key}' is there twice");
        bool isDecimal = line.Text.StartsWith(Decimal + " ", StringComparison.Ordinal);
        if (!Positions(FieldsSection, index, false, isDecimal ? line.Text[Decimal.Length..] : line.Text, out BitPositions positions))
            return null;
        if (positions.Count > MostNumberBits)
            Wrong(FieldsSection, index, false, $"'{line.Key}' has {positions.Count} bits, and a number has at most {MostNumberBits}", "longer ones are told apart by their raw bits");
        else if (isDecimal && positions.Count % 4 != 0)
            Wrong(FieldsSection, index, false, $"'{line.Key}' has {positions.Count} bits, and decimal digits have four each");
        foreach (int position in positions.All)
        {
            if (!_numbers.TryAdd(position, line.Key))
            {
                if (_numbers[position] != line.Key)
                    Wrong(FieldsSection, index, false, $"bit {position} belongs to '{_numbers[position]}' already");
                break;
            }
        }

        return new CardFieldBits((CardField)name, positions, isDecimal);
    }

    private ParityBit? Check(CardFormatLine line, int index)
    {
        if (!Positions(ParitySection, index, true, line.Key, out BitPositions position))
            return null;
        if (position.Count != 1)
        {
            Wrong(ParitySection, index, true, $"'{line.Key}' is not one position", $"give each parity bit its own line, such as {ParityExample}");
            return null;
        }

        int at = position.All[0];
        int blank = line.Text.IndexOf(' ', StringComparison.Ordinal);
        string kind = blank < 0 ? line.Text : line.Text[..blank];
        if (kind is not (Even or Odd))
        {
            Wrong(ParitySection, index, false, $"parity is '{Even}' or '{Odd}' over some bits, not '{line.Text}'", $"such as {ParityExample}");
            return null;
        }

        if (!Positions(ParitySection, index, false, blank < 0 ? "" : line.Text[blank..], out BitPositions covered))
            return null;
        if (covered.All.Contains(at))
            Wrong(ParitySection, index, false, $"bit {at} cannot cover itself", "list the other bits; it is counted among the ones anyway");
        if (_numbers.TryGetValue(at, out string? number))
            Wrong(ParitySection, index, true, $"bit {at} belongs to '{number}' already");
        else if (!_checks.TryAdd(at, index))
            Wrong(ParitySection, index, true, $"bit {at} is a parity bit already");
        return new ParityBit(at, kind == Odd, covered);
    }

    private FixedBits? Constant(CardFormatLine line, int index)
    {
        if (!Positions(FixedSection, index, true, line.Key, out BitPositions positions))
            return null;
        if (line.Text.Length != positions.Count || line.Text.Any(c => c is not ('0' or '1')))
        {
            Wrong(FixedSection, index, false, $"{positions.Count} fixed bits need as many digits 0 or 1, not '{line.Text}'");
            return null;
        }

        for (int i = 0; i < positions.Count; i++)
        {
            int position = positions.All[i];
            if (_checks.ContainsKey(position))
                Wrong(FixedSection, index, true, $"bit {position} is a parity bit: it cannot always be the same");
            else if (!_constants.TryAdd(position, line.Text[i] == '1'))
                Wrong(FixedSection, index, true, $"bit {position} is fixed already");
        }

        return new FixedBits(positions, [.. line.Text.Select(c => c == '1')]);
    }

    // fixed bits may leave a decimal digit no value
    private void Digits(CardFieldBits?[] fields)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            if (fields[i] is not { IsDecimal: true, Positions.All: var positions })
                continue;
            for (int digit = 0; digit + 4 <= positions.Length; digit += 4)
            {
                int least = 0;
                for (int bit = 0; bit < 4; bit++)
                    least = (least << 1) | (_constants.GetValueOrDefault(positions[digit + bit]) ? 1 : 0);
                if (least > 9)
                    Wrong(FieldsSection, i, false, $"fixed bits make digit {(digit / 4) + 1} at least {least}, which is no decimal digit");
            }
        }
    }

    // what covers another parity bit can only be computed after it
    private void Orders(ParityBit?[] checks)
    {
        for (int i = 0; i < checks.Length; i++)
        {
            foreach (int position in checks[i]?.Covered.All ?? [])
            {
                if (_checks.TryGetValue(position, out int other) && other > i)
                {
                    bool circle = Reaches(checks, other, i, new HashSet<int>());
                    Wrong(ParitySection, i, false, $"bit {checks[i]!.Position} covers bit {position}, a parity bit that is computed after it{(circle ? " and depends on it in turn" : "")}", circle ? "" : $"put {position} before it");
                    break;
                }
            }
        }
    }

    // whether one parity bit covers another, itself or by way of others
    private bool Reaches(ParityBit?[] checks, int from, int to, HashSet<int> seen) =>
        from == to || (seen.Add(from) && checks[from]!.Covered.All.Any(p => _checks.TryGetValue(p, out int next) && next != from && Reaches(checks, next, to, seen)));

    private bool Positions(string section, int index, bool isKey, string text, out BitPositions positions)
    {
        if (BitPositions.TryParse(text, _bits, out positions, out string problem))
            return true;
        Wrong(section, index, isKey, problem);
        return false;
    }

    private void Wrong(string section, int index, bool isKey, string message, string hint = "") => _problems.Add(new CardFormatProblem(section, index, isKey, message, hint));
}
