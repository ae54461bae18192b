using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// The integrating debounce over dense states of one or many channels. Samples are ticks; a channel costs something only
/// where its state changes or has not settled yet.
/// </summary>
internal sealed class DenseDebounceKernel : Kernel<StateBlock, Stamped<Value>>
{
    private const byte None = 0xFF;

    // what rises began before this block, so its time is known already
    private const int Before = -1;

    private readonly DebounceTimes _times;
    private readonly SymbolType? _type;
    private readonly Lane[] _lanes;

    private readonly WaitingChannels _rising;
    private readonly DecidedValues _settled = new();
    private SampleRate _rate;
    private long _ticksOn;
    private long _ticksOff;
    private long _ticksOther;

    /// <summary>A debounce of <paramref name="channels"/> channels, 1 to 1024, of codes of <paramref name="type"/> (null: any); times are rounded up to whole samples.</summary>
    public DenseDebounceKernel(DebounceTimes times, SymbolType? type, int channels)
    {
        _times = times;
        _type = type;
        _lanes = new Lane[channels];
        _rising = new WaitingChannels(channels);
        Reset();
    }

    public override void Step(in StateBlock input, IEmit<Stamped<Value>> output)
    {
        if (input.Runs.IsEmpty && _rising.Count == 0)
            return;
        if (input.Channels != _lanes.Length)
            throw new ArgumentException($"The input was declared with {_lanes.Length} channels, not {input.Channels}.", nameof(input));
        if (input.Clock.Rate != _rate)
            Rescale(input.Clock.Rate);
        ReadOnlySpan<StateRun> runs = input.Runs.Span;
        for (int i = 0; i < runs.Length; i++)
        {
            ref readonly StateRun run = ref runs[i];
            ref Lane lane = ref _lanes[run.Channel];
            if (_lanes.Length == 1 && i + 1 < runs.Length && LeavesNoTrace(run, runs[i + 1], i + 2 < runs.Length ? runs[i + 2].Start : input.Count, lane, input.Type))
            {
                i++;
                continue;
            }

            if (lane.Candidate != None)
                Hold(ref lane, run.Channel, input, run.Start, output);
            lane.Current = run.Code;
            lane.CurrentZone = run.Zone;
            lane.CurrentSample = run.Sample;
            lane.At = run.Start;
            Arrive(ref lane, run.Channel, input, output);
        }

        if (_rising.Count > 0)
            GoToEnd(input, output);
        _settled.EmitAll(output);
    }

    public override void Reset()
    {
        Array.Fill(_lanes, new Lane { Output = None, Candidate = None, Current = None, At = Before, Began = Before });
        _rising.Clear();
    }

    public override void Save(StateWriter writer)
    {
        foreach (ref readonly Lane lane in _lanes.AsSpan())
        {
            writer.Byte(lane.Output);
            writer.Byte(lane.Candidate);
            writer.Byte(lane.Current);
            writer.Byte(lane.CandidateZone);
            writer.Byte(lane.CurrentZone);
            writer.Single(lane.CandidateSample);
            writer.Single(lane.CurrentSample);
            writer.Int64(lane.Level);
            writer.Time(lane.Since);
        }
    }

    public override void Load(StateReader reader)
    {
        Reset();
        for (int channel = 0; channel < _lanes.Length; channel++)
        {
            var lane = new Lane
            {
                Output = Code(reader),
                Candidate = Code(reader),
                Current = Code(reader),
                CandidateZone = reader.Byte(),
                CurrentZone = reader.Byte(),
                CandidateSample = reader.Single(),
                CurrentSample = reader.Single(),
                Level = reader.Int64(),
                Since = reader.Time(),
                At = Before,
                Began = Before,
            };
            bool rising = lane.Candidate != None;
            bool fits = rising
                ? lane.Level >= 0 && lane.Candidate != lane.Output && lane.Current != None && (lane.Level > 0 || lane.Candidate == lane.Current)
                : lane.Level == 0 && lane.Current == lane.Output;
            if (!fits)
                throw new StateException("The state of the debounce is impossible.");
            _lanes[channel] = lane;
            if (rising)
                _rising.Add(channel);
        }

        _rate = default;
    }

    /// <summary>
    /// Whether a run beside what has settled is so short that its level never reaches the time, and what has settled then
    /// stands for long enough to use the level up, until <paramref name="until"/>: then it is as if the run had not been.
    /// </summary>
    private bool LeavesNoTrace(in StateRun run, in StateRun next, int until, in Lane lane, SymbolType type)
    {
        int length = next.Start - run.Start;
        return lane.Candidate == None && next.Code == lane.Output && next.Start + length <= until && TicksTo(run.Code, type) > length;
    }

