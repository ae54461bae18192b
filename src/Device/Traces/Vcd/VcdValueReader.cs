using System;
using System.Buffers.Text;
using System.Text;
using Reactive.Signals;

namespace Reactive.Device.Traces.Vcd;

/// <summary>
/// The changes of one variable. After the last one its value is said again at the last time of the file, so that a signal
/// that rests lasts as long as the file does; an event is not.
/// </summary>
internal sealed class VcdValueReader : ValueReader
{
    private static readonly Value Zero = Value.Of(0, Unit.Count);
    private static readonly Value One = Value.Of(1, Unit.Count);
    private static readonly Value Unknown = Value.Unknown(UnknownReason.Fault);

    private readonly VcdText _text;
    private readonly VcdVariable _variable;
    private readonly byte[] _identifier;
    private readonly VcdTimescale _timescale;
    private readonly Action<string> _warn;
    private (long Ticks, long Billionths) _time = (long.MinValue, 0);
    private SignalTime _now;
    private Value _last;
    private SignalTime _lastAt = SignalTime.Never;
    private bool _inDump;
    private bool _ended;
    private bool _saidText;

    /// <summary>A reader of <paramref name="variable"/> from <paramref name="text"/>, which stands behind the definitions and is disposed with this.</summary>
    public VcdValueReader(VcdText text, in VcdVariable variable, VcdTimescale timescale, Action<string> warn)
    {
        _text = text;
        _variable = variable;
        _identifier = Encoding.Latin1.GetBytes(variable.Identifier);
        _timescale = timescale;
        _warn = warn;
    }

    /// <inheritdoc/>
    public override bool TryRead(out Stamped<Value> value)
    {
        while (!_ended)
        {
            ReadOnlySpan<byte> word = _text.Next();
            if (word.IsEmpty)
            {
                _ended = true;
                break;
            }

            if (!TryChange(word, out Value read))
                continue;
            value = new Stamped<Value>(read, _now);
            _last = value.Value;
            _lastAt = value.Stamp;
            return true;
        }

        value = new Stamped<Value>(_last, _now);
        bool rests = _lastAt < _now && _variable.Kind != VcdKind.Event;
        _lastAt = SignalTime.Never;
        return rests;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _text.Dispose();
        base.Dispose();
    }

    /// <summary>What a word and those that belong to it say of the variable; false for nothing.</summary>
    private bool TryChange(ReadOnlySpan<byte> word, out Value value)
    {
        switch (word[0])
        {
            case (byte)'#':
                Time(word[1..]);
                break;
            case (byte)'$':
                Section(word);
                break;
            case (byte)'b' or (byte)'B' or (byte)'r' or (byte)'R' or (byte)'s' or (byte)'S':
                return TryWide(word, out value);
            case (byte)'0' or (byte)'l' or (byte)'L':
                return TryNarrow(word, Zero, out value);
            case (byte)'1' or (byte)'h' or (byte)'H':
                return TryNarrow(word, One, out value);
            case (byte)'x' or (byte)'X' or (byte)'z' or (byte)'Z' or (byte)'u' or (byte)'U' or (byte)'w' or (byte)'W' or (byte)'-':
                return TryNarrow(word, Unknown, out value);
            case (byte)'p':
                throw _text.Failure("a value of a port: extended VCD is not read");
            default:
                throw _text.Failure($"{VcdText.Quote(word)} is no value change");
        }

        value = default;
        return false;
    }

    private bool TryNarrow(ReadOnlySpan<byte> word, in Value said, out Value value)
    {
        // some tools put a blank between a bit and its identifier
        ReadOnlySpan<byte> identifier = word.Length > 1 ? word[1..] : _text.Next();
        value = default;
        if (!identifier.SequenceEqual(_identifier))
        {
            if (identifier.IsEmpty)
                Cut();
            return false;
        }

        value = _variable.Kind == VcdKind.Event ? Value.Pulse : said;
        // what a dump says of an event is no occurrence
        return _variable.Kind != VcdKind.Event || !_inDump;
    }

