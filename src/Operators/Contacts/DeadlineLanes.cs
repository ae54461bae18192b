using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// Dense states of one or many channels, each with one deadline that is counted in samples. A channel costs something only
/// where its state changes or its deadline comes. A deadline and a change at one sample: the deadline first.
/// </summary>
internal abstract class DeadlineLanes : Kernel<StateBlock, Stamped<Value>>
{
    private const long Never = long.MaxValue;

    // Deadlines by channel, in samples seen since the reset: missing samples count as none. A deadline that is armed keeps
    // its number of samples, whatever the clock does.
    private readonly long[] _due;
    private readonly WaitingChannels _waiting;
    private readonly DecidedValues _decided = new();
    private SampleRate _rate;

    /// <summary>Lanes of <paramref name="channels"/> channels, 1 to 1024, with no deadline.</summary>
    protected DeadlineLanes(int channels)
    {
        _due = new long[channels];
        _waiting = new WaitingChannels(channels);
        Array.Fill(_due, Never);
    }

    /// <summary>How many channels there are.</summary>
    protected int Channels => _due.Length;

    /// <summary>Samples seen before the present block.</summary>
    protected long Frames { get; private set; }

    public sealed override void Step(in StateBlock input, IEmit<Stamped<Value>> output)
    {
        if (input.Channels != Channels)
            throw new ArgumentException($"The input was declared with {Channels} channels, not {input.Channels}.", nameof(input));
        if (input.Clock.Rate != _rate)
            Rescale(_rate = input.Clock.Rate);
        foreach (ref readonly StateRun run in input.Runs.Span)
        {
            if (_due[run.Channel] <= Frames + run.Start)
                RunDue(run.Channel, Frames + run.Start, input, output);
            Change(run.Channel, run, input, output);
        }

        if (_waiting.Count > 0)
            GoToEnd(input, output);
        Frames += input.Count;
        _decided.EmitAll(output);
    }

    public sealed override void Reset()
    {
        Frames = 0;
        Array.Fill(_due, Never);
        _waiting.Clear();
        Clear();
    }

    public sealed override void Save(StateWriter writer)
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            writer.Int64(_due[channel] == Never ? Never : _due[channel] - Frames);
            SaveLane(channel, writer);
        }
    }

    public sealed override void Load(StateReader reader)
    {
        Reset();
        for (int channel = 0; channel < Channels; channel++)
        {
            long left = reader.Int64();
            if (left < 0)
                throw new StateException($"A deadline cannot have passed {left} samples ago.");
            if (left != Never)
                Arm(channel, left);
            LoadLane(channel, reader);
        }

        _rate = default;
    }

    /// <summary>The durations in samples of a rate.</summary>
    protected abstract void Rescale(SampleRate rate);

    /// <summary>Another state begins.</summary>
    protected abstract void Change(int channel, in StateRun run, in StateBlock block, IEmit<Stamped<Value>> output);

    /// <summary>The deadline has come, at the sample at <paramref name="offset"/>; there is none until another is armed.</summary>
    protected abstract void Run(int channel, int offset, in StateBlock block, IEmit<Stamped<Value>> output);

    /// <summary>The block ends while a deadline is armed: offsets in it turn into times now.</summary>
    protected virtual void Leave(int channel, in StateBlock block)
    {
    }

    /// <summary>Forgets everything but the deadlines.</summary>
    protected abstract void Clear();

    /// <summary>Writes a channel.</summary>
    protected abstract void SaveLane(int channel, StateWriter writer);

    /// <summary>Reads a channel; its deadline is known.</summary>
    protected abstract void LoadLane(int channel, StateReader reader);

    /// <summary>Whether the channel has a deadline.</summary>
    protected bool IsArmed(int channel) => _due[channel] != Never;

    /// <summary>Sets the deadline to a sample, counted like <see cref="Frames"/>.</summary>
    protected void Arm(int channel, long frame)
    {
        _due[channel] = frame;
        _waiting.Add(channel);
    }

    /// <summary>Yields a value that is decided in the present block.</summary>
    protected void Decide(in Stamped<Value> value, IEmit<Stamped<Value>> output)
    {
        if (Channels == 1)
            output.Emit(value);
        else
            _decided.Add(value);
    }

    private void RunDue(int channel, long through, in StateBlock block, IEmit<Stamped<Value>> output)
    {
        while (_due[channel] <= through)
        {
            int offset = (int)(_due[channel] - Frames);
            _due[channel] = Never;
            Run(channel, offset, block, output);
        }
    }

    private void GoToEnd(in StateBlock block, IEmit<Stamped<Value>> output)
    {
        for (int place = 0; place < _waiting.Count; place++)
        {
            int channel = _waiting[place];
            RunDue(channel, Frames + block.Count - 1, block, output);
            if (IsArmed(channel))
                Leave(channel, block);
            else
                _waiting.Release(channel);
        }

        _waiting.Sweep();
    }
}
