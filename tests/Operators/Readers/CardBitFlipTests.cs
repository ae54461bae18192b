using System;
using System.Collections.Generic;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers;

/// <summary>Frames with one bit wrong, beside the verdicts of one tool.</summary>
public sealed class CardBitFlipTests
{
    [Fact]
    public void Verdicts_AreOneToolsOwn_ButWhereItContradictsItself()
    {
        var differ = new List<string>();
        IReadOnlyList<Dictionary<string, string>> rows = WiegandCorpus.Rows("bitflips_proxmark3.csv");
        Assert.Equal(455, rows.Count);
        foreach (Dictionary<string, string> row in rows)
        {
            CardFormat format = CardFormats.Find(row["format"])!.Format;
            ReaderBits frame = WiegandCorpus.Bits(row["raw_bits"]);
            if (format.Matches(frame) != row["pm3_verdict"].Contains("parity ( ok )", StringComparison.Ordinal))
                differ.Add($"{format.Name} bit {row["flipped_bit"]}");
            // what it reads, whatever it thinks of the parity
            if (row["pm3_card"].Length > 0)
                Assert.Equal((row["pm3_facility"], row["pm3_card"]), ($"{format.Number(frame, CardField.Facility)}", $"{format.Number(frame, CardField.Card)}"));
        }

        // it checks bit 28 where it writes bit 26
        Assert.Equal(["HGen37 bit 26"], differ);
    }
}
