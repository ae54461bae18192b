using System;
using System.Globalization;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>The level of a logic line.</summary>
internal enum LineLevel : byte
{
    /// <summary>Low, 0, inactive.</summary>
    Low,
    /// <summary>High, 1, active.</summary>
    High,
    /// <summary>Not known: nothing has come yet, or what came is no level.</summary>
    Unknown,
}

/// <summary>Takes the levels of a line, at each rate that is looked for, and yields the frames in it.</summary>
internal sealed class Em4100Receiver
{
    // what more than these are wrong may as well be something else that happened to start with nine ones
    private const int MostWrongChecks = 3;

    private static readonly Value WrongParity = Value.Fault("parity");
    private static readonly Value WrongStop = Value.Fault("stop-bit");

    private readonly Em4100Options _options;
    private readonly ManchesterLine[] _lines;
    private readonly TagTexts _texts = new();
    private SampleRate _rate;

    /// <summary>A receiver that knows nothing of its line yet.</summary>
    public Em4100Receiver(Em4100Options options)
    {
        _options = options;
        _lines = [.. options.CarrierPeriods.Select(_ => new ManchesterLine())];
    }

    /// <summary>The level of the last sample.</summary>
    public LineLevel Level { get; private set; } = LineLevel.Unknown;

    /// <summary>The line has <paramref name="level"/> from the sample <paramref name="index"/> on; it need not be another one.</summary>
    public void Take(long index, LineLevel level, SampleClock clock, IEmit<Stamped<Value>> output)
    {
        if (level == Level)
            return;
        bool known = Level != LineLevel.Unknown;
        Level = level;
        if (level == LineLevel.Unknown)
            return;
        if (clock.Rate != _rate)
            Rescale(clock.Rate);
        foreach (ManchesterLine line in _lines)
        {
            if (!known)
                line.Begin(index);
            else if (line.Edge(index, level == LineLevel.High, out ulong bits, out bool? before) && Decide(bits, before) is { } value)
                output.Emit(new Stamped<Value>(value, clock.TimeOf(index), SignalTime.Min(clock.TimeOf(line.Start), clock.TimeOf(index))));
        }
    }

    /// <summary>Forgets the line.</summary>
    public void Reset()
    {
        Level = LineLevel.Unknown;
        foreach (ManchesterLine line in _lines)
            line.Reset();
    }

    /// <summary>Writes the level and what each rate has seen.</summary>
    public void Save(StateWriter writer)
    {
        writer.Byte((byte)Level);
        foreach (ManchesterLine line in _lines)
            line.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote for the same options.</summary>
    public void Load(StateReader reader)
    {
        byte level = reader.Byte();
        Level = level <= (byte)LineLevel.Unknown ? (LineLevel)level : throw new StateException($"A line has no level {level}.");
        foreach (ManchesterLine line in _lines)
            line.Load(reader);
    }

    private Value? Decide(ulong bits, bool? before)
    {
        // a tag may be wired either way
        if (!Em4100Frame.HasHeader(bits))
            (bits, before) = (~bits, !before);
        // ones may follow the header: it began with the first
        if (!Em4100Frame.HasHeader(bits) || before == true)
            return null;
        int wrong = Em4100Frame.WrongParities(bits);
        bool stop = Em4100Frame.HasStop(bits);
        if (wrong == 0)
            return stop ? Value.Of(_texts.Of(Em4100Frame.Tag(bits))) : WrongStop;
        return wrong + (stop ? 0 : 1) <= MostWrongChecks ? WrongParity : null;
    }

    private void Rescale(SampleRate rate)
    {
        _rate = rate;
        for (int i = 0; i < _lines.Length; i++)
            _lines[i].Rescale(rate.Hertz / _options.CarrierHertz * _options.CarrierPeriods[i] / 2);
    }

    /// <summary>The texts of the last few tags: one that is held to the reader allocates once.</summary>
    private sealed class TagTexts
    {
        private const int Kept = 16;

        private readonly long[] _tags = new long[Kept];
        private readonly string?[] _texts = new string?[Kept];
        private int _next;

        /// <summary>The text of a tag: ten hexadecimal digits.</summary>
        public string Of(long tag)
        {
            int found = Array.IndexOf(_tags, tag);
            if (found >= 0 && _texts[found] is { } text)
                return text;
            text = tag.ToString("x10", CultureInfo.InvariantCulture);
            (_tags[_next], _texts[_next]) = (tag, text);
            _next = (_next + 1) % Kept;
            return text;
        }
    }
}
