using System;
using System.Runtime.InteropServices;

namespace Reactive.Device.Traces.Mcap;

/// <summary>A decompression context of libzstd, used again for every chunk.</summary>
internal sealed partial class ZstdContext : SafeHandle
{
    /// <summary>The library.</summary>
    public const string Library = "libzstd.so.1";

    /// <summary>For the marshaller; see <see cref="Create"/>.</summary>
    public ZstdContext()
        : base(0, ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Makes a context.</summary>
    /// <exception cref="DllNotFoundException">The library is not installed.</exception>
    public static ZstdContext Create()
    {
        ZstdContext context = CreateContext();
        return context.IsInvalid ? throw new InsufficientMemoryException("libzstd has no memory for a context.") : context;
    }

    /// <summary>Unpacks all frames in <paramref name="packed"/>; they must fill <paramref name="unpacked"/>. Gives what is wrong, or null.</summary>
    public string? Decompress(ReadOnlySpan<byte> packed, Span<byte> unpacked)
    {
        nuint given = DecompressFrames(this, unpacked, (nuint)unpacked.Length, packed, (nuint)packed.Length);
        if (IsError(given) != 0)
            return $"libzstd says: {Marshal.PtrToStringUTF8(ErrorName(given))}";
        return given == (nuint)unpacked.Length ? null : $"it unpacks to {given} bytes, and declares {unpacked.Length}";
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        FreeContext(handle);
        return true;
    }

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    private static partial ZstdContext CreateContext();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    private static partial nuint FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressDCtx")]
    private static partial nuint DecompressFrames(ZstdContext context, Span<byte> unpacked, nuint unpackedSize, ReadOnlySpan<byte> packed, nuint packedSize);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint code);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    private static partial nint ErrorName(nuint code);
}
