using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Reactive.Signals;
using Reactive.Sinks;

namespace Reactive.Device.Simulation;

/// <summary>A simulated reader line: takes as long as the pulses of a frame take, and remembers the last frames.</summary>
public sealed class SimulatedReaderLine : IReaderLine
{
    private const int MostRemembered = 64;

    private readonly Queue<ReaderBits> _sent = new();

    /// <summary>The frames that were sent, the latest last: 64 at most.</summary>
    public ImmutableArray<ReaderBits> Sent
    {
        get
        {
            lock (_sent)
                return [.. _sent];
        }
    }

    /// <inheritdoc/>
    public void Send(in ReaderBits bits, TimeSpan width, TimeSpan spacing)
    {
        Thread.Sleep(ReaderPulses.DurationOf(bits, width, spacing));
        lock (_sent)
        {
            _sent.Enqueue(bits);
            if (_sent.Count > MostRemembered)
                _sent.Dequeue();
        }
    }
}
