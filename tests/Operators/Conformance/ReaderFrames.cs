using System;
using Reactive.Signals;

namespace Reactive.Operators.Tests.Conformance;

/// <summary>Frames as readers send them: keys, cards, and bits that are neither.</summary>
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

    private static ReaderBits Bits(Random random, int length) => new(length, (UInt128)(ulong)random.NextInt64(1L << length));
}
