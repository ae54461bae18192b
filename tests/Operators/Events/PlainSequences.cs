using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Reactive.Operators.Tests.Events;

/// <summary>What <c>sequence</c> does, said with texts: after each symbol and at each deadline everything that is open is looked at anew.</summary>
internal static class PlainSequences
{
    /// <summary>What is told of symbols at milliseconds, as <c>4: name since 1, ...</c> in seconds.</summary>
    public static string Told(List<(string Name, string Text)> sequences, List<(long At, char Symbol)> typed, long timeout, long? within)
    {
        List<(long At, char Symbol)> open = [];
        List<string> told = [];
        foreach ((long at, char symbol) in typed)
        {
            RunUntil(at);
            open.Add((at, symbol));
            Settle(at);
        }

        RunUntil(long.MaxValue);
        return string.Join(", ", told);

        string Text() => string.Concat(open.Select(o => o.Symbol));

        void RunUntil(long at)
        {
            while (open.Count > 0)
            {
                long silent = open[^1].At + timeout, late = within is { } w ? open[0].At + w : long.MaxValue, due = Math.Min(silent, late);
                if (due > at)
                    return;
                TakeFirst(due);
                Settle(due);
            }
        }

        // until what is open is the beginning of something longer
        void Settle(long at)
        {
            while (open.Count > 0 && !sequences.Exists(s => s.Text.Length > open.Count && s.Text.StartsWith(Text(), StringComparison.Ordinal)))
                TakeFirst(at);
        }

        // the longest sequence that what is open begins with; without one the first symbol means nothing
        void TakeFirst(long at)
        {
            string text = Text();
            (string name, string? found) = sequences.Where(s => text.StartsWith(s.Text, StringComparison.Ordinal)).OrderByDescending(s => s.Text.Length).FirstOrDefault();
            if (found is not null)
                told.Add(string.Create(CultureInfo.InvariantCulture, $"{at / 1000m:0.###}: {name} since {open[0].At / 1000m:0.###}"));
            open.RemoveRange(0, found?.Length ?? 1);
        }
    }
}
