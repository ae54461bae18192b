using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Operators;
using Reactive.Signals;

namespace Reactive.Device.Commands;

/// <summary>A format that a frame may be of.</summary>
/// <param name="Format">The format: length and fixed bits are as it wants them.</param>
/// <param name="ParityHolds">Whether the parity is right; null where the format has none.</param>
internal readonly record struct CardFinding(CardFormat Format, bool? ParityHolds)
{
    /// <summary>Whether the frame is a card of the format.</summary>
    public bool IsMatch => ParityHolds != false;
}

/// <summary>What <c>card decode</c> looks for in a frame.</summary>
/// <param name="asked">The formats to try, in their order, of which the first that matches is the answer; empty for all that match.</param>
/// <param name="tellsAll">Whether formats whose parity is wrong are told too, and of those asked for not only the first.</param>
internal sealed class CardSearch(ImmutableArray<CardFormatEntry> asked, bool tellsAll)
{
    /// <summary>Puts what is found in place of what is in <paramref name="findings"/>; tells whether a format matches.</summary>
    public bool Find(in ReaderBits frame, List<CardFinding> findings)
    {
        findings.Clear();
        bool matches = false;
        foreach (CardFormatEntry entry in asked.IsEmpty ? CardFormats.OfLength(frame.Length) : asked.AsSpan())
        {
            CardFormat format = entry.Format;
            if (!format.Fits(frame))
                continue;
            var finding = new CardFinding(format, format.Parity.IsEmpty ? null : format.ParityHolds(frame));
            matches |= finding.IsMatch;
            if (finding.IsMatch || tellsAll)
                findings.Add(finding);
            if (finding.IsMatch && !tellsAll && !asked.IsEmpty)
                break;
        }

        return matches;
    }
}
