using System;
using System.Globalization;
using Reactive.Device.Output;

namespace Reactive.Device.Speakers;

/// <summary>The lines of a reference, one after the other: a word, and what belongs to it.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="text">Its text.</param>
internal sealed class ReferenceLines(string path, string text)
{
    private int _line;
    private string _expected = "";

    /// <summary>The whole text.</summary>
    public string Text => text;

    /// <summary>Where the next line begins.</summary>
    public int Place { get; private set; }

    /// <summary>What stands behind <paramref name="word"/> in the next line.</summary>
    /// <exception cref="CommandException">There is no line, or it begins with another word.</exception>
    public string[] Next(string word)
    {
        _line++;
        _expected = word;
        int end = text.IndexOf('\n', Place);
        string[] words = end < 0 ? [] : text[Place..end].Split(' ');
        if (words.Length == 0 || words[0] != word)
            throw Wrong();
        Place = end + 1;
        return words[1..];
    }

    /// <summary>The number with its unit behind <paramref name="word"/> in the next line.</summary>
    /// <exception cref="CommandException">There is none, or it is out of range.</exception>
    public double Number(string word, string unit, double least, double most, bool isWhole = false) =>
        Next(word) is [var number, var named] && named == unit && Figure(number, least, most) is var value && (!isWhole || value == Math.Floor(value)) ? value : throw Wrong();

    /// <summary>A number of the line that was read last.</summary>
    /// <exception cref="CommandException">It is none, or out of range.</exception>
    public double Figure(string number, double least, double most) =>
        double.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most ? value : throw Wrong();

    /// <summary>Refuses what stands behind the last line.</summary>
    public void End()
    {
        if (Place < text.Length)
            throw CommandException.Failure($"{path}:{_line + 1}: the file goes on behind its checksum: it is damaged. Calibrate the speaker anew.");
    }

    /// <summary>What to tell of the line that was asked for last.</summary>
    public CommandException Wrong() => _line == 1
        ? CommandException.Failure($"{path} is no reference of a speaker: 'reactive speaker-test calibrate' makes one.")
        : CommandException.Failure($"{path}:{_line}: the line '{_expected}' is damaged or missing. Calibrate the speaker anew.");
}
