using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// The last key presses of a telephone, by which digits that several carriers bring are told apart from presses. It takes the digits in the
/// order in which they are known, and says of each at once whether it is a press that nobody has brought. Allocates nothing after it is made.
/// </summary>
public sealed class DigitPresses
{
    /// <summary>How many presses are remembered; the oldest is forgotten first.</summary>
    public const int Most = 16;

    /// <summary>A press whose end never came goes on for so many seconds at most: digits are not swallowed for ever.</summary>
    public const int LongestSeconds = 60;

    private const int Carriers = 3;

    private readonly MergeDigitsOptions _options;
    private readonly Press[] _presses = new Press[Most];

    // presses lie in the order of their coming, the oldest at 0
    private int _count;

    // the carriers, a bit each, that have reported an end: their presses go on until it
    private byte _reportEnds = BitOf(DigitCarrier.RtpEvent);

    /// <summary>Remembers no press yet.</summary>
    /// <exception cref="ArgumentException">The options are out of range.</exception>
    public DigitPresses(MergeDigitsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
    }

    /// <summary>
    /// Takes the next event: false for a digit that is a press which another carrier has brought, and for its end; true for all else, which is what
    /// <c>merge-digits</c> yields. What is no digit changes nothing and passes.
    /// </summary>
    public bool Passes(in Stamped<Value> input)
    {
        if (input.Value.DigitCharacter is not { } character)
            return true;
        DigitCarrier carrier = input.Value.DigitCarrier!.Value;
        return input.Value.IsOver ? End(character, carrier, input) : Begin(character, carrier, input);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _count = 0;
        _reportEnds = BitOf(DigitCarrier.RtpEvent);
    }

