using System;
using System.Collections.Generic;
using System.Globalization;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>How frames are sent as pulses. All times are from the start of one pulse to the start of another, but for <see cref="Width"/>.</summary>
public sealed record PulseTrainOptions
{
    /// <summary>The most frames that may wait.</summary>
    public const int MostWaiting = 1024;

    /// <summary>How long a pulse is, above 0 s and below <see cref="Spacing"/>. Default 50 µs.</summary>
    public TimeSpan Width { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>How far the bits of a frame are apart. Default 2 ms.</summary>
    public TimeSpan Spacing { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How far the first bit of a frame is from the last one of the frame before, above <see cref="Spacing"/>. Default 50 ms.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many frames may wait while one is sent, 1 to <see cref="MostWaiting"/>. Default 16.</summary>
    public int Queue { get; init; } = 16;
}

/// <summary>The operator <c>pulse-train</c>.</summary>
public static class PulseTrainOperator
{
    /// <summary>
    /// The lines of a reader that sends frames, <see cref="SymbolType.WiegandLines"/>: idle from 0 s on, pulled low for each bit in its turn. Frames
    /// that come while one is sent wait; where too many do the newest are dropped, counted, and the lines are once the fault
    /// <see cref="DelayOperator.Overflow"/> in their place. What is no frame is not sent. Allocates nothing.
    /// </summary>
    /// <param name="source">Frames.</param>
    /// <param name="options">What the pulses look like.</param>
    /// <param name="context">Signal time, by which pulses begin and end; without it that is noticed with the next frame.</param>
    public static IObservable<Stamped<Value>> PulseTrain(this IObservable<Stamped<Value>> source, PulseTrainOptions options, OperatorContext? context)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Width <= TimeSpan.Zero || options.Spacing <= options.Width || options.Gap <= options.Spacing || options.Queue is < 1 or > PulseTrainOptions.MostWaiting)
            throw new ArgumentException($"A pulse is longer than 0 s, the spacing longer than it, the gap longer than that, and 1 to {PulseTrainOptions.MostWaiting} frames wait.", nameof(options));
        return source.Through(() => new PulseTrainKernel(options), context);
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "pulse-train",
        Summary = "Sends frames as the pulses of a Wiegand reader on its lines D0 and D1.",
        Details = "A 0 pulls D0 low for `width`, a 1 D1, the first bit at the instant at which the frame comes, the next ones `spacing` later each. The lines are idle from 0 s on. "
            + "Frames that come while one is sent wait for their turn, in order: `gap` after the last pulse of the one before began. "
            + "Beyond `queue` the newest are dropped and counted; in their place the lines are, for the width of one pulse, the fault `overflow`. "
            + "Faults among the frames are not sent. `wiegand`, as it is without parameters, reads back what is sent, but for pulses of more than 400 µs.",
        Standard = "SIA AC-01 (pulse width 20 to 100 µs, pulse interval 200 µs to 20 ms); wider pulses can be sent to controllers that want them",
        Parameters =
        [
            ParameterSpec.Duration("width", "How long a line is pulled low for a bit.", "50 µs", "20 µs", "1 ms"),
            ParameterSpec.Duration("spacing", "How far bits are apart, from start to start.", "2 ms", "200 µs", "20 ms"),
            ParameterSpec.Duration("gap", "How far frames are apart, from the start of the last bit to that of the first: at least ten spacings, within 10 ms and 60 ms, so that the controller tells them apart.", "50 ms", "10 ms", "2 s"),
            ParameterSpec.Of("queue", "How many frames may wait while one is sent.", "16", "1", "1024", false, Dimension.Count),
        ],
        Examples =
        [
            new OperatorExample("pulse-train: {}", "Pulses as most readers send them."),
            new OperatorExample("pulse-train: { width: 100 µs, spacing: 1 ms, gap: 25 ms }", "Twice as quick, with wider pulses."),
            new OperatorExample("pulse-train: { spacing: 20 ms, gap: 200 ms, queue: 2 }", "As slow as the standard allows; at most two frames wait."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "frames",
                Yields = "the state of both lines",
                Accepts = flow => flow.Kind == FlowKind.Event && ReferenceEquals(flow.Record, RecordType.Frame),
                Output = (flow, _) => new Flow(FlowKind.State, SymbolType.WiegandLines, Channels: flow.Channels),
                Kernel = (_, values) => new PulseTrainKernel(Read(values)),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        PulseTrainOptions options = Read(values);
        if (options.Width >= options.Spacing)
            yield return new ParameterProblem("width", "'width' must be shorter than 'spacing'");
        long least = WiegandReceiver.GapAfter(new WiegandOptions(), options.Spacing.Ticks * 100);
        if (options.Gap.Ticks * 100 < least)
        {
            string needed = string.Create(CultureInfo.InvariantCulture, $"{(decimal)least / 1_000_000:0.######} ms");
            yield return new ParameterProblem("gap", $"'gap' must be at least {needed} with a spacing of {values.Quantity("spacing")}, not {values.Quantity("gap")}: what comes sooner is taken for the same frame", $"write 'gap: {needed}' or more");
        }

        if (values.NotWhole("queue") is { } fraction)
            yield return fraction;
    }

    private static PulseTrainOptions Read(ParameterValues values) => new()
    {
        Width = values.Duration("width"),
        Spacing = values.Duration("spacing"),
        Gap = values.Duration("gap"),
        Queue = (int)values.Number("queue"),
    };
}

/// <summary>The frame that is sent, those that wait, and one deadline: the next edge, or the end of the gap.</summary>
internal sealed class PulseTrainKernel(PulseTrainOptions options) : DeadlineKernel(SignalTime.Zero), ICounting
{
    private static readonly Value Idle = Value.Symbol(SymbolType.WiegandLines, "idle");
    private static readonly Value D0 = Value.Symbol(SymbolType.WiegandLines, "d0");
    private static readonly Value D1 = Value.Symbol(SymbolType.WiegandLines, "d1");
    private static readonly Value Overflow = Value.Fault(DelayOperator.Overflow);

    // Stands in the queue, and on the lines, for frames that were dropped: no frame is without bits.
    private static readonly ReaderBits Dropped = new(0, UInt128.Zero);

    // One place more than may wait: for what stands for those that were dropped.
    private readonly ReaderBits[] _waiting = new ReaderBits[options.Queue + 1];
    private int _first;
    private int _count;

    private Phase _phase;
    private ReaderBits _frame;

    // how many pulses of the frame have begun, and when the last of them did
    private int _begun;
    private SignalTime _lastPulse;
    private long _dropped;

    private enum Phase : byte
    {
        /// <summary>Nothing was said yet; the deadline is 0 s.</summary>
        Starting,
        /// <summary>Nothing is sent, and there is no deadline.</summary>
        Ready,
        /// <summary>A pulse has begun; the deadline is its end.</summary>
        Pulse,
        /// <summary>Between two pulses; the deadline is the next one.</summary>
        Between,
        /// <summary>Behind the last pulse; the deadline is the end of the gap.</summary>
        Gap,
    }

    public IEnumerable<(string What, long Count)> Counts => [("frames that found the queue full", _dropped)];

    private bool IsAtItsEnd => _begun >= _frame.Length;

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (input.Value.Kind != ValueKind.Frame || input.Value.Frame.Length == 0)
            return;
        if (_phase == Phase.Ready)
            Begin(input.Value.Frame, output);
        else
            Enqueue(input.Value.Frame);
    }

    protected override void Run(IEmit<Stamped<Value>> output)
    {
        switch (_phase)
        {
            case Phase.Between:
                Pull(output);
                break;
            case Phase.Pulse:
                Say(Idle, output);
                _phase = IsAtItsEnd ? Phase.Gap : Phase.Between;
                Due = _lastPulse + (IsAtItsEnd ? options.Gap : options.Spacing);
                break;
            case Phase.Starting:
                Say(Idle, output);
                Rest(output);
                break;
            default:
                Rest(output);
                break;
        }
    }

    protected override void Clear()
    {
        _first = _count = 0;
        Finish();
        _phase = Phase.Starting;
        _dropped = 0;
    }

    protected override void SaveRest(StateWriter writer)
    {
        writer.Byte((byte)_phase);
        writer.Bits(_frame);
        writer.Int64(_begun);
        writer.Time(_lastPulse);
        writer.Int64(_dropped);
        writer.Int64(_count);
        for (int i = 0; i < _count; i++)
            writer.Bits(_waiting[(_first + i) % _waiting.Length]);
    }

    protected override void LoadRest(StateReader reader)
    {
        byte phase = reader.Byte();
        _phase = (Phase)phase;
        _frame = reader.Bits();
        int most = Math.Max(_frame.Length, 1);
        _begun = reader.Count(most);
        _lastPulse = reader.Time();
        _dropped = reader.Int64();
        _first = 0;
        _count = reader.Count(_waiting.Length);
        for (int i = 0; i < _count; i++)
            _waiting[i] = reader.Bits();
        bool isWhole = _begun == most;
        bool fits = _phase switch
        {
            Phase.Starting => Due == SignalTime.Zero && _begun == 0,
            Phase.Ready => Due == SignalTime.Never && _begun == 0 && _count == 0,
            Phase.Pulse => Due == _lastPulse + options.Width && _begun > 0,
            Phase.Between => Due == _lastPulse + options.Spacing && _begun > 0 && !isWhole,
            Phase.Gap => Due == _lastPulse + options.Gap && isWhole,
            _ => false,
        };
        bool isSending = _phase is Phase.Pulse or Phase.Between or Phase.Gap;
        if (!fits || _dropped < 0 || (isSending ? _lastPulse > Now : _frame.Length > 0 || _lastPulse != default))
            throw new StateException("The state of what is sent is impossible.");
    }

    private void Enqueue(in ReaderBits frame)
    {
        bool isFull = _count >= options.Queue;
        if (isFull)
            _dropped++;
        bool isTold = _count > 0 && _waiting[(_first + _count - 1) % _waiting.Length] == Dropped;
        if (isFull && (isTold || _count == _waiting.Length))
            return;
        _waiting[(_first + _count) % _waiting.Length] = isFull ? Dropped : frame;
        _count++;
    }

    private void Rest(IEmit<Stamped<Value>> output)
    {
        Finish();
        if (_count == 0)
            return;
        ReaderBits next = _waiting[_first];
        _first = (_first + 1) % _waiting.Length;
        _count--;
        Begin(next, output);
    }

    private void Begin(in ReaderBits frame, IEmit<Stamped<Value>> output)
    {
        _frame = frame;
        Pull(output);
    }

    private void Pull(IEmit<Stamped<Value>> output)
    {
        Value line = _frame == Dropped ? Overflow : _frame[_begun] ? D1 : D0;
        _begun++;
        _phase = Phase.Pulse;
        _lastPulse = Now;
        Due = Now + options.Width;
        Say(line, output);
    }

    private void Finish()
    {
        _phase = Phase.Ready;
        _frame = default;
        _begun = 0;
        _lastPulse = default;
    }

    private void Say(in Value line, IEmit<Stamped<Value>> output) => output.Emit(new Stamped<Value>(line, Now));
}
