using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Reactive.Signals;

/// <summary>Writes the state of kernels and rule nodes: little endian, in the order in which <see cref="StateReader"/> reads it back.</summary>
public sealed class StateWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Writes a byte.</summary>
    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    /// <summary>Writes a truth value.</summary>
    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Writes a 64-bit integer.</summary>
    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    /// <summary>Writes a single-precision number, bit for bit.</summary>
    public void Single(float value) => Int64(BitConverter.SingleToInt32Bits(value));

    /// <summary>Writes a double-precision number, bit for bit.</summary>
    public void Double(double value) => Int64(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Writes an instant.</summary>
    public void Time(SignalTime value) => Int64(value.Nanoseconds);

    /// <summary>Writes text.</summary>
    public void Text(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        int length = Encoding.UTF8.GetByteCount(value);
        Int64(length);
        Encoding.UTF8.GetBytes(value, _bytes.GetSpan(Math.Max(length, 1)));
        _bytes.Advance(length);
    }

    /// <summary>Writes a value with what was measured.</summary>
    public void Value(in Value value)
    {
        Byte((byte)value.Kind);
        switch (value.Kind)
        {
            case ValueKind.Unknown:
                Byte((byte)value.Reason);
                break;
            case ValueKind.Symbol:
                Text(value.Type!.Id);
                Byte(value.Code);
                Single(value.Measurement);
                Single(value.Margin);
                break;
            case ValueKind.Number:
                Byte((byte)value.Unit!.Dimension);
                Double(value.Number);
                break;
            case ValueKind.Text:
                Text(value.Text!);
                break;
            case ValueKind.Fault:
                Text(value.Text!);
                Bits(value.Frame);
                break;
            case ValueKind.Frame or ValueKind.Pin:
                Bits(value.Frame);
                break;
            case ValueKind.Digit:
                Byte((byte)value.DigitCharacter!.Value);
                Byte((byte)value.DigitCarrier!.Value);
                Bool(value.IsOver);
                Int64(value.DigitNanoseconds ?? value.DigitMeasure?.Pack() ?? 0);
                break;
            case ValueKind.Tone:
                Bool(value.IsOver);
                Int64(value.TonePacked);
                break;
            case ValueKind.Card:
                Text(value.Format?.Id ?? "");
                Bits(value.Frame);
                break;
            case ValueKind.Entry:
                value.Entry!.Save(this);
                break;
        }
    }

    /// <summary>Writes the bits of a frame.</summary>
    public void Bits(in ReaderBits bits)
    {
        Byte((byte)bits.Length);
        Int64((long)(ulong)(bits.Bits >> 64));
        Int64((long)(ulong)bits.Bits);
    }

    /// <summary>Writes a stamped value.</summary>
    public void Stamped(in Stamped<Value> value)
    {
        Value(value.Value);
        Time(value.Stamp);
        Time(value.Since);
    }
}
