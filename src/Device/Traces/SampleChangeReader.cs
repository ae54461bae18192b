using System;
using System.Runtime.InteropServices;
using Reactive.Signals;

namespace Reactive.Device.Traces;

/// <summary>
/// An even channel as its changes: the first sample, each that differs from the one before it, and the last one, which tells
/// when the channel ends, all at <see cref="ForwardTime"/>. What stays the same is passed over at the speed of memory.
/// </summary>
/// <param name="samples">A reader of this one channel, disposed with this.</param>
/// <param name="unit">The unit of its numbers.</param>
internal sealed class SampleChangeReader(SampleReader samples, Unit unit) : ValueReader
{
    private readonly ForwardTime _time = new();
    private SampleBlock _block;
    private int _next;
    private int _held;
    private bool _hasBegun;
    private bool _isLastSaid;
    private Stamped<Value> _last;

    /// <inheritdoc/>
    public override bool TryRead(out Stamped<Value> value)
    {
        while (true)
        {
            if (_next < _block.Count)
            {
                int at = _hasBegun ? NextChange() : _next;
                if (at < _block.Count)
                {
                    _hasBegun = true;
                    _held = Bits(at);
                    _next = at + 1;
                    value = At(at);
                    _isLastSaid = _next == _block.Count;
                    return true;
                }

                _last = At(_block.Count - 1);
                _isLastSaid = false;
                _next = _block.Count;
            }

            if (samples.TryRead(out _block))
            {
                _next = 0;
                continue;
            }

            _block = default;
            value = _last;
            bool more = _hasBegun && !_isLastSaid;
            _isLastSaid = true;
            return more;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        samples.Dispose();
        base.Dispose();
    }

    // Samples are compared as they are stored: a NaN is the same as itself.
    private int NextChange()
    {
        ReadOnlySpan<byte> bytes = _block.Bytes.Span;
        int found = _block.Format == SampleFormat.Int16
            ? MemoryMarshal.Cast<byte, short>(bytes)[_next..].IndexOfAnyExcept((short)_held)
            : MemoryMarshal.Cast<byte, int>(bytes)[_next..].IndexOfAnyExcept(_held);
        return found < 0 ? _block.Count : _next + found;
    }

    private int Bits(int at) => _block.Format == SampleFormat.Int16 ? _block.Int16[at] : MemoryMarshal.Cast<byte, int>(_block.Bytes.Span)[at];

    private Stamped<Value> At(int at) => new(Value.Of(_block.At(at), unit), _time.Of(_block, at));
}
