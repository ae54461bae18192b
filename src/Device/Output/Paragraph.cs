using System.IO;

namespace Reactive.Device.Output;

/// <summary>Sentences for people, in lines of at most 100 characters.</summary>
internal static class Paragraph
{
    private const int Width = 100;

    /// <summary>Writes words behind an indent, broken at blanks.</summary>
    public static void Write(string words, string indent, TextWriter text)
    {
        string line = indent;
        foreach (string word in words.Split(' '))
        {
            if (line.Length + word.Length > Width && line.Length > indent.Length)
            {
                text.WriteLine(line.TrimEnd());
                line = indent;
            }

            line += word + " ";
        }

        text.WriteLine(line.TrimEnd());
    }
}