    private byte Code(StateReader reader)
    {
        byte code = reader.Byte();
        return code == None || _type?.HasCode(code) != false ? code : throw new StateException($"{code} is no code of a {_type}.");
    }

    /// <summary>Lets the current state stand up to the sample at <paramref name="to"/>, which may already be another.</summary>
    private void Hold(ref Lane lane, int channel, in StateBlock block, int to, IEmit<Stamped<Value>> output)
    {
        while (lane.At < to && lane.Candidate != None)
        {
            int left = to - lane.At;
            bool up = lane.Current == lane.Candidate;
            long need = up ? Math.Max(TicksTo(lane.Candidate, block.Type) - lane.Level, 0) : lane.Level;
            if (left < need)
            {
                lane.Level += up ? left : -left;
                lane.At = to;
                return;
            }

            lane.At += (int)need;
            if (up)
            {
                Settle(ref lane, channel, block, output);
                continue;
            }

            lane.Level = 0;
            lane.Candidate = None;
            if (lane.At == to)
                return;
            Arrive(ref lane, channel, block, output);
        }

        lane.At = to;
    }

    /// <summary>With the level used up, what stands now begins to rise; the output itself does not.</summary>
    private void Arrive(ref Lane lane, int channel, in StateBlock block, IEmit<Stamped<Value>> output)
    {
        if (lane.Level != 0)
            return;
        byte candidate = lane.Current == lane.Output ? None : lane.Current;
        if (candidate == lane.Candidate)
            return;
        lane.Candidate = candidate;
        if (candidate == None)
            return;
        // bounces begin often and settle rarely: the time, and what was measured, are computed where they are needed
        lane.Began = lane.At;
        lane.CandidateZone = lane.CurrentZone;
        lane.CandidateSample = lane.CurrentSample;
        if (TicksTo(candidate, block.Type) == 0)
            Settle(ref lane, channel, block, output);
        else
            _rising.Add(channel);
    }

    private void Settle(ref Lane lane, int channel, in StateBlock block, IEmit<Stamped<Value>> output)
    {
        SignalTime since = lane.Began == Before ? lane.Since : block.TimeOf(lane.Began);
        var settled = new Stamped<Value>(block.ValueOf(lane.Candidate, lane.CandidateZone, lane.CandidateSample), block.TimeOf(lane.At), since, channel);
        lane.Output = lane.Candidate;
        lane.Candidate = None;
        lane.Level = 0;
        if (_lanes.Length == 1)
            output.Emit(settled);
        else
            _settled.Add(settled);
    }

    private void GoToEnd(in StateBlock block, IEmit<Stamped<Value>> output)
    {
        for (int place = 0; place < _rising.Count; place++)
        {
            int channel = _rising[place];
            ref Lane lane = ref _lanes[channel];
            Hold(ref lane, channel, block, block.Count - 1, output);
            if (block.Count > 0)
                Arrive(ref lane, channel, block, output);
            lane.At = Before;
            if (lane.Candidate == None)
            {
                _rising.Release(channel);
                continue;
            }

            if (lane.Began != Before)
                lane.Since = block.TimeOf(lane.Began);
            lane.Began = Before;
        }

        _rising.Sweep();
    }

    private void Rescale(SampleRate rate)
    {
        _rate = rate;
        _ticksOn = rate.PeriodsIn(Math.Max(_times.On.Ticks, 0) * 100);
        _ticksOff = rate.PeriodsIn(Math.Max(_times.Off.Ticks, 0) * 100);
        _ticksOther = rate.PeriodsIn(Math.Max(_times.Other.Ticks, 0) * 100);
    }

    private long TicksTo(byte code, SymbolType type) =>
        !ReferenceEquals(type, SymbolType.Contact) || code > 1 ? _ticksOther : code == 0 ? _ticksOff : _ticksOn;

    /// <summary>One channel: what has settled, what rises and how far, and what stands now.</summary>
    private struct Lane
    {
        public byte Output;
        public byte Candidate;
        public byte Current;
        public byte CandidateZone;
        public byte CurrentZone;
        public float CandidateSample;
        public float CurrentSample;

        // Offsets in the block: the last sample looked at, and the one at which the candidate began.
        public int At;
        public int Began;
        public long Level;
        public SignalTime Since;
    }
}
