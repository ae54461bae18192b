using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Commands;

/// <summary><c>card encode --format F</c>: the frame of a card.</summary>
internal static class CardEncodeCommand
{
    public static Command Create()
    {
        var format = new Option<string>("--format") { Description = "The format; 'reactive formats' lists them.", HelpName = "F", Required = true };
        Option<string?>[] numbers = [.. CardNumbers.Names.Select(n => new Option<string?>("--" + n) { Description = About(n), HelpName = "N" })];
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("encode", "Makes the frame of a card.") { format, json };
        foreach (Option<string?> number in numbers)
            command.Add(number);
        command.SetAction(parsed => Run(parsed.GetValue(format)!, [.. numbers.Select(n => parsed.GetValue(n))], parsed.GetValue(json)));
        return command;
    }

    private static int Run(string name, string?[] texts, bool json)
    {
        CardFormat format = FormatsCommand.Find(name).Format;
        var wrong = new List<string>();
        CardNumbers numbers = Read(format, texts, wrong);
        ReaderBits frame = default;
        if (wrong.Count == 0 && !format.TryEncode(numbers, out frame, out string problem))
            wrong.Add(problem);
        foreach (string one in wrong.SkipLast(1))
            Console.Error.WriteLine($"reactive: {one}.");
        if (wrong.Count > 0)
            throw CommandException.Usage(wrong[^1] + ".");
        if (json)
        {
            using var lines = new JsonLines(StandardOutput.Open());
            lines.Object(o =>
            {
                o.WriteString("format", format.Name);
                o.WriteString("bits", frame.ToString());
                o.WriteString("raw", frame.Raw);
            });
            return ExitCode.Done;
        }

        TextLines.Output.WriteLine($"{format.Name}  {CardText.Numbers(format, format.Numbers(frame))}");
        TextLines.Output.WriteLine($"  {frame}");
        TextLines.Output.WriteLine($"  {FormatReference.Drawing(format)}");
        TextLines.Output.WriteLine($"  {frame.Written}");
        TextLines.Output.Flush();
        return ExitCode.Done;
    }

    // every number that is wrong is told, not only the first
    private static CardNumbers Read(CardFormat format, string?[] texts, List<string> wrong)
    {
        CardNumbers numbers = default;
        for (int i = 0; i < texts.Length; i++)
        {
            if (texts[i] is not { } text)
                continue;
            if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
                wrong.Add($"--{CardNumbers.Names[i]} takes a whole number, not '{text}'");
            else if (!format.TryEncode(default(CardNumbers).With((CardField)i, number), out _, out string problem))
                wrong.Add(problem);
            numbers = numbers.With((CardField)i, number);
        }

        return numbers;
    }

    private static string About(string name) => name switch
    {
        "facility" => "The facility code. A number that is left out is 0.",
        "card" => "The number of the card.",
        "issue" => "The issue level.",
        _ => "The maker's code.",
    };
}
