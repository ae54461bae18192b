using System;
using System.Collections.Generic;
using System.Linq;

namespace Reactive.Sinks.Sip;

/// <summary>
/// Keeps the calls that there are here and those that the process has the same, whatever event was missed. What only the process has, twice running, is hung up; what only is here, twice running, has ended.
/// Not safe for threads.
/// </summary>
internal sealed class BaresipAgreement(BaresipExchange exchange, BaresipCalls calls, BaresipLines lines)
{
    // lines that are looked at in one go; few have more
    private const int MostLooked = 16;

    private readonly Dictionary<int, int> _surplus = [];
    private readonly HashSet<int> _toSweep = [];
    private int _looked;

    /// <summary>Compares. Asked now and then, it is also the question by which the process shows that it lives.</summary>
    public void Look()
    {
        if (lines.Count == 0)
        {
            exchange.Ask(null, new BaresipCommand("listcalls"));
            return;
        }

        int count = Math.Min(lines.Count, MostLooked);
        for (int i = 0; i < count; i++)
            Look((_looked + i) % lines.Count);
        _looked = (_looked + count) % lines.Count;
    }

    /// <summary>Hangs up the calls of a line that are not known here, and of those that share a Call-ID all but the one that is.</summary>
    public void Sweep(int line)
    {
        // one that waits its turn does for all that came until then
        if (!_toSweep.Add(line))
            return;
        exchange.AskAt(
            line,
            answers =>
            {
                _toSweep.Remove(line);
                var seen = new HashSet<string>();
                // by their places in the line, since a Call-ID may be any text
                foreach (string place in Places(answers[0].Text))
                    exchange.AskAt(line, a => Judge(line, place, a, seen), new BaresipCommand("line", place), new BaresipCommand("callstat"));
            },
            new BaresipCommand("listcalls"));
    }

    private void Look(int line)
    {
        exchange.AskAt(
            line,
            answers =>
            {
                int more = Places(answers[0].Text).Count - calls.On(line).Count();
                _surplus[line] = more > 0 ? _surplus.GetValueOrDefault(line) + 1 : 0;
                if (_surplus[line] < 2)
                    return;
                _surplus[line] = 0;
                Sweep(line);
            },
            new BaresipCommand("listcalls"));
        foreach (BaresipCall call in calls.On(line).ToList())
            exchange.AskAt(line, a => Missed(call, !a[0].Text.StartsWith("setting", StringComparison.Ordinal)), BaresipCommand.Find(call));
    }

    private void Missed(BaresipCall call, bool isMissed)
    {
        call.Missed = isMissed ? call.Missed + 1 : 0;
        if (call.Missed >= 2)
            calls.End(call, call.IsToEnd ? SipEnd.Ours : SipEnd.Lost, "baresip has it no more");
    }

    private void Judge(int line, string place, BaresipAnswer[] answers, HashSet<string> seen)
    {
        string text = answers[1].Text;
        string id = BaresipText.Between(BaresipText.Between(text, "\n af=", '\n'), " id=", '\n');
        if (!answers[0].Text.StartsWith("setting", StringComparison.Ordinal) || id.Length == 0)
            return;
        // one that is still being looked for is let be
        if (calls.Find(id) is { } call && (call.Line < 0 || (call.Line == line && IsLike(call, text) && seen.Add(id))))
            return;
        exchange.AskAt(line, null, new BaresipCommand("line", place), new BaresipCommand("hangup"));
    }

    // a call that stands is not the one of the same Call-ID that still rings
    private static bool IsLike(BaresipCall call, string status) => !call.Stands || !status.Contains("Call debug (INCOMING)", StringComparison.Ordinal);

    // the places of the calls in a list of those of a line
    private static List<string> Places(string list)
    {
        const string Start = "[line ";
        var places = new List<string>();
        foreach (string entry in list.Split('\n'))
        {
            // each begins so; the address of the other end, which may be any text, comes after
            int at = entry.IndexOf(Start, StringComparison.Ordinal);
            if (at is >= 0 and <= 2 && BaresipText.Between(entry, Start, ']') is { Length: > 0 } place && place.All(char.IsAsciiDigit))
                places.Add(place);
        }

        return places;
    }
}
