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
/// Gives the sound of a clip at the rate of a speaker, from -1 to 1, its gain and its fades applied; played once. Called on the speaker's thread.
/// Whatever it throws means that the clip is not played.
/// </summary>
/// <param name="clip">The clip.</param>
/// <param name="speaker">The speaker.</param>
public delegate ReadOnlyMemory<float> ClipSource(PlayedClip clip, SpeakerSpec speaker);

/// <summary>
/// Plays clips on the speakers of a device, each speaker on a thread of its own. No clip cuts another short: they wait in their order, at most
/// <see cref="MostWaiting"/> of them, and where there is no room the command fails at once. A clip that has waited for
/// <see cref="LongestWait"/> expires: what it was about is over. A command is done when its clip has been played.
/// </summary>
public sealed class SpeakerDriver : IDisposable
{
    /// <summary>Clips that may wait for a speaker, beside the one that is played.</summary>
    public const int MostWaiting = 8;

    /// <summary>How long a clip may wait.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>How long <see cref="Dispose"/> waits for speakers to fall silent.</summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, SpeakerSlot> _slots = new(StringComparer.Ordinal);
    private readonly ImmutableArray<SpeakerSlot> _order;
    private readonly Action<string, Exception?>? _trouble;
    private readonly CancellationTokenSource _stop = new();
    private int _disposed;

    /// <summary>Takes over <paramref name="speakers"/>.</summary>
    /// <param name="speakers">The speakers of the device, each with its hardware.</param>
    /// <param name="clips">Gives the sound of clips.</param>
    /// <param name="report">Takes outcomes: on a speaker's thread or a timer's, or on the caller's where there is no room.</param>
    /// <param name="trouble">
    /// For the log: told of each clip that was not played (the speaker, what was thrown), and once when the speaker plays again (its
    /// name, null). Called on the speaker's thread; must not throw.
    /// </param>
    /// <param name="time">By what waiting is measured; null for the clock of the machine.</param>
    public SpeakerDriver(IEnumerable<(SpeakerSpec Spec, ISpeaker Speaker)> speakers, ClipSource clips, OutcomeHandler report, Action<string, Exception?>? trouble = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(speakers);
        ArgumentNullException.ThrowIfNull(clips);
        _trouble = trouble;
        foreach ((SpeakerSpec spec, ISpeaker speaker) in speakers)
            _slots[spec.Name] = new SpeakerSlot(spec, speaker, clips, report, trouble, time ?? TimeProvider.System, _stop.Token);
        _order = [.. _slots.Values];
        foreach (SpeakerSlot slot in _order)
            slot.Thread.Start();
    }

    /// <summary>Whether there is a speaker of this name.</summary>
    public bool Has(string speaker) => _slots.ContainsKey(speaker);

    /// <summary>Takes a command to one of the speakers. Never waits.</summary>
    public void Carry(in Command command) => _slots[command.Sink].Take(command);

    /// <summary>Stops what is played, within <see cref="LongestStop"/>; what waits fails, and so does what was cut short.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        foreach (SpeakerSlot slot in _order)
            slot.Stop();
        _stop.Cancel();
        if (ThreadJoin.Within(LongestStop, _order.Select(s => s.Thread)))
        {
            _stop.Dispose();
            return;
        }

        foreach (SpeakerSlot slot in _order.Where(s => s.Thread.IsAlive))
            _trouble?.Invoke(slot.Name, new TimeoutException($"it has not fallen silent within {LongestStop.TotalSeconds} s"));
    }
}
