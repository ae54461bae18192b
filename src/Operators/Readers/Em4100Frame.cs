using System.Numerics;

namespace Reactive.Operators;

/// <summary>
/// The 64 bits that an EM4100 tag repeats, the first one highest: nine ones, ten rows of four bits and their even parity,
/// four even parities of the columns, a zero.
/// </summary>
internal static class Em4100Frame
{
    /// <summary>How many bits there are.</summary>
    public const int Bits = 64;

    private const ulong Header = 0b1_1111_1111;
    private const int Rows = 10;
    private const int RowBits = 5;

    /// <summary>Whether the bits start like a frame. Behind the header nine ones never stand together: each row is even, and the last bit is 0.</summary>
    public static bool HasHeader(ulong bits) => bits >> (Bits - 9) == Header;

    /// <summary>How many of the fourteen parities are wrong.</summary>
    public static int WrongParities(ulong bits)
    {
        int wrong = 0;
        ulong columns = 0;
        for (int row = 0; row < Rows; row++)
        {
            ulong five = Row(bits, row);
            wrong += BitOperations.PopCount(five) & 1;
            columns ^= five;
        }

        // the fifth column is the stop bit, which is no parity
        return wrong + BitOperations.PopCount((columns ^ bits) & 0b11110);
    }

    /// <summary>Whether the last bit is the zero that it must be.</summary>
    public static bool HasStop(ulong bits) => (bits & 1) == 0;

    /// <summary>The forty bits that the rows hold: eight of the version or customer, then 32 of the number.</summary>
    public static long Tag(ulong bits)
    {
        long tag = 0;
        for (int row = 0; row < Rows; row++)
            tag = (tag << 4) | (long)(Row(bits, row) >> 1);
        return tag;
    }

    private static ulong Row(ulong bits, int row) => (bits >> (RowBits * (Rows - row))) & 0b11111;
}
