using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// The text in which a store tells an entry list who its holders are: the value of an arrival, which is recorded and replayed. Its first line
/// says what it tells, <c>all</c>, or <c>changed</c> with the ids of those who are no more: <c>changed without 3 17</c>. Below stands the table of
/// <see cref="HolderCsv"/> with one more column, <c>last-use</c>. PINs are in it as digests only, which are taken under whatever secret they are.
/// </summary>
public static class HolderNews
{
    private const string AllWord = "all";
    private const string ChangedWord = "changed";
    private const string WithoutWord = " without ";

    /// <summary>Tells all holders, by their ids.</summary>
    public static string All(HolderList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        StringBuilder text = new StringBuilder(AllWord).Append('\n');
        HolderCsv.WriteOfStore(text, list.Holders);
        return text.ToString();
    }

    /// <summary>Tells some holders. Those who are no more come first, so that what was theirs may be another's.</summary>
    /// <param name="changed">Those who are new or have changed, in an order in which nobody gets what another one still has.</param>
    /// <param name="removed">The ids of those who are no more.</param>
    public static string Changes(IEnumerable<Holder> changed, IEnumerable<int> removed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(removed);
        var text = new StringBuilder(ChangedWord);
        string ids = string.Join(' ', removed.Select(id => id.ToString(CultureInfo.InvariantCulture)));
        if (ids.Length > 0)
            text.Append(WithoutWord).Append(ids);
        HolderCsv.WriteOfStore(text.Append('\n'), changed);
        return text.ToString();
    }

    /// <summary>Reads what <see cref="All"/> or <see cref="Changes"/> wrote. Reads any text; throws for none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ownFormats">Card formats of the pipeline, found before those of the product.</param>
    /// <param name="inputs">What it tells is added here; nothing where it cannot be read.</param>
    /// <param name="problem">What is wrong with it first, with neither a PIN nor a QR text; null where all is well.</param>
    public static bool TryRead(string text, IReadOnlyList<CardFormat> ownFormats, List<EntryInput> inputs, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(ownFormats);
        ArgumentNullException.ThrowIfNull(inputs);
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        string first = end < 0 ? text : text[..end];
        var removed = new List<int>();
        if (first != AllWord && !TryChanged(first, removed))
        {
            problem = $"the news of holders begin with '{AllWord}' or '{ChangedWord}'";
            return false;
        }

        var problems = new List<HolderProblem>();
        List<Holder> holders = HolderCsv.ReadOfStore(text[(end + 1)..], ownFormats, problems);
        ImmutableArray<HolderConflict> conflicts = [];
        HolderList? list = problems.Count == 0 && first == AllWord ? HolderList.Create(holders, out conflicts) : null;
        problem = problems.Count > 0 ? $"the table in the news of holders is wrong at {problems[0]}" : conflicts.IsEmpty ? null : $"in the news of holders {conflicts[0]}";
        if (problem is not null)
            return false;
        if (list is not null)
            inputs.Add(EntryInput.Of(list));
        else
            inputs.AddRange(removed.Select(EntryInput.Removed).Concat(holders.Select(EntryInput.Changed)));
        return true;
    }

    private static bool TryChanged(string first, List<int> removed)
    {
        if (!first.StartsWith(ChangedWord, StringComparison.Ordinal))
            return false;
        string rest = first[ChangedWord.Length..];
        if (rest.Length == 0)
            return true;
        if (!rest.StartsWith(WithoutWord, StringComparison.Ordinal))
            return false;
        foreach (string id in rest[WithoutWord.Length..].Split(' '))
        {
            if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0)
                return false;
            removed.Add(number);
        }

        return true;
    }
}