    /// <summary>Writes what is remembered.</summary>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Byte(_reportEnds);
        writer.Int64(_count);
        for (int i = 0; i < _count; i++)
            _presses[i].Save(writer);
    }

    /// <summary>Takes what <see cref="Save"/> wrote.</summary>
    /// <exception cref="StateException">It is cut short, or impossible.</exception>
    public void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _reportEnds = reader.Byte();
        if (_reportEnds >> Carriers != 0 || (_reportEnds & BitOf(DigitCarrier.RtpEvent)) == 0)
            throw new StateException($"There are no carriers {_reportEnds}.");
        _count = reader.Count(Most);
        for (int i = 0; i < _count; i++)
            _presses[i] = Press.Load(reader);
    }

    private bool Begin(char character, DigitCarrier carrier, in Stamped<Value> input)
    {
        byte bit = BitOf(carrier);
        SignalTime since = SignalTime.Min(input.Since, input.Stamp);
        int found = Find(character, carrier, since, input.Stamp);
        // one carrier brings one press at a time: what it brought before is over, whether its end has come or not
        foreach (ref Press press in _presses.AsSpan(0, _count))
            press.GoesOn &= (byte)~bit;
        if (found >= 0)
        {
            _presses[found].Add(carrier, since, input.Stamp);
            return false;
        }

        if (_count == Most)
            _presses.AsSpan(1).CopyTo(_presses);
        else
            _count++;
        _presses[_count - 1] = new Press(character, carrier, since, input.Stamp);
        return true;
    }

    // the oldest, for every carrier brings presses in their order
    private int Find(char character, DigitCarrier carrier, SignalTime since, SignalTime stamp)
    {
        byte bit = BitOf(carrier);
        for (int i = 0; i < _count; i++)
        {
            ref readonly Press press = ref _presses[i];
            if (press.Character != character)
                continue;
            bool isWhole = carrier == DigitCarrier.InBand && press.IsWithinEvent(since);
            if (isWhole || ((press.Brought & bit) == 0 && IsNear(press, since, stamp)))
                return i;
        }

        return -1;
    }

    private bool IsNear(in Press press, SignalTime since, SignalTime stamp)
    {
        if (press.Since > stamp + _options.Within)
            return false;
        return since <= press.Last + _options.Within || ((press.GoesOn & _reportEnds) != 0 && since <= press.Longest);
    }

    private bool End(char character, DigitCarrier carrier, in Stamped<Value> input)
    {
        byte bit = BitOf(carrier);
        _reportEnds |= bit;
        for (int i = _count - 1; i >= 0; i--)
        {
            ref Press press = ref _presses[i];
            if (press.Character == character && (press.Open & bit) != 0)
                return press.End(carrier, input.Value.DigitNanoseconds!.Value, input.Stamp);
        }

        return true;
    }

    private static byte BitOf(DigitCarrier carrier) => (byte)(1 << (int)carrier);

    [InlineArray(Carriers)]
    [SuppressMessage("Performance", "CA1815", Justification = "Nobody compares them.")]
    private struct Begun
    {
        private SignalTime _first;
    }

    /// <summary>One press, and what each carrier has said of it.</summary>
    [SuppressMessage("Performance", "CA1815", Justification = "Nobody compares presses.")]
    private struct Press
    {
        // whose event passed, and whether its end has
        private DigitCarrier _first;
        private bool _isEndTold;

        // since when each carrier brought it
        private Begun _begun;

        // when the telephone event was over, or was last heard of
        private SignalTime _eventOver;

        public Press(char character, DigitCarrier first, SignalTime since, SignalTime stamp)
        {
            Character = character;
            _first = first;
            (Since, Last, _eventOver) = (since, stamp, stamp);
            Add(first, since, stamp);
        }

        public char Character { get; private init; }

        // from its first known instant to its last
        public SignalTime Since { readonly get; private set; }

        public SignalTime Last { readonly get; private set; }

        // carriers, a bit each: that brought it, that have not ended it, and of those, that have brought nothing else since
        public byte Brought { readonly get; private set; }

        public byte Open { readonly get; private set; }

        public byte GoesOn { readonly get; set; }

        public readonly SignalTime Longest => Since + TimeSpan.FromSeconds(LongestSeconds);

        /// <summary>Whether a tone that begins then lies within the telephone event that brought the press.</summary>
        public readonly bool IsWithinEvent(SignalTime since)
        {
            byte bit = BitOf(DigitCarrier.RtpEvent);
            if ((Brought & bit) == 0 || since < _begun[(int)DigitCarrier.RtpEvent])
                return false;
            return since <= ((GoesOn & bit) != 0 ? Longest : _eventOver);
        }

        public void Add(DigitCarrier carrier, SignalTime since, SignalTime stamp)
        {
            byte bit = BitOf(carrier);
            Brought |= bit;
            Open |= bit;
            GoesOn |= bit;
            Since = SignalTime.Min(Since, since);
            Last = SignalTime.Max(Last, stamp);
            _begun[(int)carrier] = since;
            if (carrier == DigitCarrier.RtpEvent)
                _eventOver = stamp;
        }

        /// <summary>Takes an end; whether it passes.</summary>
        public bool End(DigitCarrier carrier, long nanoseconds, SignalTime stamp)
        {
            byte bit = BitOf(carrier);
            Open &= (byte)~bit;
            GoesOn &= (byte)~bit;
            // an end is known a little after it
            SignalTime over = SignalTime.Min(_begun[(int)carrier].AddNanoseconds(nanoseconds), stamp);
            Last = SignalTime.Max(Last, over);
            if (carrier == DigitCarrier.RtpEvent)
                _eventOver = over;
            if (carrier != _first || _isEndTold)
                return false;
            return _isEndTold = true;
        }

        public readonly void Save(StateWriter writer)
        {
            writer.Byte((byte)Character);
            writer.Byte((byte)_first);
            writer.Bool(_isEndTold);
            writer.Byte(Brought);
            writer.Byte(Open);
            writer.Byte(GoesOn);
            writer.Time(Since);
            writer.Time(Last);
            writer.Time(_eventOver);
            foreach (SignalTime begun in _begun)
                writer.Time(begun);
        }

        public static Press Load(StateReader reader)
        {
            Press press = new()
            {
                Character = (char)reader.Byte(),
                _first = (DigitCarrier)reader.Byte(),
                _isEndTold = reader.Bool(),
                Brought = reader.Byte(),
                Open = reader.Byte(),
                GoesOn = reader.Byte(),
                Since = reader.Time(),
                Last = reader.Time(),
                _eventOver = reader.Time(),
            };
            for (int i = 0; i < Carriers; i++)
                press._begun[i] = reader.Time();
            bool hasCarriers = press._first <= DigitCarrier.SipInfo && press.Brought >> Carriers == 0 && (press.Brought & BitOf(press._first)) != 0;
            bool isOrdered = (press.Open & ~press.Brought) == 0 && (press.GoesOn & ~press.Open) == 0 && press.Since <= press.Last;
            if (!hasCarriers || !isOrdered || !Value.Digits.Contains(press.Character, StringComparison.Ordinal))
                throw new StateException("The state of the presses is impossible.");
            return press;
        }
    }
}
