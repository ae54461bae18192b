using System;
using System.Buffers.Binary;
using System.Text;

namespace Reactive.Signals;

/// <summary>Reads what <see cref="StateWriter"/> wrote. What is cut short or impossible is a <see cref="StateException"/>, never a wrong state.</summary>
public sealed class StateReader
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private int _at;

    /// <summary>A reader of <paramref name="bytes"/> from their start.</summary>
    public StateReader(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Whether everything was read.</summary>
    public bool AtEnd => _at == _bytes.Length;

    /// <summary>Reads a byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>Reads a truth value.</summary>
    public bool Bool() => Byte() switch
    {
        0 => false,
        1 => true,
        byte other => throw new StateException($"{other} is no truth value."),
    };

    /// <summary>Reads a 64-bit integer.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>Reads a single-precision number.</summary>
    public float Single() => BitConverter.Int32BitsToSingle((int)Int64());

    /// <summary>Reads a double-precision number.</summary>
    public double Double() => BitConverter.Int64BitsToDouble(Int64());

    /// <summary>Reads an instant.</summary>
    public SignalTime Time() => new(Int64());

    /// <summary>Reads a count from 0 to <paramref name="most"/>.</summary>
    public int Count(int most)
    {
        long count = Int64();
        return count >= 0 && count <= most ? (int)count : throw new StateException($"{count} is no count up to {most}.");
    }

    /// <summary>Reads text.</summary>
    public string Text() => Encoding.UTF8.GetString(Take(Count(_bytes.Length - _at)));

    /// <summary>Reads a value.</summary>
    public Value Value()
    {
        byte kind = Byte();
        switch ((ValueKind)kind)
        {
            case ValueKind.Unknown:
                byte reason = Byte();
                return reason <= (byte)UnknownReason.Stale ? Signals.Value.Unknown((UnknownReason)reason) : throw new StateException($"There is no reason {reason}.");
            case ValueKind.Fault:
                return Signals.Value.Fault(Text(), Bits());
            case ValueKind.Symbol:
                string id = Text();
                byte code = Byte();
                float measurement = Single();
                float margin = Single();
                if (SymbolType.Find(id) is not { } type || code >= type.Names.Length)
                    throw new StateException($"There is no symbol {code} of type '{id}'.");
                return Signals.Value.Symbol(type, code, measurement, margin);
            case ValueKind.Number:
                byte dimension = Byte();
                if (dimension > (byte)Dimension.Length)
                    throw new StateException($"There is no dimension {dimension}.");
                return Signals.Value.Of(Double(), Unit.BaseOf((Dimension)dimension));
            case ValueKind.Text:
                return Signals.Value.Of(Text());
            case ValueKind.Pulse:
                return Signals.Value.Pulse;
            case ValueKind.Frame:
                return Signals.Value.Of(Bits());
            case ValueKind.Entry:
                return Signals.Value.Of(Entry.Load(this));
            case ValueKind.Pin:
                ReaderBits digits = Bits();
                return digits.AreDecimal ? Signals.Value.Pin(digits) : throw new StateException("The digits of a PIN are none.");
            case ValueKind.Digit:
                char digit = (char)Byte();
                byte carrier = Byte();
                bool isOver = Bool();
                long measured = Int64();
                if (!Signals.Value.Digits.Contains(digit) || carrier > (byte)DigitCarrier.SipInfo)
                    throw new StateException($"There is no DTMF digit {(int)digit} that {carrier} brings.");
                return isOver
                    ? Signals.Value.DigitOver(digit, measured, (DigitCarrier)carrier)
                    : Signals.Value.Digit(digit, measured == 0 ? null : DtmfMeasure.Unpack(measured), (DigitCarrier)carrier);
            case ValueKind.Tone:
                bool isToneOver = Bool();
                return Signals.Value.Tone(Int64(), isToneOver);
            case ValueKind.Card:
                string definition = Text();
                CardFormat? format = definition.Length == 0 ? null : CardFormatReader.Find(definition) ?? throw new StateException($"'{definition}' defines no card format.");
                ReaderBits frame = Bits();
                return format is null || format.Fits(frame) ? Signals.Value.Card(frame, format) : throw new StateException($"{frame.Length} bits {frame.Raw} are no card of {format}.");
            default:
                throw new StateException($"There is no kind of value {kind}.");
        }
    }

    /// <summary>Reads the bits of a frame.</summary>
    public ReaderBits Bits()
    {
        int length = Byte();
        var bits = new UInt128((ulong)Int64(), (ulong)Int64());
        return length <= ReaderBits.Most && (bits & ~ReaderBits.All(length)) == UInt128.Zero ? new ReaderBits(length, bits) : throw new StateException($"There are no {length} bits {bits:x}.");
    }

    /// <summary>Reads a stamped value.</summary>
    public Stamped<Value> Stamped() => new(Value(), Time(), Time());

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at)
            throw new StateException("The state is cut short.");
        ReadOnlySpan<byte> span = _bytes.Span.Slice(_at, count);
        _at += count;
        return span;
    }
}

/// <summary>A saved state that does not fit: cut short, damaged, or of another definition.</summary>
public sealed class StateException : Exception
{
    /// <summary>The state does not fit because of <paramref name="message"/>.</summary>
    public StateException(string message)
        : base(message)
    {
    }
}
