using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers;

/// <summary>Frames and numbers that others published, both ways.</summary>
public sealed class CardVectorTests
{
    // of one tool's verdicts, formats in which it and the published definition differ
    private static readonly Dictionary<string, string> Disputed = new()
    {
        ["H10320"] = "37 bits there, whose first is to be 1 and is a digit's too: it does not read its own cards",
        ["HPP32"] = "29 bits for the card behind bit 13 of 32: it writes 0 for every card",
    };

    [Fact]
    public void TrustedVectors_ComeBothWays()
    {
        IReadOnlyList<CardVector> vectors = WiegandCorpus.Vectors("vectors_trusted.csv");
        Assert.Equal(301, vectors.Count);
        CardVector substituted = Assert.Single(vectors, IsSubstituted);
        Assert.Equal(900UL, CardFormats.Find("C15001")!.Format.Number(substituted.Frame, CardField.Oem));
        Assert.Empty(vectors.Where(v => !IsSubstituted(v)).Select(Wrong).OfType<string>());
    }

    [Fact]
    public void PublishedVectors_ComeBothWays_AndTwoAreRejected()
    {
        IReadOnlyList<CardVector> vectors = WiegandCorpus.Vectors("vectors_published.csv");
        Assert.Equal(23, vectors.Count);
        Assert.Empty(vectors.Where(v => v.Numbers.Card is not null).Select(Wrong).OfType<string>());
        CardVector[] rejected = [.. vectors.Where(v => v.Note.Contains("must be REJECTED", StringComparison.Ordinal))];
        Assert.Equal(2, rejected.Length);
        Assert.All(rejected, v => Assert.Empty(WiegandCorpus.Matching(v.Frame)));
    }

    [Fact]
    public void UidInAFrameOf34Bits_PassesTheParityOfAFormatByChance()
    {
        CardVector seen = Assert.Single(WiegandCorpus.Vectors("vectors_published.csv"), v => v.Format.StartsWith("34 bits seen", StringComparison.Ordinal));
        Assert.Equal(0x8a640910u, (uint)seen.Frame.Bits);
        CardFormat format = CardFormats.Find("H10306")!.Format;
        Assert.True(format.Matches(seen.Frame));
        Assert.Equal(new CardNumbers(17714, 1160), format.Numbers(seen.Frame));
    }

    [Fact]
    public void FormatsMarkedVerified_AreThoseThatVectorsShow()
    {
        CardVector[] vectors = [.. WiegandCorpus.Vectors("vectors_trusted.csv").Concat(WiegandCorpus.Vectors("vectors_published.csv")).Where(v => v.Numbers.Card is not null && !IsSubstituted(v))];
        string[] shown = [.. vectors.GroupBy(v => v.Format).Where(g => g.All(v => Wrong(v) is null)).Select(g => g.Key)];
        Assert.Equal(shown.Order(StringComparer.Ordinal), CardFormats.All.Where(e => e.IsVerified).Select(e => e.Format.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OneToolsVectors_AgreeButWhereItContradictsItself()
    {
        int agreed = 0, beyond = 0, substituted = 0;
        foreach (CardVector vector in WiegandCorpus.Vectors("vectors_proxmark3.csv"))
        {
            CardFormat format = CardFormats.Find(vector.Format)!.Format;
            if (Disputed.ContainsKey(format.Name))
            {
                Assert.NotNull(Wrong(vector));
            }
            else if (IsSubstituted(vector))
            {
                Assert.Equal(900UL, format.Number(vector.Frame, CardField.Oem));
                substituted++;
            }
            else if (format.Fields.Any(f => vector.Numbers[f.Field] > f.Most))
            {
                // its limits are wider than its fields: it cuts the number off
                Assert.False(format.TryEncode(vector.Numbers, out _, out _));
                beyond++;
            }
            else
            {
                Assert.Null(Wrong(vector));
                agreed++;
            }
        }

        Assert.Equal((337, 16, 1), (agreed, beyond, substituted));
    }

    [Fact]
    public void EveryFormatOfTheList_IsThereUnderItsName_WithItsFields()
    {
        IReadOnlyList<Dictionary<string, string>> rows = WiegandCorpus.Rows("formats_proxmark3.csv");
        Assert.Equal(43, rows.Count);
        foreach (Dictionary<string, string> row in rows)
        {
            CardFormat format = CardFormats.Find(row["name"])!.Format;
            Assert.Equal(row["name"], format.Name);
            Assert.Equal(row["name"] == "H10320" ? "36" : row["bits"], format.Bits.ToString(System.Globalization.CultureInfo.InvariantCulture));
            foreach (string field in CardNumbers.Names)
                Assert.Equal(row["has_" + field] == "1", format.Fields.Any(f => CardNumbers.Names[(int)f.Field] == field));
            // of P10001 it checks the last byte, but does not call it parity
            if (row["name"] != "P10001")
                Assert.Equal(row["has_parity"] == "1", !format.Parity.IsEmpty);
        }
    }

    // that tool writes Keyscan's own code, 900, where a code of 0 is asked for: the frame does not bear the number beside it
    private static bool IsSubstituted(CardVector vector) => vector is { Format: "C15001", Numbers.Oem: 0 };

    // what is wrong with a vector, or null
    private static string? Wrong(CardVector vector)
    {
        CardFormat format = CardFormats.Find(vector.Format)?.Format ?? throw new InvalidOperationException($"There is no format '{vector.Format}'.");
        if (!format.TryEncode(vector.Numbers, out ReaderBits frame, out string problem))
            return problem;
        if (frame != vector.Frame)
            return $"{format} {vector.Numbers} is encoded as {frame}, not {vector.Frame}";
        if (!WiegandCorpus.Matching(vector.Frame).Contains(format.Name))
            return $"{vector.Frame} does not match {format}";
        return format.Numbers(frame) == vector.Numbers ? null : $"{vector.Frame} is {format} {format.Numbers(frame)}, not {vector.Numbers}";
    }
}
