using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Sinks;

/// <summary>
/// Sends frames on the reader lines of a device, each line on a thread of its own. No frame overtakes another: they wait in their order, at most
/// <see cref="MostWaiting"/> of them, and where there is no room the command fails at once. Behind each frame the line rests
/// (<see cref="RestAfter"/>), so that the controller tells it from the next one. A frame that has waited for <see cref="LongestWait"/>
/// expires: nobody stands at the door any more who held that card. A command is done when its last pulse has been sent.
/// </summary>
public sealed class ReaderLineDriver : IDisposable
{
    /// <summary>Frames that may wait on a line, beside the one that is sent.</summary>
    public const int MostWaiting = 64;

    /// <summary>How long a frame may wait.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>How long <see cref="Dispose"/> waits for the frames that are being sent.</summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1);

    // After so long without a bit every controller has taken what came for a whole frame, even a single bit.
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(60);

    private readonly Dictionary<string, ReaderLineSlot> _slots = new(StringComparer.Ordinal);
    private readonly ImmutableArray<ReaderLineSlot> _order;
    private readonly Action<string, Exception?>? _trouble;
    private int _disposed;

    /// <summary>Takes over <paramref name="lines"/>.</summary>
    /// <param name="lines">The lines of the device, each with its hardware.</param>
    /// <param name="report">Takes outcomes: on a line's thread or a timer's, or on the caller's where there is no room.</param>
    /// <param name="trouble">
    /// For the log: told once when a line's hardware begins to refuse (its name, what it threw), and once when it works again (its
    /// name, null). Called on the line's thread; must not throw.
    /// </param>
    /// <param name="time">By what waiting and resting is measured; null for the clock of the machine.</param>
    public ReaderLineDriver(IEnumerable<(ReaderLineSpec Spec, IReaderLine Line)> lines, OutcomeHandler report, Action<string, Exception?>? trouble = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        _trouble = trouble;
        foreach ((ReaderLineSpec spec, IReaderLine line) in lines)
            _slots[spec.Name] = new ReaderLineSlot(spec, line, report, trouble, time ?? TimeProvider.System);
        _order = [.. _slots.Values];
        foreach (ReaderLineSlot slot in _order)
            slot.Thread.Start();
    }

    /// <summary>How long a line rests behind the last pulse of a frame: ten spacings, and 60 ms at least.</summary>
    public static TimeSpan RestAfter(TimeSpan spacing) => 10 * spacing > ShortestRest ? 10 * spacing : ShortestRest;

    /// <summary>Whether there is a line of this name.</summary>
    public bool Has(string line) => _slots.ContainsKey(line);

    /// <summary>Takes a command to one of the lines. Never waits.</summary>
    public void Carry(in Command command) => _slots[command.Sink].Take(command);

    /// <summary>Lets what is being sent come to its end, for <see cref="LongestStop"/> at most, and stops; what waits fails.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        foreach (ReaderLineSlot slot in _order)
            slot.Stop();
        if (ThreadJoin.Within(LongestStop, _order.Select(s => s.Thread)))
            return;
        foreach (ReaderLineSlot slot in _order.Where(s => s.Thread.IsAlive))
            _trouble?.Invoke(slot.Name, new TimeoutException($"it has not finished within {LongestStop.TotalSeconds} s"));
    }
}
