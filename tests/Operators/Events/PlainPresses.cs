using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Operators.Tests.Events;

/// <summary>What <see cref="DigitPresses"/> does, as it would be said: every carrier's part of a press is an interval, and nothing is packed.</summary>
internal sealed class PlainPresses(long within)
{
    private const long Longest = 60_000_000_000;

    private readonly List<Press> _presses = [];
    private readonly HashSet<DigitCarrier> _reportEnds = [DigitCarrier.RtpEvent];

    public bool Passes(Stamped<Value> input)
    {
        if (input.Value.DigitCharacter is not { } character)
            return true;
        DigitCarrier carrier = input.Value.DigitCarrier!.Value;
        return input.Value.IsOver ? End(character, carrier, input) : Begin(character, carrier, input);
    }

    private bool Begin(char character, DigitCarrier carrier, Stamped<Value> input)
    {
        long since = input.Since.Nanoseconds, stamp = input.Stamp.Nanoseconds;
        Press? same = Remembered.Where(p => p.Character == character).FirstOrDefault(p => IsSame(p, carrier, since, stamp));
        foreach (Part part in _presses.SelectMany(p => p.Parts).Where(p => p.Carrier == carrier))
            part.IsSuperseded = true;
        bool isNew = same is null;
        if (same is null)
            _presses.Add(same = new Press(character, carrier));
        same.Since = System.Math.Min(same.Since, since);
        same.Last = System.Math.Max(same.Last, stamp);
        same.Parts.RemoveAll(p => p.Carrier == carrier);
        same.Parts.Add(new Part(carrier, since) { Last = stamp });
        return isNew;
    }

    private bool IsSame(Press press, DigitCarrier carrier, long since, long stamp)
    {
        bool GoesOn(Part part) => !part.IsOver && !part.IsSuperseded && since <= press.Since + Longest;
        if (carrier == DigitCarrier.InBand && press.Parts.Find(p => p.Carrier == DigitCarrier.RtpEvent) is { } call && since >= call.Since && (GoesOn(call) || since <= call.Last))
            return true;
        if (press.Parts.Exists(p => p.Carrier == carrier) || press.Since - stamp > within)
            return false;
        return since - press.Last <= within || press.Parts.Exists(p => GoesOn(p) && _reportEnds.Contains(p.Carrier));
    }

    private bool End(char character, DigitCarrier carrier, Stamped<Value> input)
    {
        _reportEnds.Add(carrier);
        Press? press = Remembered.LastOrDefault(p => p.Character == character && p.Parts.Exists(q => q.Carrier == carrier && !q.IsOver));
        if (press is null)
            return true;
        Part part = press.Parts.Find(p => p.Carrier == carrier)!;
        part.IsOver = true;
        part.Last = System.Math.Min(part.Since + input.Value.DigitNanoseconds!.Value, input.Stamp.Nanoseconds);
        press.Last = System.Math.Max(press.Last, part.Last);
        bool passes = carrier == press.First && !press.IsEndTold;
        press.IsEndTold |= passes;
        return passes;
    }

    private IEnumerable<Press> Remembered => _presses.TakeLast(DigitPresses.Most);

    private sealed class Press(char character, DigitCarrier first)
    {
        public char Character { get; } = character;

        public DigitCarrier First { get; } = first;

        public bool IsEndTold { get; set; }

        public long Since { get; set; } = long.MaxValue;

        public long Last { get; set; } = long.MinValue;

        public List<Part> Parts { get; } = [];
    }

    private sealed class Part(DigitCarrier carrier, long since)
    {
        public DigitCarrier Carrier { get; } = carrier;

        public long Since { get; } = since;

        public long Last { get; set; }

        public bool IsOver { get; set; }

        public bool IsSuperseded { get; set; }
    }
}
