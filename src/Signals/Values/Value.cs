using System;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Reactive.Signals;

/// <summary>What a <see cref="Value"/> holds.</summary>
public enum ValueKind : byte
{
    /// <summary>Nothing is known; <see cref="Value.Reason"/> says why.</summary>
    Unknown,
    /// <summary>A fault stands in place of the value; <see cref="Value.Text"/> names it. Conditions take it as unknown.</summary>
    Fault,
    /// <summary>One of the names of a <see cref="SymbolType"/>.</summary>
    Symbol,
    /// <summary>A number in the base unit of its dimension.</summary>
    Number,
    /// <summary>Text.</summary>
    Text,
    /// <summary>An event that carries nothing but its instant.</summary>
    Pulse,
    /// <summary>The raw bits of a frame of a reader.</summary>
    Frame,
    /// <summary>A card: the raw bits of its frame, and the format that they were found to be, if any.</summary>
    Card,
    /// <summary>Digits that someone typed and that nobody else is to see.</summary>
    Pin,
    /// <summary>What an entry list said: an <see cref="Signals.Entry"/>.</summary>
    Entry,
    /// <summary>A DTMF digit: that it has begun, with what was measured, or that it is over, with how long it lasted.</summary>
    Digit,
    /// <summary>A tone: that it has begun, with what was measured, or that it is over, with how long it lasted.</summary>
    Tone,
    /// <summary>For displays, in place of a value of a sensitive port: only what kind of value it is. Nothing else holds it.</summary>
    Veiled,
}

/// <summary>Why a state is unknown.</summary>
public enum UnknownReason : byte
{
    /// <summary>No value has come yet.</summary>
    Starting,
    /// <summary>Its source is silent or gone.</summary>
    Offline,
    /// <summary>Its source reports a fault.</summary>
    Fault,
    /// <summary>Its last value is too old.</summary>
    Stale,
}

