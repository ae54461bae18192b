using System;
using System.Collections.Generic;
using System.Linq;

namespace Reactive.Sinks.Sip;

/// <summary>A call.</summary>
internal sealed class BaresipCall(long number, int account, int line)
{
    /// <summary>Its number for others; 0 while nobody knows of it.</summary>
    public long Number { get; set; } = number;

    /// <summary>The place of its account.</summary>
    public int Account { get; } = account;

    /// <summary>The place of its line; below 0 while that is not known.</summary>
    public int Line { get; set; } = line;

    /// <summary>Its Call-ID; empty while that is not known.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>Whether it came in.</summary>
    public bool IsIncoming { get; init; }

    /// <summary>Whether it was told that the other end rings.</summary>
    public bool Rings { get; set; }

    /// <summary>Whether it was to be answered.</summary>
    public bool IsToStand { get; set; }

    /// <summary>Whether it stands.</summary>
    public bool Stands { get; set; }

    /// <summary>Whether it was to be ended.</summary>
    public bool IsToEnd { get; set; }

    /// <summary>The key that the other end presses; zero for none.</summary>
    public char Key { get; set; }

    /// <summary>The key before it; zero for none.</summary>
    public char LastKey { get; set; }

    /// <summary>When the key went down; where none is down, when the last went up.</summary>
    public long KeySince { get; set; }

    /// <summary>Whether its telephone says keys in two ways at once.</summary>
    public bool SaysTwice { get; set; }

    /// <summary>How often another call came in with its Call-ID: then an event may be about either.</summary>
    public int Twins { get; set; }

    /// <summary>How many times running it was looked for and not found.</summary>
    public int Missed { get; set; }
}

/// <summary>The calls there are, and what events about them mean: each is told of once, and ends once.</summary>
internal sealed class BaresipCalls(ISipAgentEvents events, TimeProvider time)
{
    /// <summary>
    /// A key that goes down again so soon after it went up is the same press, said a second time in the other way. Events do not say which way they came, and telephones that dial by themselves leave no
    /// more than 40 ms between two presses, so it is less than that.
    /// </summary>
    public static readonly TimeSpan Echo = TimeSpan.FromMilliseconds(35);

    /// <summary>The same for a telephone that has been found to say each key twice.</summary>
    public static readonly TimeSpan KnownEcho = TimeSpan.FromMilliseconds(150);

    /// <summary>A key that is down for longer counts as let go: what said so was lost.</summary>
    public static readonly TimeSpan LongestKey = TimeSpan.FromSeconds(5);

    private readonly List<BaresipCall> _calls = [];

    /// <summary>How many there are, without those that are being hung up.</summary>
    public int Count => _calls.Count(c => !c.IsToEnd);

    /// <summary>The lines on which there are calls, and be it that they only ring: sound may come before the answer.</summary>
    public IEnumerable<int> BusyLines => _calls.Where(c => c.Line >= 0 && c.Id.Length > 0).Select(c => c.Line).Distinct();

    /// <summary>The calls on a line that the process has.</summary>
    public IEnumerable<BaresipCall> On(int line) => _calls.Where(c => c.Line == line && c.Id.Length > 0);

    /// <summary>A call by its number, or null.</summary>
    public BaresipCall? Find(long number) => number == 0 ? null : _calls.Find(c => c.Number == number);

    /// <summary>A call by its Call-ID, or null.</summary>
    public BaresipCall? Find(string id) => id.Length == 0 ? null : _calls.Find(c => c.Id == id);

    /// <summary>Whether a call is on a line.</summary>
    public bool IsBusy(int line) => _calls.Exists(c => c.Line == line);

    /// <summary>Whether it is still there.</summary>
    public bool Has(BaresipCall call) => _calls.Contains(call);

    /// <summary>Adds one.</summary>
    public void Add(BaresipCall call) => _calls.Add(call);

    /// <summary>The other end rings.</summary>
    public void Ring(BaresipCall call)
    {
        if (call.Rings || call.Stands || call.IsIncoming)
            return;
        call.Rings = true;
        events.Ringing(call.Number);
    }

    /// <summary>It stands.</summary>
    public void Stand(BaresipCall call)
    {
        if (call.Stands)
            return;
        call.Stands = true;
        events.Answered(call.Number);
    }

    /// <summary>A key goes down. The same one again without going up is a telephone that says so in two ways.</summary>
    public void Press(BaresipCall call, string key)
    {
        if (key.Length != 1 || !BaresipText.AreDigits(key) || call.Number == 0)
            return;
        bool isHeld = call.Key == key[0] && time.GetElapsedTime(call.KeySince) < LongestKey;
        bool isEcho = call.Key == 0 && call.LastKey == key[0] && time.GetElapsedTime(call.KeySince) < (call.SaysTwice ? KnownEcho : Echo);
        if (isHeld || isEcho)
        {
            call.SaysTwice = true;
            return;
        }

        Release(call);
        call.Key = key[0];
        call.KeySince = time.GetTimestamp();
        events.Digit(call.Number, call.Key, isDown: true);
    }

    /// <summary>The key goes up.</summary>
    public void Release(BaresipCall call)
    {
        if (call.Key == 0)
            return;
        char key = call.Key;
        call.Key = '\0';
        call.LastKey = key;
        call.KeySince = time.GetTimestamp();
        events.Digit(call.Number, key, isDown: false);
    }

    /// <summary>Keys that have been down for too long go up.</summary>
    public void ReleaseKeys()
    {
        foreach (BaresipCall call in _calls)
        {
            if (call.Key != 0 && time.GetElapsedTime(call.KeySince) >= LongestKey)
                Release(call);
        }
    }

    /// <summary>It has ended, for the reason that the process gave.</summary>
    public void Close(BaresipCall call, string reason)
    {
        SipEnd end = BaresipReasons.End(reason, call.Stands, call.IsToEnd);
        if (end == SipEnd.Lost && reason == BaresipReasons.Ours && call.Number != 0)
            events.Trouble("A call was hung up in place of another that had just ended.");
        End(call, end, reason);
    }

    /// <summary>It has ended.</summary>
    public void End(BaresipCall call, SipEnd end, string reason)
    {
        if (!_calls.Remove(call) || call.Number == 0)
            return;
        Release(call);
        events.Ended(call.Number, end, reason);
    }

    /// <summary>All have ended.</summary>
    public void EndAll(SipEnd end, string reason)
    {
        while (_calls.Count > 0)
            End(_calls[0], end, reason);
    }
}
