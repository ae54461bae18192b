using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>Chatter of dense states: times are counted in samples, and the deadline of a channel stands while it is active.</summary>
internal sealed class DenseChatterKernel : DeadlineLanes
{
    private readonly ChatterOptions _options;
    private readonly RecentChanges[] _changes;
    private readonly bool[] _hasBegun;
    private readonly bool[] _isActive;
    private long _within;
    private long _calm;

    /// <summary>A kernel of <paramref name="channels"/> channels, 1 to 1024, each by itself.</summary>
    public DenseChatterKernel(ChatterOptions options, int channels)
        : base(channels)
    {
        _options = options;
        _changes = new RecentChanges[channels];
        for (int channel = 0; channel < channels; channel++)
            _changes[channel] = new RecentChanges(options.MoreThan);
        _hasBegun = new bool[channels];
        _isActive = new bool[channels];
    }

    protected override void Rescale(SampleRate rate) =>
        (_within, _calm) = (rate.PeriodsIn(_options.WithinNanoseconds), rate.PeriodsIn(_options.CalmNanoseconds));

    protected override void Change(int channel, in StateRun run, in StateBlock block, IEmit<Stamped<Value>> output)
    {
        if (!_hasBegun[channel])
        {
            _hasBegun[channel] = true;
            Say(active: false, channel, run.Start, block, output);
            return;
        }

        long frame = Frames + run.Start;
        if (!_changes[channel].IsOneTooMany(frame, _within))
            return;
        Arm(channel, frame + _calm);
        if (!_isActive[channel])
            Say(active: true, channel, run.Start, block, output);
    }

    protected override void Run(int channel, int offset, in StateBlock block, IEmit<Stamped<Value>> output) =>
        Say(active: false, channel, offset, block, output);

    protected override void Clear()
    {
        Array.Fill(_hasBegun, false);
        Array.Fill(_isActive, false);
        foreach (ref RecentChanges changes in _changes.AsSpan())
            changes.Clear();
    }

    protected override void SaveLane(int channel, StateWriter writer)
    {
        writer.Bool(_hasBegun[channel]);
        writer.Bool(_isActive[channel]);
        _changes[channel].Save(writer, Frames);
    }

    protected override void LoadLane(int channel, StateReader reader)
    {
        _hasBegun[channel] = reader.Bool();
        _isActive[channel] = reader.Bool();
        _changes[channel].Load(reader, Frames);
        if (_isActive[channel] != IsArmed(channel) || (_isActive[channel] && !_hasBegun[channel]))
            throw new StateException("What is active, and only that, must have its end.");
    }

    private void Say(bool active, int channel, int offset, in StateBlock block, IEmit<Stamped<Value>> output)
    {
        _isActive[channel] = active;
        SignalTime stamp = block.TimeOf(offset);
        Decide(new Stamped<Value>(Value.Contact(active), stamp, stamp, channel), output);
    }
}
