using System.CommandLine;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Signals;

namespace Reactive.Device.Commands;

/// <summary>What commands that read traces are told of files that do not say it themselves.</summary>
internal static class TraceArguments
{
    /// <summary><c>--columns</c>.</summary>
    public static Option<string?> Columns() => new("--columns") { Description = "The names of a table's columns, where the file has no header.", HelpName = "NAMES" };

    /// <summary><c>--rate</c>.</summary>
    /// <param name="more">What else it means to a command, a clause; else empty.</param>
    public static Option<string?> Rate(string more = "") => new("--rate") { Description = $"The rate of a table without times, such as 8kHz{more}.", HelpName = "RATE" };

    /// <summary>All of them, read.</summary>
    public static TraceOptions Options(string? columns, string? rate, string? key = null) => new() { Columns = columns, Rate = rate is null ? null : RateOf(rate), Key = key };

    private static SampleRate RateOf(string text) =>
        Quantity.TryParse(text, out Quantity quantity, out _) && quantity.Dimension == Dimension.Frequency && quantity.Value is >= 0.000001m and <= 1_000_000_000m
            ? SampleRate.FromHertz(quantity.Number)
            : throw CommandException.Usage($"--rate takes samples a second such as 8kHz or 100 Hz, from 1 µHz to 1 GHz, not '{text}'.");
}
