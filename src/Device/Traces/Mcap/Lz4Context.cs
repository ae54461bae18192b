using System;
using System.Runtime.InteropServices;

namespace Reactive.Device.Traces.Mcap;

/// <summary>A decompression context of liblz4 for LZ4 frames, used again for every chunk.</summary>
internal sealed unsafe partial class Lz4Context : SafeHandle
{
    /// <summary>The library.</summary>
    public const string Library = "liblz4.so.1";

    // LZ4F_VERSION of lz4frame.h
    private const uint ApiVersion = 100;

    /// <summary>For the marshaller; see <see cref="Create"/>.</summary>
    public Lz4Context()
        : base(0, ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Makes a context.</summary>
    /// <exception cref="DllNotFoundException">The library is not installed.</exception>
    public static Lz4Context Create()
    {
        nuint failed = CreateContext(out Lz4Context context, ApiVersion);
        return IsError(failed) != 0 || context.IsInvalid ? throw new InsufficientMemoryException("liblz4 has no memory for a context.") : context;
    }

    /// <summary>Unpacks all frames in <paramref name="packed"/>; they must fill <paramref name="unpacked"/>. Gives what is wrong, or null.</summary>
    public string? Decompress(ReadOnlySpan<byte> packed, Span<byte> unpacked)
    {
        ResetContext(this);

        // What was unpacked stays where it is, so the library need not keep a copy for references back into it.
        var options = new Options { StableDestination = 1 };
        int read = 0, written = 0;
        nuint hint = 0;
        fixed (byte* from = packed, to = unpacked)
        {
            while (read < packed.Length || hint != 0)
            {
                nuint taken = (nuint)(packed.Length - read), given = (nuint)(unpacked.Length - written);
                hint = DecompressSome(this, to + written, ref given, from + read, ref taken, in options);
                if (IsError(hint) != 0)
                    return $"liblz4 says: {Marshal.PtrToStringUTF8(ErrorName(hint))}";
                read += (int)taken;
                written += (int)given;
                if (taken == 0 && given == 0)
                    break;
            }
        }

        if (hint != 0)
            return written == unpacked.Length && read < packed.Length ? $"it unpacks to more than the {unpacked.Length} bytes that it declares" : "the last frame is cut short";
        return written == unpacked.Length ? null : $"it unpacks to {written} bytes, and declares {unpacked.Length}";
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        FreeContext(handle);
        return true;
    }

    [LibraryImport(Library, EntryPoint = "LZ4F_createDecompressionContext")]
    private static partial nuint CreateContext(out Lz4Context context, uint version);

    [LibraryImport(Library, EntryPoint = "LZ4F_freeDecompressionContext")]
    private static partial nuint FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "LZ4F_resetDecompressionContext")]
    private static partial void ResetContext(Lz4Context context);

    [LibraryImport(Library, EntryPoint = "LZ4F_decompress")]
    private static partial nuint DecompressSome(Lz4Context context, byte* unpacked, ref nuint unpackedSize, byte* packed, ref nuint packedSize, in Options options);

    [LibraryImport(Library, EntryPoint = "LZ4F_isError")]
    private static partial uint IsError(nuint code);

    [LibraryImport(Library, EntryPoint = "LZ4F_getErrorName")]
    private static partial nint ErrorName(nuint code);

    // LZ4F_decompressOptions_t of lz4frame.h
    [StructLayout(LayoutKind.Sequential)]
    private struct Options
    {
        public uint StableDestination;
        public uint SkipChecksums;
        public uint Reserved1;
        public uint Reserved0;
    }
}
