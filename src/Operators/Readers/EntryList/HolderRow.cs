using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>How PINs are taken.</summary>
/// <param name="Secret">Makes digests of digits; null where digits are refused.</param>
/// <param name="KeyId">Under which secret digests have to be; null for any.</param>
internal readonly record struct PinRule(PinSecret? Secret, uint? KeyId);

/// <summary>Makes a holder of one line of a table. What is wrong is left out of the holder and told, all of it.</summary>
internal sealed class HolderRow(HolderColumns columns, PinRule pins, CardFormatNames formats, List<HolderProblem> problems)
{
    // a clause about a cell may quote all of it
    private const int MostProblem = 120;

    private static readonly ImmutableArray<string> Usual = [Holder.UsualCondition];

    private static readonly ImmutableArray<string> Presented = [HolderColumns.Card, HolderColumns.Format, HolderColumns.Number, HolderColumns.Pin, HolderColumns.PinDigest, HolderColumns.Qr];

    private List<CsvCell> _row = [];

    /// <summary>Reads a line. The holder has the id 0 where the line gives none.</summary>
    public Holder Read(List<CsvCell> row)
    {
        _row = row;
        long? from = Instant(HolderColumns.ValidFrom), to = Instant(HolderColumns.ValidTo);
        if (from >= to)
            Wrong(HolderColumns.ValidTo, "this is not after 'valid-from'");
        var holder = new Holder
        {
            Id = (int)(Whole(HolderColumns.Id, 1, int.MaxValue) ?? 0),
            FirstName = Name(HolderColumns.FirstName),
            LastName = Name(HolderColumns.LastName),
            Notes = Text(HolderColumns.Notes, Holder.MostNotesLetters),
            Card = Card(),
            Pin = Pin(),
            QrText = Text(HolderColumns.Qr, Holder.MostQrLetters) is { Length: > 0 } text ? text : null,
            Conditions = Conditions(),
            ValidFrom = from,
            ValidTo = to,
            UsesLeft = (int?)Whole(HolderColumns.Uses, 0, Holder.MostUses),
            LastUse = (long)(Whole(HolderColumns.LastUse, 0, Holder.LastPossibleUse) ?? 0),
            IsSuspended = IsSuspended(),
        };
        if (columns.Has(HolderColumns.FirstName) && Trimmed(HolderColumns.FirstName).Length == 0)
            Wrong(HolderColumns.FirstName, "a holder needs a first name");
        if (columns.HasCredential && Presented.All(c => Cell(c).Text.Length == 0))
            Wrong(HolderColumns.FirstName, "this holder presents nothing", "give a card, a PIN or a QR text");
        return holder;
    }

    private string Name(string column)
    {
        string name = Text(column, Holder.MostNameLetters).Trim();
        if (name.AsSpan().IndexOfAnyInRange('\0', '\u001F') >= 0 || name.AsSpan().IndexOfAnyInRange('\u007F', '\u009F') >= 0)
            Wrong(column, $"'{column}' has a line end or another control character", "a name is on one line");
        return name;
    }

    private string Text(string column, int most)
    {
        string text = Cell(column).Text;
        if (!Holder.IsReadable(text))
            Wrong(column, $"'{column}' has letters that cannot be read", "save the table as CSV in UTF-8");
        if (text.Length <= most)
            return text;
        Wrong(column, string.Create(CultureInfo.InvariantCulture, $"'{column}' has at most {most} letters, not {text.Length}"));
        return text[..most];
    }

    private HolderCard? Card()
    {
        string bits = Trimmed(HolderColumns.Card), format = Trimmed(HolderColumns.Format);
        bool isByNumbers = format.Length > 0 || Trimmed(HolderColumns.Number).Length > 0 || Trimmed(HolderColumns.Facility).Length > 0;
        if (bits.Length > 0 && isByNumbers)
            Wrong(HolderColumns.Card, "a card is known by its bits or by its numbers, not by both", "empty 'card', or 'format', 'facility' and 'number'");
        if (bits.Length > 0)
        {
            if (ReaderBits.TryParse(bits, out ReaderBits frame, out string problem))
                return HolderCard.Of(frame);
            Wrong(HolderColumns.Card, CellText.Shown(problem, MostProblem), "write bits such as 0x2f623ae/26");
            return null;
        }

        return isByNumbers ? CardByNumbers(format) : null;
    }

