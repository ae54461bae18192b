using Reactive.Signals;

namespace Reactive.Device.Traces;

/// <summary>An even channel as values, one a sample. Where the clock of a later block sets time back, values wait at the last instant.</summary>
/// <param name="samples">A reader of this one channel, disposed with this.</param>
/// <param name="unit">The unit of its numbers.</param>
internal sealed class SampleValueReader(SampleReader samples, Unit unit) : ValueReader
{
    private SampleBlock _block;
    private SignalTime _last = new(long.MinValue);
    private int _next;

    /// <inheritdoc/>
    public override bool TryRead(out Stamped<Value> value)
    {
        value = default;
        if (_next >= _block.Count)
        {
            if (!samples.TryRead(out _block))
                return false;
            _next = 0;
        }

        _last = SignalTime.Max(_last, _block.Clock.TimeOf(_block.FirstIndex + _next));
        value = new Stamped<Value>(Value.Of(_block.At(_next), unit), _last);
        _next++;
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        samples.Dispose();
        base.Dispose();
    }
}
