using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Reactive.Rules.Picturing;

/// <summary>The members of a bank that are used: a row each, or where that would be too many, a row for each stretch of neighbours.</summary>
internal sealed class BankMembers
{
    /// <summary>Up to so many have rows of their own.</summary>
    public const int MostRows = 16;

    private readonly List<(int First, int Last)> _stretches = [];

    /// <summary>The rows for <paramref name="channels"/>, counted from 0, in any order.</summary>
    public BankMembers(IEnumerable<int> channels)
    {
        int[] used = [.. channels.Distinct().Order()];
        foreach (int channel in used)
        {
            if (used.Length > MostRows && _stretches.Count > 0 && _stretches[^1].Last + 1 == channel)
                _stretches[^1] = (_stretches[^1].First, channel);
            else
                _stretches.Add((channel, channel));
        }
    }

    /// <summary>The rows, in the order of channels.</summary>
    public IEnumerable<BoxRow> Rows(string bank) => _stretches.Select(s => new BoxRow(
        KeyOf(s.First), "", [s.First == s.Last ? NameScope.MemberName(bank, s.First) : $"{NameScope.MemberName(bank, s.First)} to {NameScope.MemberName(bank, s.Last)}"]));

    /// <summary>The row of a channel that is used.</summary>
    public string RowOf(int channel) => KeyOf(_stretches.First(s => s.Last >= channel).First);

    private static string KeyOf(int first) => string.Create(CultureInfo.InvariantCulture, $"member_{first + 1}");
}