    private HolderCard? CardByNumbers(string name)
    {
        ulong? facility = Whole(HolderColumns.Facility, 0, long.MaxValue), number = Whole(HolderColumns.Number, 0, long.MaxValue);
        if (name.Length == 0)
        {
            Wrong(Trimmed(HolderColumns.Number).Length > 0 ? HolderColumns.Number : HolderColumns.Facility, "numbers of a card need its format", "put it into 'format', such as H10301");
            return null;
        }

        CardFormat? format = formats.Find(name);
        if (format is null)
            Wrong(HolderColumns.Format, $"there is no card format '{CellText.Shown(name)}'", formats.Hint(name));
        if (Trimmed(HolderColumns.Number).Length == 0)
            Wrong(HolderColumns.Format, "a card of a format needs its number", "put it into 'number'");
        bool isFacilityRead = facility is not null || Trimmed(HolderColumns.Facility).Length == 0;
        if (format is null || number is not { } card || !isFacilityRead)
            return null;
        if (HolderCard.Of(format, facility, card, out string problem) is { } known)
            return known;
        Wrong(HolderColumns.Number, problem);
        return null;
    }

    // a PIN is never repeated in a message
    private PinDigest? Pin()
    {
        string digits = Trimmed(HolderColumns.Pin), digest = Trimmed(HolderColumns.PinDigest);
        if (digits.Length > 0 && digest.Length > 0)
            Wrong(HolderColumns.PinDigest, "a holder has one PIN", "empty 'pin', or 'pin-digest' to give a new PIN");
        if (digits.Length > 0)
        {
            if (digits.Length > PinOptions.MostDigits || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            {
                Wrong(HolderColumns.Pin, string.Create(CultureInfo.InvariantCulture, $"a PIN is 1 to {PinOptions.MostDigits} digits"));
                return null;
            }

            if (pins.Secret is not { } secret)
            {
                Wrong(HolderColumns.Pin, "a PIN in digits needs the secret under which PINs are kept", "name it: pin-key: secret door-pins in a pipeline, --pin-key FILE on the command line");
                return null;
            }

            return secret.Digest(new ReaderBits(4 * digits.Length, UInt128.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));
        }

        if (digest.Length == 0)
            return null;
        if (!Operators.PinDigest.TryParse(digest, out PinDigest kept))
            Wrong(HolderColumns.PinDigest, "this is no digest of a PIN", "leave digests as they were written, or give the PIN in 'pin'");
        else if (pins.KeyId is { } own && kept.KeyId != own)
            Wrong(HolderColumns.PinDigest, string.Create(CultureInfo.InvariantCulture, $"this digest was made on another device: under secret {kept.KeyId:x8}, not {own:x8}"), "give the PIN in 'pin', or bring that device's secret here");
        else
            return kept;
        return null;
    }

    private ImmutableArray<string> Conditions()
    {
        string text = Cell(HolderColumns.Conditions).Text;
        if (text is "" or Holder.UsualCondition)
            return Usual;
        var conditions = ImmutableArray.CreateBuilder<string>();
        foreach (string name in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            bool isName = name[0] is >= 'a' and <= 'z' && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
            if (!isName)
                Wrong(HolderColumns.Conditions, $"'{CellText.Shown(name)}' is no name of a condition", "small letters, digits and hyphens, such as access-granted; blanks between several");
            else if (conditions.Contains(name))
                Wrong(HolderColumns.Conditions, $"the condition '{CellText.Shown(name)}' is there twice");
            else
                conditions.Add(name);
        }

        return conditions.Count == 0 ? Usual : conditions.DrainToImmutable();
    }

    private long? Instant(string column)
    {
        string text = Trimmed(column);
        if (text.Length == 0)
            return null;
        if (InstantText.TryParse(text, out long nanoseconds, out string problem, out string hint))
            return nanoseconds;
        Wrong(column, $"'{CellText.Shown(text)}': {problem}", hint);
        return null;
    }

    private bool IsSuspended()
    {
        string text = Trimmed(HolderColumns.Suspended);
        if (text is not ("" or "yes" or "no"))
            Wrong(HolderColumns.Suspended, $"'suspended' is yes or no, not '{CellText.Shown(text)}'");
        return text == "yes";
    }

    private ulong? Whole(string column, ulong least, ulong most)
    {
        string text = Trimmed(column);
        if (text.Length == 0)
            return null;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && number >= least && number <= most)
            return number;
        Wrong(column, string.Create(CultureInfo.InvariantCulture, $"'{column}' is a whole number from {least} to {most}, not '{CellText.Shown(text)}'"));
        return null;
    }

    private string Trimmed(string column) => Cell(column).Text.Trim();

    private CsvCell Cell(string column) => columns.Of(_row, column);

    private void Wrong(string column, string message, string hint = "")
    {
        CsvCell cell = Cell(column);
        problems.Add(new HolderProblem(cell.Line, cell.Column, message, hint));
    }
}
