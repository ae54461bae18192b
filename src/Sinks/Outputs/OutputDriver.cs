using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Sinks;

/// <summary>
/// Carries out commands to relays and outputs, each output on a thread of its own, so that a port that hangs holds no other. Each
/// has one slot for the latest command: the last state wins, nothing queues, and a command that is overtaken before it
/// was carried out expires.
/// <para>
/// An output is driven when its logical state is active XOR it is normally closed. Until the run has begun, while the
/// driver has been told to fail safe, and from <see cref="Dispose"/> on, every output is released, whatever its normal
/// state, and commands fail; the last state ordered is taken up again when that ends.
/// </para>
/// <para>
/// Where the hardware refuses a command, the command fails and the output is released until the next one. A release or a
/// normal position that is refused is tried again, after 0.1 s, then twice as long each time, up to 5 s.
/// </para>
/// </summary>
public sealed class OutputDriver : IDisposable
{
    /// <summary>How long <see cref="Dispose"/> waits for all ports together.</summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, OutputSlot> _slots = new(StringComparer.Ordinal);
    private readonly ImmutableArray<OutputSlot> _order;
    private readonly OutcomeHandler _report;
    private readonly Action<string, Exception?>? _trouble;
    private int _disposed;

    /// <summary>Takes over <paramref name="outputs"/> and releases them.</summary>
    /// <param name="outputs">The outputs of the device, each with its hardware.</param>
    /// <param name="report">Takes outcomes.</param>
    /// <param name="trouble">
    /// For the log: told once when an output's hardware begins to refuse (its name, what it threw), and once when it works
    /// again (its name, null). Called on the output's thread; must not throw.
    /// </param>
    public OutputDriver(IEnumerable<(OutputSpec Spec, IOutputPort Port)> outputs, OutcomeHandler report, Action<string, Exception?>? trouble = null)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        _report = report;
        _trouble = trouble;
        foreach ((OutputSpec spec, IOutputPort port) in outputs)
            _slots[spec.Name] = new OutputSlot(spec, port, report, trouble);
        _order = [.. _slots.Values];
        foreach (OutputSlot slot in _order)
            slot.Thread.Start();
    }

    /// <summary>Takes a command. Never waits for the hardware.</summary>
    /// <param name="command">The command, to one of the outputs.</param>
    /// <param name="answer">Whether its outcome is reported; false where the caller has answered it. Its state is taken all the same.</param>
    public void Carry(in Command command, bool answer = true)
    {
        long overtaken = _slots[command.Sink].Take(answer ? command.Number : 0, command.Verb == "activate");
        if (overtaken != 0)
            _report(overtaken, Outcome.Expired, Value.Unknown(UnknownReason.Stale));
    }

    /// <summary>The run has begun: outputs take their normal position and follow their commands from here on.</summary>
    public void Begin()
    {
        foreach (OutputSlot slot in _order)
            slot.Hold(OutputHold.Starting, false);
    }

    /// <summary>Releases every output (true), or lets them follow their commands again (false), once the run has begun. Never waits for the hardware.</summary>
    public void FailSafe(bool failSafe)
    {
        foreach (OutputSlot slot in _order)
            slot.Hold(OutputHold.FailSafe, failSafe);
    }

    /// <summary>Releases every output and stops; returns within <see cref="LongestStop"/>, whatever the ports do.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        foreach (OutputSlot slot in _order)
            slot.Hold(OutputHold.Stopping, true);
        if (ThreadJoin.Within(LongestStop, _order.Select(s => s.Thread)))
            return;
        foreach (OutputSlot slot in _order.Where(s => s.Thread.IsAlive))
            _trouble?.Invoke(slot.Name, new TimeoutException($"it has not been released within {LongestStop.TotalSeconds} s"));
    }
}
