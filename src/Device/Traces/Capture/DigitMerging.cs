using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>
/// Makes one digit of what several carriers bring of one press of a key. A digit is a press that another carrier brought if it is the same character and
/// their times overlap, or are at most <see cref="Tolerance"/> apart; each carrier brings a press once. While a telephone event goes on, tones of its
/// character are that press, however often they are interrupted.
/// </summary>
internal static class DigitMerging
{
    /// <summary>How far apart two carriers may bring a press, in nanoseconds: networks and detectors take their time.</summary>
    public const long Tolerance = 150_000_000;

    // how long before its stamp a digit may have begun, at most: as long as one packet of events can say
    private const long Longest = 70_000_000_000;

    /// <summary>Merges what carriers brought; each sequence holds digits that begin and that are over, by stamp.</summary>
    /// <returns>Each press as whoever brought it first told it: that it has begun, and, where anybody knows, that it is over. By stamp.</returns>
    public static IReadOnlyList<Stamped<Value>> Merge(IEnumerable<IReadOnlyList<Stamped<Value>>> carriers)
    {
        var presses = new List<Press>();
        // those that something may still come of
        var open = new List<Press>();
        foreach (Part part in carriers.SelectMany(Parts).OrderBy(p => p.Begun.Stamp))
        {
            open.RemoveAll(p => part.Begun.Stamp - p.End > Longest);
            if (open.FindLast(p => p.Is(part)) is { } same)
            {
                same.Parts.Add(part);
                continue;
            }

            var press = new Press(part);
            presses.Add(press);
            open.Add(press);
        }

        return [.. presses.SelectMany(Told).OrderBy(v => v.Stamp)];
    }

    private static IEnumerable<Stamped<Value>> Told(Press press)
    {
        Part first = press.Parts[0];
        yield return first.Begun;
        if (first.Over is { } over)
            yield return over;
    }

    private static List<Part> Parts(IReadOnlyList<Stamped<Value>> digits)
    {
        var parts = new List<Part>();
        foreach (Stamped<Value> digit in digits)
        {
            if (!digit.Value.IsOver)
                parts.Add(new Part(digit, null));
            else if (parts.Count > 0 && parts[^1].Over is null && parts[^1].Begun.Value.DigitCharacter == digit.Value.DigitCharacter)
                parts[^1] = parts[^1] with { Over = digit };
        }

        return parts;
    }

    // What one carrier brought of a press.
    private readonly record struct Part(Stamped<Value> Begun, Stamped<Value>? Over)
    {
        public DigitCarrier Carrier => Begun.Value.DigitCarrier!.Value;

        public SignalTime Start => Begun.Since;

        public SignalTime End => Over?.Stamp ?? Begun.Stamp;

        public bool Touches(in Part other, long tolerance) => Start.AddNanoseconds(-tolerance) <= other.End && other.Start <= End.AddNanoseconds(tolerance);
    }

    private sealed class Press(Part first)
    {
        public List<Part> Parts { get; } = [first];

        public SignalTime End => Parts.Max(p => p.End);

        public bool Is(Part part) =>
            Parts[0].Begun.Value.DigitCharacter == part.Begun.Value.DigitCharacter
            && (Parts.TrueForAll(p => p.Carrier != part.Carrier)
                ? Parts.Exists(p => p.Touches(part, Tolerance))
                : part.Carrier == DigitCarrier.InBand && Parts.Exists(p => p.Carrier == DigitCarrier.RtpEvent && p.Touches(part, 0)));
    }
}
