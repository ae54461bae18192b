using System;
using System.Collections.Generic;

namespace Reactive.Signals;

/// <summary>The lines of a reader while it sends a frame.</summary>
public static class ReaderPulses
{
    /// <summary>How long most readers pull a line low for a bit.</summary>
    public static readonly TimeSpan UsualWidth = TimeSpan.FromMicroseconds(50);

    /// <summary>How far the bits of most readers are apart, from start to start.</summary>
    public static readonly TimeSpan UsualSpacing = TimeSpan.FromMilliseconds(2);

    /// <summary>What the lines are while most readers send a frame, and how long after the frame began.</summary>
    public static IEnumerable<(long Nanoseconds, Value Lines)> Of(ReaderBits frame) => Of(frame, UsualWidth, UsualSpacing);

    /// <summary>What the lines are while a frame is sent, and how long after the frame began.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="width">How long a line is pulled low for a bit.</param>
    /// <param name="spacing">How far bits are apart, from start to start.</param>
    public static IEnumerable<(long Nanoseconds, Value Lines)> Of(ReaderBits frame, TimeSpan width, TimeSpan spacing)
    {
        for (int bit = 0; bit < frame.Length; bit++)
        {
            long begins = bit * spacing.Ticks * TimeSpan.NanosecondsPerTick;
            yield return (begins, Value.Symbol(SymbolType.WiegandLines, frame[bit] ? "d1" : "d0"));
            yield return (begins + (width.Ticks * TimeSpan.NanosecondsPerTick), Value.Symbol(SymbolType.WiegandLines, "idle"));
        }
    }

    /// <summary>How long a frame takes, from the start of its first pulse to the end of its last one; nothing where it has no bits.</summary>
    public static TimeSpan DurationOf(in ReaderBits frame, TimeSpan width, TimeSpan spacing) =>
        frame.Length == 0 ? TimeSpan.Zero : ((frame.Length - 1) * spacing) + width;
}
