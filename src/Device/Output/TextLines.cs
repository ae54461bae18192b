using System;
using System.Globalization;
using System.IO;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Device.Output;

/// <summary>What happens in a run, a line each, for people: time, name, what, why.</summary>
public static class TextLines
{
    /// <summary><c>     2.020 s  strike        activate   rule unlock, line 34</c>.</summary>
    public static string Of(in Command command, RuleFiles files) => $"{Time(command.At)}  {What(command, files)}";

    /// <summary>The same without the time.</summary>
    public static string What(in Command command, RuleFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        string what = command.Text is null ? command.Verb : command.Verb is Command.Send or Command.Publish or Command.Call ? $"{command.Verb} {command.Shown}" : $"{command.Verb} \"{command.Text}\"";
        return $"{command.Sink,-14}  {what,-14}  {files.Told(command.Cause)}";
    }

    /// <summary><c>     3.449 s  door          open       22.1 kΩ</c>.</summary>
    public static string Of(in SignalChange change) => $"{Time(change.At)}  {What(change)}";

    /// <summary>The same without the time.</summary>
    public static string What(in SignalChange change) => $"{change.Signal,-14}  {change.Shown,-14}  {Measured(change.Shown)}".TrimEnd();

    /// <summary>What a value was decided on: <c>3.87 kΩ</c>; empty for none.</summary>
    public static string Measured(in Value value)
    {
        if (value.Type?.Measurement is not { } unit || float.IsNaN(value.Measurement))
            return "";
        return unit.Dimension == Dimension.Resistance
            ? Amount.OhmsText(value.Measurement)
            : value.Measurement.ToString("0.##", CultureInfo.InvariantCulture) + " " + unit;
    }

    /// <summary>An instant to the millisecond, for summaries.</summary>
    public static string Seconds(SignalTime at) => new SignalTime(at.Nanoseconds / 1_000_000 * 1_000_000).ToString();

    /// <summary>An instant in a column: milliseconds, more decimals only where they are there.</summary>
    public static string Time(SignalTime at)
    {
        string text = at.ToString();
        int point = text.IndexOf('.', StringComparison.Ordinal);
        int decimals = point < 0 ? 0 : text.Length - point - 1;
        if (decimals < 3)
            text = (point < 0 ? text + "." : text) + new string('0', 3 - decimals);
        return $"{text,10} s";
    }

    /// <summary>Standard output that copes with many short lines: buffered where nobody watches.</summary>
    public static TextWriter Output { get; } = Console.IsOutputRedirected
        ? new StreamWriter(StandardOutput.Open(), new System.Text.UTF8Encoding(false), 1 << 16) { AutoFlush = false }
        : Console.Out;
}
