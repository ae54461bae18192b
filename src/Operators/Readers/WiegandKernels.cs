using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>The receiver on samples: instants are sample indexes turned into nanoseconds, whatever the clock does meanwhile.</summary>
internal abstract class DenseWiegandKernel<TIn>(WiegandOptions options) : Kernel<TIn, Stamped<Value>>, ICounting
{
    private SampleClock? _axis;

    public IEnumerable<(string What, long Count)> Counts => WiegandOperator.Counts(options, Receiver);

    protected WiegandReceiver Receiver { get; } = new(options);

    public override void Reset() => Receiver.Reset();

    public override void Save(StateWriter writer) => Receiver.Save(writer);

    public override void Load(StateReader reader) => Receiver.Load(reader);

    /// <summary>A block of samples at <paramref name="rate"/> follows.</summary>
    protected void Enter(SampleRate rate)
    {
        if (_axis?.Rate == rate)
            return;
        // after a load the lines go on; at another rate they begin anew
        if (_axis is not null)
            Receiver.Clear();
        _axis = new SampleClock(rate);
        Receiver.Resolution = rate.NanosecondsOf(1);
    }

    /// <summary>From the sample <paramref name="index"/> on these lines are low.</summary>
    protected void Take(long index, int low, SampleClock clock, IEmit<Stamped<Value>> output)
    {
        long instant = _axis!.TimeOf(index).Nanoseconds;
        Run(instant, clock, output);
        Receiver.Take(instant, low);
    }

    /// <summary>Runs what is due at or before the sample <paramref name="index"/>.</summary>
    protected void RunUntil(long index, SampleClock clock, IEmit<Stamped<Value>> output) => Run(_axis!.TimeOf(index).Nanoseconds, clock, output);

    private void Run(long instant, SampleClock clock, IEmit<Stamped<Value>> output)
    {
        while (Receiver.Due <= instant)
        {
            SignalTime stamp = clock.TimeOf(IndexOf(Receiver.Due));
            WiegandFinding finding = Receiver.Expire();
            output.Emit(new Stamped<Value>(finding.Value, stamp, SignalTime.Min(clock.TimeOf(IndexOf(finding.Start)), stamp)));
        }
    }

    private long IndexOf(long instant) => _axis!.FirstIndexAtOrAfter(new SignalTime(instant));
}

/// <summary>Two interleaved channels of logic levels.</summary>
internal sealed class WiegandSamplesKernel(WiegandOptions options, bool restsHigh) : DenseWiegandKernel<SampleBlock>(options)
{
    public override void Step(in SampleBlock input, IEmit<Stamped<Value>> output)
    {
        if (input.Channels != 2)
            throw new ArgumentException($"A reader has two data lines, not {input.Channels}.", nameof(input));
        Enter(input.Clock.Rate);
        // both samples of a frame are compared at once
        if (input.Format == SampleFormat.Int16)
            Walk(MemoryMarshal.Cast<short, int>(input.Int16), input, output);
        else
            Walk(MemoryMarshal.Cast<byte, long>(input.Bytes.Span), input, output);
        RunUntil(input.EndIndex - 1, input.Clock, output);
    }

    private void Walk<T>(ReadOnlySpan<T> frames, in SampleBlock block, IEmit<Stamped<Value>> output)
        where T : struct, IEquatable<T>
    {
        for (int at = 0; at < frames.Length;)
        {
            double d0 = block.At(at, 0), d1 = block.At(at, 1);
            if (double.IsNaN(d0) || double.IsNaN(d1))
            {
                RunUntil(block.FirstIndex + at, block.Clock, output);
                Receiver.Clear();
            }
            else
            {
                Take(block.FirstIndex + at, (IsLow(d0) ? 1 : 0) | (IsLow(d1) ? 2 : 0), block.Clock, output);
            }

            int next = frames[(at + 1)..].IndexOfAnyExcept(frames[at]);
            at = next < 0 ? frames.Length : at + 1 + next;
        }
    }

    private bool IsLow(double level) => level < 0.5 == restsHigh;
}

/// <summary>Two channels of levels or contacts that were decided before.</summary>
/// <param name="options">The line.</param>
/// <param name="pulled">The code of a line that is pulled low.</param>
internal sealed class WiegandStatesKernel(WiegandOptions options, byte pulled) : DenseWiegandKernel<StateBlock>(options)
{
    // the last codes of both lines; what is neither is not known
    private readonly byte[] _codes = [SymbolType.FirstFault, SymbolType.FirstFault];

    public override void Step(in StateBlock input, IEmit<Stamped<Value>> output)
    {
        if (input.Channels != 2)
            throw new ArgumentException($"A reader has two data lines, not {input.Channels}.", nameof(input));
        Enter(input.Clock.Rate);
        ReadOnlySpan<StateRun> runs = input.Runs.Span;
        for (int i = 0; i < runs.Length; i++)
        {
            _codes[runs[i].Channel] = runs[i].Code;
            // both lines may change with one sample
            if (i + 1 < runs.Length && runs[i + 1].Start == runs[i].Start)
                continue;
            long index = input.FirstIndex + runs[i].Start;
            if (_codes[0] < SymbolType.FirstFault && _codes[1] < SymbolType.FirstFault)
            {
                Take(index, (_codes[0] == pulled ? 1 : 0) | (_codes[1] == pulled ? 2 : 0), input.Clock, output);
            }
            else
            {
                RunUntil(index, input.Clock, output);
                Receiver.Clear();
            }
        }

        RunUntil(input.FirstIndex + input.Count - 1, input.Clock, output);
    }

    public override void Reset()
    {
        base.Reset();
        Array.Fill(_codes, SymbolType.FirstFault);
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Byte(_codes[0]);
        writer.Byte(_codes[1]);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        _codes[0] = reader.Byte();
        _codes[1] = reader.Byte();
    }
}

/// <summary>Edges with times of their own.</summary>
internal sealed class WiegandLinesKernel(WiegandOptions options) : DeadlineKernel(SignalTime.Never), ICounting
{
    private readonly WiegandReceiver _receiver = new(options);

    public IEnumerable<(string What, long Count)> Counts => WiegandOperator.Counts(options, _receiver);

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (input.Value.Kind == ValueKind.Symbol)
            _receiver.Take(Now.Nanoseconds, input.Value.Code);
        else
            _receiver.Clear();
        Due = DueOf(_receiver);
    }

    protected override void Run(IEmit<Stamped<Value>> output)
    {
        WiegandFinding finding = _receiver.Expire();
        output.Emit(new Stamped<Value>(finding.Value, Now, new SignalTime(Math.Min(finding.Start, Now.Nanoseconds))));
        Due = DueOf(_receiver);
    }

    protected override void Clear() => _receiver.Reset();

    protected override void SaveRest(StateWriter writer) => _receiver.Save(writer);

    protected override void LoadRest(StateReader reader)
    {
        _receiver.Load(reader);
        if (DueOf(_receiver) != Due)
            throw new StateException("The state of the lines is impossible.");
    }

    private static SignalTime DueOf(WiegandReceiver receiver) => receiver.Due == WiegandReceiver.Never ? SignalTime.Never : new SignalTime(receiver.Due);
}
