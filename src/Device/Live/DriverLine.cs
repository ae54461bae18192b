using System.Threading;
using System.Threading.Channels;
using Reactive.Device.Time;
using Reactive.Signals;

namespace Reactive.Device.Live;

/// <summary>What a driver hands over.</summary>
internal enum HandoverKind : byte
{
    Block,
    Value,
    Feedback,
    Lost,
}

/// <summary>One hand-over. A block's memory goes back to the line it came from once it has been opened.</summary>
internal readonly record struct Handover(
    HandoverKind Kind, int Source, SignalTime Handed, int Missed, SampleBlock Block, SignalTime? Taken, Stamped<Value> Value, long Command, Value Readback);

/// <summary>
/// The one way from a driver to the loop: a bounded channel that is only ever written with <c>TryWrite</c>. What does not
/// fit is counted, and the count travels with the next hand-over that does: a gap, never a silent drop. One thread writes.
/// </summary>
public sealed class DriverLine
{
    private readonly Channel<Handover> _channel;
    private readonly Channel<byte[]> _buffers;
    private readonly DeviceClock _clock;
    private readonly Doorbell _bell;
    private readonly int _source;
    private readonly int _capacity;
    private int _missed;
    private long _refused;
    private long _written;
    private Loss? _loss;

    // The loop's: what was taken from the channel, and the one item that has to wait behind a loss.
    private long _read;
    private Handover? _behind;

    /// <summary>A line of the source with index <paramref name="source"/> (-1 for answers to commands).</summary>
    /// <param name="source">The source's index.</param>
    /// <param name="capacity">Hand-overs that may wait, 1 to 65,536.</param>
    /// <param name="blockBytes">Bytes of a block's buffer; 0 for a sparse source. Two more buffers than hand-overs are made, once.</param>
    /// <param name="clock">The device clock, read at hand-over.</param>
    /// <param name="bell">Rung at hand-over.</param>
    public DriverLine(int source, int capacity, int blockBytes, DeviceClock clock, Doorbell bell)
    {
        _source = source;
        _clock = clock;
        _bell = bell;
        _capacity = capacity;
        _channel = Channel.CreateBounded<Handover>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });
        _buffers = Channel.CreateBounded<byte[]>(capacity + 2);
        for (int i = 0; blockBytes > 0 && i < capacity + 2; i++)
            _buffers.Writer.TryWrite(new byte[blockBytes]);
    }

    /// <summary>The index of the source it serves.</summary>
    public int Source => _source;

    /// <summary>Hand-overs that may wait.</summary>
    public int Capacity => _capacity;

    /// <summary>Hand-overs that did not fit so far.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>A free buffer for the next block, or null where the loop still has them all: count it with <see cref="Miss"/>.</summary>
    public byte[]? Rent() => _buffers.Reader.TryRead(out byte[]? buffer) ? buffer : null;

    /// <summary>Counts a block that could not even be read.</summary>
    public void Miss()
    {
        _missed++;
        Volatile.Write(ref _refused, _refused + 1);
    }

    /// <summary>Hands over a block in a buffer from <see cref="Rent"/>; <paramref name="taken"/> is when its last sample was taken, where the driver knows.</summary>
    public bool Post(byte[] buffer, in SampleBlock block, SignalTime? taken = null)
    {
        if (TryWrite(new Handover(HandoverKind.Block, _source, _clock.Now, _missed, block, taken, default, 0, default)))
            return true;
        _buffers.Writer.TryWrite(buffer);
        return false;
    }

    /// <summary>Hands over a value.</summary>
    public bool Post(in Stamped<Value> value) =>
        TryWrite(new Handover(HandoverKind.Value, _source, _clock.Now, _missed, default, null, value, 0, default));

    /// <summary>Hands over a value that begins now.</summary>
    public bool PostNow(in Value value) => Post(new Stamped<Value>(value, _clock.Now));

    /// <summary>Hands over the outcome of a command.</summary>
    public bool Post(long command, Value outcome, Value readback) =>
        TryWrite(new Handover(HandoverKind.Feedback, -1, _clock.Now, _missed, default, null, new Stamped<Value>(outcome, _clock.Now), command, readback));

    /// <summary>Says that the driver died. It needs no place on the line: the loop learns of it behind what was handed over before, and before what comes after.</summary>
    public void PostLost()
    {
        Volatile.Write(ref _loss, new Loss(_written, _clock.Now));
        _bell.Ring();
    }

    /// <summary>Hand-overs that the loop has taken; asked on its thread.</summary>
    internal long TakenCount { get; private set; }

    internal bool TryTake(out Handover item)
    {
        bool any = _behind is not null;
        if (any)
        {
            item = _behind!.Value;
            _behind = null;
        }
        else
        {
            any = _channel.Reader.TryRead(out item);
            _read += any ? 1 : 0;
        }

        // Asked after the channel: a loss that came before the item is seen here.
        long before = any ? _read - 1 : _read;
        if (Volatile.Read(ref _loss) is { } loss && loss.Written <= before && Interlocked.CompareExchange(ref _loss, null, loss) == loss)
        {
            if (any)
                _behind = item;
            item = new Handover(HandoverKind.Lost, _source, loss.At, 0, default, null, default, 0, default);
            any = true;
        }

        TakenCount += any ? 1 : 0;
        return any;
    }

    internal void Return(byte[] buffer) => _buffers.Writer.TryWrite(buffer);

    private bool TryWrite(in Handover item)
    {
        if (!_channel.Writer.TryWrite(item))
        {
            Miss();
            return false;
        }

        _missed = 0;
        _written++;
        _bell.Ring();
        return true;
    }

    /// <summary>A driver's death: when, and behind how many hand-overs.</summary>
    private sealed record Loss(long Written, SignalTime At);
}
