using Reactive.Signals;

namespace Reactive.Device.Traces;

/// <summary>An even channel as values, one a sample, at <see cref="ForwardTime"/>.</summary>
/// <param name="samples">A reader of this one channel, disposed with this.</param>
/// <param name="unit">The unit of its numbers.</param>
internal sealed class SampleValueReader(SampleReader samples, Unit unit) : ValueReader
{
    private readonly ForwardTime _time = new();
    private SampleBlock _block;
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

        value = new Stamped<Value>(Value.Of(_block.At(_next), unit), _time.Of(_block, _next));
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
