using System;
using Reactive.Signals;

namespace Reactive.Sinks;

/// <summary>
/// The hardware behind one reader line: two open-drain lines, D0 and D1. Called on that line's own thread only. Whatever it throws means
/// that the frame was not sent.
/// </summary>
public interface IReaderLine
{
    /// <summary>Sends a frame: for each bit, the first one first, a pulse on D0 for a 0 and on D1 for a 1. Returns once the last pulse has ended.</summary>
    /// <param name="bits">The frame.</param>
    /// <param name="width">How long a line is pulled low for a bit.</param>
    /// <param name="spacing">How far bits are apart, from start to start.</param>
    void Send(in ReaderBits bits, TimeSpan width, TimeSpan spacing);
}
