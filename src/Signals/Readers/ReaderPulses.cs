using System.Collections.Generic;
namespace Reactive.Signals;

/// <summary>The lines of a reader while it sends a frame: pulses of 50 µs, 2 ms apart, as many readers send them.</summary>
public static class ReaderPulses
{
    private const long WidthNanoseconds = 50_000;
    private const long SpacingNanoseconds = 2_000_000;

    /// <summary>What the lines are, and how long after the frame began.</summary>
    public static IEnumerable<(long Nanoseconds, Value Lines)> Of(ReaderBits frame)
    {
        for (int bit = 0; bit < frame.Length; bit++)
        {
            yield return (bit * SpacingNanoseconds, Value.Symbol(SymbolType.WiegandLines, frame[bit] ? "d1" : "d0"));
            yield return ((bit * SpacingNanoseconds) + WidthNanoseconds, Value.Symbol(SymbolType.WiegandLines, "idle"));
        }
    }
}
