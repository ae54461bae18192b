using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Commands;

/// <summary><c>card decode BITS...|-</c>: the cards that frames may be.</summary>
internal static class CardDecodeCommand
{
    private const string StandardInput = "-";

    // longer than any frame, however it is written
    private const int LongestLine = 1024;

    public static Command Create()
    {
        var bits = new Argument<string[]>("BITS") { Description = "Frames: binary digits in the order sent, or hexadecimal ones with the number of bits (0x2f623ae/26). '-' reads one a line from standard input.", Arity = ArgumentArity.OneOrMore };
        var formats = new Option<string[]>("--format") { Description = "A format to try; may be given several times: the first that matches is the answer. Without it, all that match are.", HelpName = "F" };
        var all = new Option<bool>("--all") { Description = "Tells formats whose parity is wrong, too." };
        var json = new Option<bool>("--json") { Description = "JSON Lines, an object a match." };
        var command = new Command("decode", "Tells which cards frames may be.") { bits, formats, all, json };
        command.SetAction(parsed => Run(parsed.GetValue(bits)!, parsed.GetValue(formats) ?? [], parsed.GetValue(all), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] inputs, string[] formats, bool all, bool json)
    {
        var search = new CardSearch([.. formats.Select(FormatsCommand.Find)], all);
        Refuse(inputs);
        using var output = new BufferedStream(StandardOutput.Open(), 1 << 16);
        using ICardOutput told = json ? new CardJson(output) : new CardText(output);
        var findings = new List<CardFinding>();
        bool good = true;
        foreach (string input in inputs)
        {
            if (input == StandardInput)
                good &= Lines(search, told, findings);
            else if (ReaderBits.TryParse(input, out ReaderBits frame, out _))
                good &= Tell(input.Trim(), frame, search, told, findings);
        }

        return good ? ExitCode.Done : ExitCode.No;
    }

    // all that is wrong, before anything is decoded
    private static void Refuse(string[] inputs)
    {
        string[] wrong = [.. inputs.Where(i => i != StandardInput).Select(i => ReaderBits.TryParse(i, out _, out string problem) ? "" : $"'{Shown(i)}': {Shown(problem)}.").Where(w => w.Length > 0)];
        if (wrong.Length == 0)
            return;
        foreach (string one in wrong.SkipLast(1))
            Console.Error.WriteLine("reactive: " + one);
        throw CommandException.Usage(wrong[^1]);
    }

    // a line that is no bits is told, and the others decoded; what is decoded is seen before the next line is waited for
    private static bool Lines(CardSearch search, ICardOutput told, List<CardFinding> findings)
    {
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        var lines = new BoundedLines(input, LongestLine, told.Flush);
        bool good = true;
        while (lines.Next(out string line, out bool whole))
        {
            if (whole && string.IsNullOrWhiteSpace(line))
                continue;
            string problem = $"it is longer than {LongestLine} characters";
            if (whole && ReaderBits.TryParse(line, out ReaderBits frame, out problem))
            {
                good &= Tell(line.Trim(), frame, search, told, findings);
                continue;
            }

            good = false;
            Console.Error.WriteLine($"reactive: line {lines.Number}: {Shown(problem)}.");
        }

        return good;
    }

    private static bool Tell(string input, in ReaderBits frame, CardSearch search, ICardOutput told, List<CardFinding> findings)
    {
        bool matches = search.Find(frame, findings);
        told.Write(input, frame, findings);
        return matches;
    }

    // what came from anywhere goes to a terminal: no control characters, and not too much of it
    private static string Shown(string text)
    {
        string shown = text.Length > 160 ? text[..160] + "…" : text;
        return string.Concat(shown.Select(c => char.IsControl(c) ? '\uFFFD' : c));
    }
}
