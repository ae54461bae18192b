using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Reactive.Signals.Recording.Cdr;

/// <summary>What writer and reader share: the encapsulation, which types are primitives, and their byte order.</summary>
internal static class CdrPrimitive
{
    /// <summary>Bytes of the encapsulation header, from whose end on alignment counts.</summary>
    public const int HeaderBytes = 4;

    /// <summary>Bytes that align the position after <paramref name="position"/> bytes of body.</summary>
    public static int Padding(long position, int alignment) => (int)(-position & (alignment - 1));

    /// <summary>Size and alignment of a primitive, in bytes.</summary>
    /// <exception cref="NotSupportedException">The type is not a primitive of CDR.</exception>
    public static int SizeOf<T>()
        where T : unmanaged
    {
        bool isPrimitive = typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte)
            || typeof(T) == typeof(ushort) || typeof(T) == typeof(short)
            || typeof(T) == typeof(uint) || typeof(T) == typeof(int)
            || typeof(T) == typeof(ulong) || typeof(T) == typeof(long)
            || typeof(T) == typeof(float) || typeof(T) == typeof(double);
        return isPrimitive ? Unsafe.SizeOf<T>() : throw new NotSupportedException($"{typeof(T).Name} is not a primitive of CDR.");
    }

    /// <summary>Reverses the bytes of every element in place.</summary>
    public static void ReverseElements(Span<byte> elements, int size)
    {
        switch (size)
        {
            case sizeof(ushort):
                Span<ushort> shorts = MemoryMarshal.Cast<byte, ushort>(elements);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case sizeof(uint):
                Span<uint> words = MemoryMarshal.Cast<byte, uint>(elements);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case sizeof(ulong):
                Span<ulong> longs = MemoryMarshal.Cast<byte, ulong>(elements);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
