using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Text;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Plotting;

/// <summary>Images of sixteen colours as PNG (ISO/IEC 15948): four bits a pixel, one IDAT chunk.</summary>
internal static class PngImage
{
    /// <summary>How many colours there are.</summary>
    public const int Colours = 16;

    private const byte BitDepth = 4;
    private const byte PaletteColour = 3;
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>The file of an image.</summary>
    /// <param name="pixels">A colour from 0 to 15 for each pixel, row by row from the top.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="palette">Red, green and blue of the sixteen colours.</param>
    public static byte[] Of(ReadOnlySpan<byte> pixels, int width, ReadOnlySpan<byte> palette)
    {
        int height = pixels.Length / width;
        using var file = new MemoryStream();
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = BitDepth;
        header[9] = PaletteColour;
        Chunk(file, "IHDR", header);
        Chunk(file, "PLTE", palette);
        Chunk(file, "IDAT", Packed(pixels, width, height));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    // each row has its filter, none, before it
    private static byte[] Packed(ReadOnlySpan<byte> pixels, int width, int height)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] row = new byte[1 + ((width + 1) / 2)];
            for (int y = 0; y < height; y++)
            {
                Array.Clear(row);
                for (int x = 0; x < width; x++)
                    row[1 + (x / 2)] |= (byte)((pixels[(y * width) + x] & 15) << (x % 2 == 0 ? 4 : 0));
                zlib.Write(row);
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Compute(body));
        file.Write(number);
    }
}
