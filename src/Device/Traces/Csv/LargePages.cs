using System;
using System.Runtime.InteropServices;

namespace Reactive.Device.Traces.Csv;

/// <summary>
/// Large arrays in large pages, where the system has them: to touch megabytes for the first time, a small page at a time,
/// costs more than to fill them.
/// </summary>
internal static unsafe partial class LargePages
{
    private const int HugePages = 14; // MADV_HUGEPAGE of Linux
    private const int SmallPage = 4096;

    /// <summary>An array of <paramref name="bytes"/> bytes whose contents are undefined and which never moves. What is never touched of it takes no memory.</summary>
    public static byte[] Allocate(int bytes)
    {
        byte[] array = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        if (!OperatingSystem.IsLinux() || bytes <= SmallPage)
            return array;
        nint start = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0), page = (start + SmallPage - 1) & -SmallPage;
        // a request, not a condition: where it is refused, small pages serve
        _ = Advise((void*)page, (nuint)(start + bytes - page), HugePages);
        return array;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