    private bool TryWide(ReadOnlySpan<byte> word, out Value value)
    {
        ReadOnlySpan<byte> identifier = _text.NextBeside(ref word);
        value = default;
        if (!identifier.SequenceEqual(_identifier))
        {
            if (identifier.IsEmpty)
                Cut();
            return false;
        }

        value = (word[0] | 0x20) switch
        {
            'b' => Bits(word[1..]) ?? throw _text.Failure($"{VcdText.Quote(word)} for '{_variable.Name}' is no row of at most {VcdVariable.MostBits} bits"),
            'r' => Real(word[1..]) ?? throw _text.Failure($"{VcdText.Quote(word)} for '{_variable.Name}' is no real number"),
            _ when _variable.Words is { } words => WordOf(words, Encoding.UTF8.GetString(word[1..])),
            _ when _variable.Kind == VcdKind.Real => TextOf(word[1..]),
            _ => throw _text.Failure($"{VcdText.Quote(word)} for '{_variable.Name}' is text, and no signal"),
        };
        return true;
    }

    // Some tools name the states of a variable that they declare as a number.
    private Value TextOf(ReadOnlySpan<byte> text)
    {
        if (!_saidText)
            _warn($"{_text.Path}:{_text.Line}: {VcdText.Quote(text)} for '{_variable.Name}' is text, and no signal: it is unknown while its value is text.");
        _saidText = true;
        return Unknown;
    }

    private Value WordOf(SymbolType words, string text)
    {
        if (words.IndexOf(text) >= 0)
            return Value.Symbol(words, text);
        if (words.Faults.Contains(text))
            return Value.Fault(text);
        return text == VcdTraceWriter.UnknownWord ? Unknown : throw _text.Failure($"'{text}' for '{_variable.Name}' is no {words}");
    }

    private static Value? Real(ReadOnlySpan<byte> text)
    {
        if (Utf8Parser.TryParse(text, out double number, out int length) && length == text.Length)
            return double.IsNaN(number) ? Unknown : Value.Of(number, Unit.Count);
        // as C prints what is no finite number
        ReadOnlySpan<byte> bare = text.TrimStart("+-"u8);
        if (bare.StartsWith("inf"u8))
            return Value.Of(text[0] == (byte)'-' ? double.NegativeInfinity : double.PositiveInfinity, Unit.Count);
        return bare.StartsWith("nan"u8) ? Unknown : null;
    }

    private static Value? Bits(ReadOnlySpan<byte> bits)
    {
        long number = 0;
        int significant = 0;
        bool unknown = bits.IsEmpty;
        foreach (byte bit in bits)
        {
            switch (bit)
            {
                case (byte)'0' or (byte)'l' or (byte)'L':
                    number <<= 1;
                    break;
                case (byte)'1' or (byte)'h' or (byte)'H':
                    number = (number << 1) | 1;
                    break;
                case (byte)'x' or (byte)'X' or (byte)'z' or (byte)'Z' or (byte)'u' or (byte)'U' or (byte)'w' or (byte)'W' or (byte)'-':
                    unknown = true;
                    break;
                default:
                    return null;
            }

            if (number > 0)
                significant++;
            if (significant > VcdVariable.MostBits)
                return null;
        }

        return unknown ? bits.IsEmpty ? null : Unknown : Value.Of(number, Unit.Count);
    }

    private void Time(ReadOnlySpan<byte> text)
    {
        if (!VcdTimescale.TryReadTime(text, out (long Ticks, long Billionths) time))
            throw _text.Failure($"{VcdText.Quote(text)} is no time");
        if (time.CompareTo(_time) < 0)
            throw _text.Failure($"time runs backwards, from {_time.Ticks} to {time.Ticks}");
        if (!_timescale.TryNanoseconds(time, out long nanoseconds))
            throw _text.Failure($"the time {time.Ticks} lies beyond 292 years");
        _time = time;
        _now = new SignalTime(nanoseconds);
        _inDump = false;
    }

    private void Section(ReadOnlySpan<byte> word)
    {
        if (VcdHeader.OpensDump(word))
            _inDump = true;
        else if (word.SequenceEqual("$end"u8))
            _inDump = false;
        else
            _text.SkipToEnd(Encoding.Latin1.GetString(word[..Math.Min(word.Length, 20)]));
    }

    // A simulator that is stopped leaves its last line half written.
    private void Cut()
    {
        _warn($"{_text.Path}:{_text.Line}: the file ends within a value change, which is left out.");
        _ended = true;
    }
}
