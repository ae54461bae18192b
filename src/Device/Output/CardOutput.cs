using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Reactive.Device.Commands;
using Reactive.Signals;

namespace Reactive.Device.Output;

/// <summary>Tells what <c>card decode</c> found.</summary>
internal interface ICardOutput : IDisposable
{
    /// <summary>Tells of one frame.</summary>
    /// <param name="input">As it was given.</param>
    /// <param name="frame">Its bits.</param>
    /// <param name="findings">The formats; none where nothing matches.</param>
    void Write(string input, in ReaderBits frame, List<CardFinding> findings);

    /// <summary>Lets what was told be seen.</summary>
    void Flush();
}

/// <summary>JSON Lines, an object a format.</summary>
internal sealed class CardJson(Stream stream) : ICardOutput
{
    private readonly JsonLines _lines = new(stream);

    public void Write(string input, in ReaderBits frame, List<CardFinding> findings)
    {
        if (findings.Count == 0)
            Object(input, Value.Card(frame, null), default);
        foreach (CardFinding finding in findings)
            Object(input, Value.Card(frame, finding.Format), finding);
    }

    public void Flush() => _lines.Flush();

    public void Dispose() => _lines.Dispose();

    private void Object(string input, Value card, CardFinding finding) => _lines.Object(o =>
    {
        o.WriteString("input", input);
        ValueJson.WriteParts(o, RecordType.Card, card);
        if (finding.ParityHolds is { } holds)
            o.WriteBoolean("parity", holds);
        else if (finding.Format is not null)
            o.WriteNull("parity");
    });
}

/// <summary>Text for people: the frame, and a line a format below it.</summary>
internal sealed class CardText(Stream stream) : ICardOutput
{
    private readonly StreamWriter _text = new(stream, new UTF8Encoding(false));

    /// <summary><c>facility 12  card 3456</c>.</summary>
    public static string Numbers(CardFormat format, CardNumbers numbers) => string.Join("  ", format.Fields.OrderBy(f => f.Field).Select(f => Number(f.Field, numbers[f.Field]!.Value)));

    public void Write(string input, in ReaderBits frame, List<CardFinding> findings)
    {
        _text.WriteLine($"{input}  ({Plural.Of(frame.Length, "bit")}, {frame.Raw})");
        if (findings.Count == 0)
        {
            _text.WriteLine("  no format matches");
            return;
        }

        var rows = findings.ConvertAll(f => (List<string>)[f.Format.Name]);
        for (CardField field = CardField.Facility; field <= CardField.Oem; field++)
        {
            for (int i = 0; i < rows.Count; i++)
                rows[i].Add(findings[i].Format.Number(frame, field) is { } number ? Number(field, number) : "");
        }

        for (int i = 0; i < rows.Count; i++)
            rows[i].Add(Parity(findings[i].ParityHolds));
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(r => r[column].Length))];
        foreach (List<string> row in rows)
            _text.WriteLine("  " + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])).Where(c => c.Length > 0)).TrimEnd());
    }

    public void Flush() => _text.Flush();

    public void Dispose() => _text.Dispose();

    private static string Number(CardField field, ulong number) => string.Create(CultureInfo.InvariantCulture, $"{CardNumbers.Names[(int)field]} {number}");

    private static string Parity(bool? holds) => holds switch { true => "parity right", false => "parity wrong", null => "no parity" };
}
