using System;
using System.Collections.Generic;
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
        JsonLines.Parts(o, RecordType.Card, card);
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
    public static string Numbers(CardFormat format, CardNumbers numbers) => string.Join("  ", format.Fields.OrderBy(f => f.Field).Select(f => $"{CardNumbers.Names[(int)f.Field]} {numbers[f.Field]}"));

    public void Write(string input, in ReaderBits frame, List<CardFinding> findings)
    {
        _text.WriteLine($"{input}  ({Plural.Of(frame.Length, "bit")}, {frame.Raw})");
        if (findings.Count == 0)
            _text.WriteLine("  no format matches");
        if (findings.Count == 0)
            return;
        int names = findings.Max(f => f.Format.Name.Length);
        List<string> numbers = [];
        foreach (CardFinding finding in findings)
            numbers.Add(Numbers(finding.Format, finding.Format.Numbers(frame)));
        int width = numbers.Max(n => n.Length);
        for (int i = 0; i < findings.Count; i++)
            _text.WriteLine($"  {findings[i].Format.Name.PadRight(names)}  {numbers[i].PadRight(width)}  {Parity(findings[i].ParityHolds)}");
    }

    public void Flush() => _text.Flush();

    public void Dispose() => _text.Dispose();

    private static string Parity(bool? holds) => holds switch { true => "parity right", false => "parity wrong", null => "no parity" };
}
