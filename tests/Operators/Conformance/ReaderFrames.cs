using System;
using Reactive.Signals;

namespace Reactive.Operators.Tests.Conformance;

/// <summary>Frames as readers send them: keys, cards, and bits that are neither; what was found in them.</summary>
internal static class ReaderFrames
{
    public static Value Any(Random random)
    {
        int key = random.Next(16);
        return random.Next(4) switch
        {
            0 => Value.Of(new ReaderBits(4, (UInt128)key)),
            1 => Value.Of(new ReaderBits(8, (UInt128)(random.Next(3) switch { 0 => key, 1 => ((~key & 15) << 4) | key, _ => random.Next(256) }))),
            2 => Value.Of(Bits(random, 26)),
            _ => Value.Of(Bits(random, random.Next(26, 57))),
        };
    }

    /// <summary>Cards of a format, some of them with large numbers, and cards that are serial numbers, some of them of no whole bytes.</summary>
    public static Value Card(Random random)
    {
        if (random.Next(3) == 0)
            return Value.Card(Bits(random, random.Next(4) switch { 0 => 24, 1 => 32, 2 => 56, _ => random.Next(20, 57) }), null);
        CardFormat format = CardFormats.All[random.Next(CardFormats.All.Length)].Format;
        return format.Bits <= 64 && format.TryEncode(Numbers(random, format), out ReaderBits frame, out _) ? Value.Card(frame, format) : Value.Card(Bits(random, 32), null);
    }

    /// <summary>PINs of 1 to 12 digits, most of them short.</summary>
    public static Value Pin(Random random)
    {
        int count = random.Next(4) == 0 ? random.Next(1, 13) : random.Next(1, 7);
        UInt128 digits = UInt128.Zero;
        for (int i = 0; i < count; i++)
            digits = (digits << 4) | (UInt128)random.Next(10);
        return Value.Pin(new ReaderBits(4 * count, digits));
    }

    /// <summary>What an entry list says of cards and PINs, or without any.</summary>
    public static Value Entry(Random random)
    {
        Value presented = random.Next(3) switch { 0 => Card(random), 1 => Pin(random), _ => default };
        return Value.Of(new Entry { Outcome = Signals.Entry.Outcomes[random.Next(Signals.Entry.Outcomes.Length)], Holder = "Anna", HolderId = 1, Conditions = "access-granted", Credential = presented });
    }

    /// <summary>A number for every field of a format: small ones, and any that it holds.</summary>
    public static CardNumbers Numbers(Random random, CardFormat format)
    {
        var numbers = default(CardNumbers);
        foreach (CardFieldBits field in format.Fields)
            numbers = numbers.With(field.Field, (ulong)random.NextInt64((long)Math.Min(field.Most, random.Next(2) == 0 ? 1000 : ulong.MaxValue) + 1));
        return numbers;
    }

    private static ReaderBits Bits(Random random, int length) => new(length, (UInt128)(ulong)random.NextInt64(1L << length));
}
