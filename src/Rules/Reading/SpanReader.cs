using System;
using Reactive.Rules.Yaml;
using Reactive.Signals;

namespace Reactive.Rules;

/// <summary>An instant, or the time between two, both of which belong to it.</summary>
internal readonly record struct TimeSpread(SignalTime Earliest, SignalTime Latest)
{
    /// <summary>One instant.</summary>
    public TimeSpread(SignalTime at)
        : this(at, at)
    {
    }
}

/// <summary>Reads instants of a test: <c>1 s</c>, or <c>1 s..1.05 s</c>, whose first unit may be left out.</summary>
internal static class SpanReader
{
    /// <summary>An instant or a span; null where it is neither, which is reported.</summary>
    public static TimeSpread? Read(ReadContext context, YamlNode node, string path)
    {
        if (context.Scalar(node, path, "at: 1 s") is not YamlScalar scalar)
            return null;
        int dots = scalar.Value.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
            return At(context, scalar, path) is SignalTime at ? new TimeSpread(at) : null;
        string from = scalar.Value[..dots].Trim(), to = scalar.Value[(dots + 2)..].Trim();
        if (Quantity.TryParse(to, out Quantity end, out _) && from.Length > 0 && char.IsAsciiDigit(from[^1]))
            from += " " + end.Unit.Symbol;
        if (At(context, new YamlScalar(scalar.Start, scalar.End, from, scalar.Style), path) is not SignalTime earliest
            || At(context, new YamlScalar(scalar.Start, scalar.End, to, scalar.Style), path) is not SignalTime latest)
            return null;
        if (earliest <= latest)
            return new TimeSpread(earliest, latest);
        context.Error(DiagnosticCodes.BadRange, scalar.Start, path, $"the span {scalar.Describe()} ends before it starts", "write EARLIEST..LATEST");
        return null;
    }

    /// <summary>An instant; null where it is none, which is reported.</summary>
    public static SignalTime? At(ReadContext context, YamlNode node, string path) =>
        ParameterReader.ReadOne(context, TestsReader.At, node, path) is Quantity at ? new SignalTime(at.Nanoseconds) : null;

    /// <summary>Reports an entry that comes before one that stands above it; <paramref name="now"/> becomes the later of the two.</summary>
    public static void InOrder(ReadContext context, SignalTime at, ref SignalTime now, int offset, string path)
    {
        if (at < now)
            context.Error(DiagnosticCodes.TimesOutOfOrder, offset, path, $"{at} s comes after {now} s", "put the entries in the order of their times");
        now = SignalTime.Max(now, at);
    }
}
