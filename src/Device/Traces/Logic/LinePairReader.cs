using Reactive.Signals;

namespace Reactive.Device.Traces.Logic;

/// <summary>
/// The levels of D0 and D1, which rest high, as the state of both lines of a reader: a value at each instant at which that changes. As long
/// as either is not known, neither are they.
/// </summary>
internal sealed class LinePairReader : ValueReader
{
    private readonly ValueReader _d0;
    private readonly ValueReader _d1;
    private Stamped<Value> _nextD0;
    private Stamped<Value> _nextD1;
    private Value _levelD0;
    private Value _levelD1;
    private Value? _last;
    private bool _moreD0;
    private bool _moreD1;

    /// <summary>Both readers are disposed with this.</summary>
    public LinePairReader(ValueReader d0, ValueReader d1)
    {
        (_d0, _d1) = (d0, d1);
        _moreD0 = d0.TryRead(out _nextD0);
        _moreD1 = d1.TryRead(out _nextD1);
    }

    /// <inheritdoc/>
    public override bool TryRead(out Stamped<Value> value)
    {
        while (_moreD0 || _moreD1)
        {
            SignalTime at = !_moreD1 || (_moreD0 && _nextD0.Stamp <= _nextD1.Stamp) ? _nextD0.Stamp : _nextD1.Stamp;
            for (; _moreD0 && _nextD0.Stamp <= at; _moreD0 = _d0.TryRead(out _nextD0))
                _levelD0 = _nextD0.Value;
            for (; _moreD1 && _nextD1.Stamp <= at; _moreD1 = _d1.TryRead(out _nextD1))
                _levelD1 = _nextD1.Value;
            Value lines = Lines();
            // the last value says until when the trace went
            if (lines == _last && (_moreD0 || _moreD1))
                continue;
            _last = lines;
            value = new Stamped<Value>(lines, at);
            return true;
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _d0.Dispose();
        _d1.Dispose();
        base.Dispose();
    }

    private Value Lines() => _levelD0.Kind == ValueKind.Number && _levelD1.Kind == ValueKind.Number
        ? Value.Symbol(SymbolType.WiegandLines, (byte)((_levelD0.Number == 0 ? 1 : 0) | (_levelD1.Number == 0 ? 2 : 0)))
        : Value.Unknown(UnknownReason.Starting);
}