/// <summary>
/// A sparse value: small, immutable, copied freely, nothing on the heap of its own (but for frames of more than 64 bits). A
/// symbol, a digit or a tone may carry the measurement it was decided on (ohms and margin of a supervised loop), a fault the bits that were read;
/// equality leaves that out, so a state that is measured anew is still the same state.
/// </summary>
public readonly struct Value : IEquatable<Value>
{
    /// <summary>The DTMF digits; the index of each is its code.</summary>
    public const string Digits = "0123456789*#ABCD";

    // the code of a digit: its place in Digits, whether it is over, and what brought it; a tone that is over has the same mark
    private const byte DigitPlace = 0x0f;
    private const byte Over = 0x10;
    private const int CarrierShift = 5;

    private readonly object? _type;
    private readonly long _bits;
    private readonly ValueKind _kind;
    private readonly byte _code;

    private Value(ValueKind kind, byte code, long bits, object? type)
    {
        _kind = kind;
        _code = code;
        _bits = bits;
        _type = type;
    }

    /// <summary>What it holds.</summary>
    public ValueKind Kind => _kind;

    /// <summary>Whether it is a value proper: neither unknown nor a fault.</summary>
    public bool IsKnown => _kind > ValueKind.Fault;

    /// <summary>The code of a symbol.</summary>
    public byte Code => _code;

    /// <summary>The type of a symbol, else null.</summary>
    public SymbolType? Type => _kind == ValueKind.Symbol ? Unsafe.As<SymbolType>(_type) : null;

    /// <summary>The number in base units; NaN where it is none.</summary>
    public double Number => _kind == ValueKind.Number ? BitConverter.Int64BitsToDouble(_bits) : double.NaN;

    /// <summary>The unit of a number (a base unit), else null.</summary>
    public Unit? Unit => _kind == ValueKind.Number ? Unsafe.As<Unit>(_type) : null;

    /// <summary>The text of a text, the name of a fault or the kind of what is veiled, else null.</summary>
    public string? Text => _kind is ValueKind.Text or ValueKind.Fault or ValueKind.Veiled ? Unsafe.As<string>(_type) : null;

    /// <summary>Why it is unknown.</summary>
    public UnknownReason Reason => (UnknownReason)_code;

    /// <summary>What was measured when a symbol was decided, in its type's unit; NaN for none.</summary>
    public float Measurement => _kind == ValueKind.Symbol ? BitConverter.Int32BitsToSingle((int)_bits) : float.NaN;

    /// <summary>How far the measurement lies inside the band that decided, in the same unit; NaN for none.</summary>
    public float Margin => _kind == ValueKind.Symbol ? BitConverter.Int32BitsToSingle((int)(_bits >> 32)) : float.NaN;

    /// <summary>The bits of a frame or a card, those read before a fault, or the digits of a PIN, four bits each; none for other values.</summary>
    public ReaderBits Frame => _kind is ValueKind.Frame or ValueKind.Card or ValueKind.Pin or ValueKind.Fault
        ? new ReaderBits(_code, new UInt128(_type is LongFrame { Upper: var upper } ? upper : 0, (ulong)_bits))
        : default;

    /// <summary>What an entry list said; null for other values.</summary>
    public Entry? Entry => _kind == ValueKind.Entry ? Unsafe.As<Entry>(_type) : null;

    /// <summary>The format of a card; null where none matched, and for other values.</summary>
    public CardFormat? Format => _kind != ValueKind.Card ? null : _type is LongFrame { Format: var format } ? format : Unsafe.As<CardFormat?>(_type);

    /// <summary>The character of a DTMF digit; null for other values.</summary>
    public char? DigitCharacter => _kind == ValueKind.Digit ? Digits[_code & DigitPlace] : null;

    /// <summary>Whether it is a DTMF digit or a tone that is over.</summary>
    public bool IsOver => _kind is ValueKind.Digit or ValueKind.Tone && (_code & Over) != 0;

    /// <summary>What brought a DTMF digit; null for other values.</summary>
    public DigitCarrier? DigitCarrier => _kind == ValueKind.Digit ? (DigitCarrier)(_code >> CarrierShift) : null;

    /// <summary>How long a DTMF digit lasted that is over, in nanoseconds; null for other values.</summary>
    public long? DigitNanoseconds => _kind == ValueKind.Digit && IsOver ? _bits : null;

    /// <summary>What was measured of a DTMF digit that has begun; null for other values, and where nothing was.</summary>
    public DtmfMeasure? DigitMeasure => _kind == ValueKind.Digit && !IsOver && _bits != 0 ? DtmfMeasure.Unpack(_bits) : null;

    /// <summary>The frequency of a tone in hertz; null for other values.</summary>
    public double? ToneHertz => _kind == ValueKind.Tone ? Signals.ToneMeasure.HertzOf(_bits) : null;

    /// <summary>How long a tone lasted that is over, in nanoseconds, to microseconds; null for other values.</summary>
    public long? ToneNanoseconds => _kind == ValueKind.Tone && IsOver ? Signals.ToneMeasure.NanosecondsOf(_bits) : null;

    /// <summary>What was measured of a tone that has begun; null for other values, and where nothing was.</summary>
    public ToneMeasure? ToneMeasure => _kind == ValueKind.Tone && !IsOver ? Signals.ToneMeasure.Unpack(_bits) : null;

    /// <summary>A tone as it is stored.</summary>
    internal long TonePacked => _bits;

    /// <summary>An event without a value.</summary>
    public static Value Pulse => new(ValueKind.Pulse, 0, 0, null);

    /// <summary>Unknown, and why.</summary>
    public static Value Unknown(UnknownReason reason) => new(ValueKind.Unknown, (byte)reason, 0, null);

    /// <summary>A named fault.</summary>
    public static Value Fault(string name) => new(ValueKind.Fault, 0, 0, name);

    /// <summary>A named fault, with the bits that were read: the first 64 of them.</summary>
    public static Value Fault(string name, in ReaderBits read)
    {
        int kept = Math.Min(read.Length, 64);
        return new Value(ValueKind.Fault, (byte)kept, (long)(ulong)(read.Bits >> (read.Length - kept)), name);
    }

    /// <summary>The bits of a frame. More than 64 of them allocate.</summary>
    public static Value Of(in ReaderBits frame) =>
        new(ValueKind.Frame, (byte)frame.Length, (long)(ulong)frame.Bits, frame.Length > 64 ? new LongFrame((ulong)(frame.Bits >> 64), null) : null);

    /// <summary>A PIN: four bits a digit, the first one typed at the left. More than 16 digits allocate.</summary>
    /// <exception cref="ArgumentException">They are no decimal digits.</exception>
    public static Value Pin(in ReaderBits digits)
    {
        if (!digits.AreDecimal)
            throw new ArgumentException("They are no decimal digits.", nameof(digits));
        return new Value(ValueKind.Pin, (byte)digits.Length, (long)(ulong)digits.Bits, digits.Length > 64 ? new LongFrame((ulong)(digits.Bits >> 64), null) : null);
    }

    /// <summary>A card of <paramref name="format"/>, null where none matched. More than 64 bits allocate.</summary>
    /// <exception cref="ArgumentException">The frame is not of that format.</exception>
    public static Value Card(in ReaderBits frame, CardFormat? format)
    {
        if (format is not null && !format.Fits(frame))
            throw new ArgumentException($"{frame.Length} bits {frame.Raw} are no card of {format}.", nameof(format));
        return new Value(ValueKind.Card, (byte)frame.Length, (long)(ulong)frame.Bits, frame.Length > 64 ? new LongFrame((ulong)(frame.Bits >> 64), format) : format);
    }

    /// <summary>
    /// What is shown of it where it stems from a sensitive port: how things stand (contacts, loops, numbers, what is unknown) as it is, of all else
    /// only the kind: <c>key</c>, <c>26 bits</c>, <c>card</c>.
    /// </summary>
    public Value Veiled() => _kind switch
    {
        ValueKind.Unknown or ValueKind.Number or ValueKind.Pulse or ValueKind.Veiled => this,
        ValueKind.Symbol => Type!.IsOfThings ? this : Veil(Type.Name),
        ValueKind.Fault => Fault(Text!),
        ValueKind.Frame => Veil(string.Create(CultureInfo.InvariantCulture, $"{_code} bits")),
        ValueKind.Card => Veil("card"),
        ValueKind.Pin => Veil("PIN"),
        ValueKind.Text => Veil("text"),
        ValueKind.Entry => Of(Entry!.Veiled()),
        ValueKind.Digit => Veil("digit"),
        ValueKind.Tone => this,
        _ => Veil("value"),
    };

    /// <summary>A DTMF digit, what was measured of it, and what brought it.</summary>
    /// <exception cref="ArgumentException">There is no such digit.</exception>
    public static Value Digit(char digit, in DtmfMeasure? measure = null, DigitCarrier carrier = Signals.DigitCarrier.InBand) =>
        new(ValueKind.Digit, DigitCode(digit, carrier), measure?.Pack() ?? 0, null);

    /// <summary>A DTMF digit that is over.</summary>
    /// <exception cref="ArgumentException">There is no such digit.</exception>
    public static Value DigitOver(char digit, long nanoseconds, DigitCarrier carrier = Signals.DigitCarrier.InBand) =>
        new(ValueKind.Digit, (byte)(DigitCode(digit, carrier) | Over), nanoseconds, null);

    /// <summary>A tone, and what was measured of it.</summary>
    public static Value Tone(in ToneMeasure measure) => new(ValueKind.Tone, 0, measure.Pack(), null);

    /// <summary>A tone of which only the frequency is known, in hertz, to hundredths.</summary>
    public static Value Tone(double hertz) => new(ValueKind.Tone, 0, Signals.ToneMeasure.PackHertz(hertz), null);

    /// <summary>A tone that is over.</summary>
    public static Value ToneOver(double hertz, long nanoseconds) => new(ValueKind.Tone, Over, Signals.ToneMeasure.PackOver(hertz, nanoseconds), null);

    /// <summary>A tone as it was stored.</summary>
    internal static Value Tone(long packed, bool isOver) => new(ValueKind.Tone, isOver ? Over : (byte)0, packed, null);

    /// <summary>A symbol by code, with what was measured.</summary>
    public static Value Symbol(SymbolType type, byte code, float measurement = float.NaN, float margin = float.NaN)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(code, type.Names.Length);
        long bits = (uint)BitConverter.SingleToInt32Bits(measurement) | ((long)BitConverter.SingleToInt32Bits(margin) << 32);
        return new Value(ValueKind.Symbol, code, bits, type);
    }

    /// <summary>A symbol by name.</summary>
    /// <exception cref="ArgumentException">The type has no such name.</exception>
    public static Value Symbol(SymbolType type, string name)
    {
        ArgumentNullException.ThrowIfNull(type);
        int code = type.IndexOf(name);
        return code >= 0 ? Symbol(type, (byte)code) : throw new ArgumentException($"A {type} has no value '{name}'.", nameof(name));
    }

    /// <summary>A number in the base unit of <paramref name="unit"/>'s dimension.</summary>
    public static Value Of(double number, Unit unit) => new(ValueKind.Number, 0, BitConverter.DoubleToInt64Bits(number), unit);

    /// <summary>Text.</summary>
    public static Value Of(string text) => new(ValueKind.Text, 0, 0, text);

    /// <summary>What an entry list said.</summary>
    public static Value Of(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new Value(ValueKind.Entry, 0, 0, entry);
    }

    /// <summary>A contact.</summary>
    public static Value Contact(bool active) => Symbol(SymbolType.Contact, active ? (byte)1 : (byte)0);

    /// <inheritdoc/>
    public bool Equals(Value other)
    {
        if (_kind != other._kind || (_code != other._code && _kind != ValueKind.Fault))
            return false;
        return _kind switch
        {
            ValueKind.Unknown or ValueKind.Pulse or ValueKind.Digit => true,
            ValueKind.Tone => ToneHertz == other.ToneHertz,
            ValueKind.Symbol => ReferenceEquals(_type, other._type),
            ValueKind.Number => Number.Equals(other.Number) && ReferenceEquals(_type, other._type),
            ValueKind.Frame or ValueKind.Card or ValueKind.Pin => Frame == other.Frame && ReferenceEquals(Format, other.Format),
            ValueKind.Entry => Entry!.Equals(other.Entry),
            _ => string.Equals(Text, other.Text, StringComparison.Ordinal),
        };
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _kind switch
    {
        ValueKind.Number => HashCode.Combine(_kind, Number, _type),
        ValueKind.Frame or ValueKind.Card or ValueKind.Pin => HashCode.Combine(_kind, Frame, Format),
        ValueKind.Tone => HashCode.Combine(_kind, _code, ToneHertz),
        ValueKind.Fault => HashCode.Combine(_kind, _type),
        _ => HashCode.Combine(_kind, _code, _type),
    };

    /// <summary>Whether both are the same value, what was measured apart.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Whether the values differ.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>For people: <c>closed</c>, <c>3.3 V</c>, <c>unknown (offline)</c>, <c>fault foreign-voltage</c>, <c>H10301 12:3456</c>. Of a PIN only how many digits it has.</summary>
    public override string ToString() => _kind switch
    {
        ValueKind.Symbol => Type!.Names[_code],
        ValueKind.Number => (Printed(Number) + " " + Unit!.Symbol).TrimEnd(),
        ValueKind.Text or ValueKind.Veiled => Text!,
        ValueKind.Fault when _code > 0 => $"fault {Text} ({BitsText(Frame)})",
        ValueKind.Fault => "fault " + Text,
        ValueKind.Frame => BitsText(Frame),
        ValueKind.Pin => string.Create(CultureInfo.InvariantCulture, $"{_code / 4} digits"),
        ValueKind.Card => Format is { } format ? $"{format} {format.Numbers(Frame)}" : BitsText(Frame),
        ValueKind.Entry => Entry!.ToString(),
        ValueKind.Digit when IsOver => string.Create(CultureInfo.InvariantCulture, $"{DigitCharacter} over after {_bits / 1e9:0.0##} s"),
        ValueKind.Digit => DigitCharacter.ToString()!,
        ValueKind.Tone when IsOver => string.Create(CultureInfo.InvariantCulture, $"{ToneHertz:0.##} Hz over after {ToneNanoseconds / 1e9:0.0##} s"),
        ValueKind.Tone => string.Create(CultureInfo.InvariantCulture, $"{ToneHertz:0.##} Hz"),
        ValueKind.Pulse => "pulse",
        _ => "unknown (" + ReasonName(Reason) + ")",
    };

    private static Value Veil(string kind) => new(ValueKind.Veiled, 0, 0, kind);

    private static byte DigitCode(char digit, DigitCarrier carrier) => Digits.IndexOf(digit, StringComparison.Ordinal) is var place and >= 0
        ? (byte)(place | ((int)carrier << CarrierShift))
        : throw new ArgumentException($"There is no DTMF digit '{digit}'.", nameof(digit));

    private static string BitsText(in ReaderBits bits) => string.Create(CultureInfo.InvariantCulture, $"{bits.Length} bits {bits.Raw}");

    // A fraction that is exactly a single was one: its further digits as a double say nothing.
    private static string Printed(double number)
    {
        bool wasSingle = (float)number == number && number != Math.Floor(number);
        return wasSingle ? ((float)number).ToString("R", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>The name of a reason as it is written: <c>offline</c>.</summary>
    public static string ReasonName(UnknownReason reason) => reason switch
    {
        UnknownReason.Starting => "starting",
        UnknownReason.Offline => "offline",
        UnknownReason.Fault => "fault",
        _ => "stale",
    };

    // What does not fit beside the lower bits of a long frame.
    private sealed record LongFrame(ulong Upper, CardFormat? Format);
}
