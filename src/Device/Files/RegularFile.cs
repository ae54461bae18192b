using System;
using System.Runtime.InteropServices;
using Reactive.Device.Output;

namespace Reactive.Device.Files;

/// <summary>
/// Tells files from pipes and devices before they are opened: to open a pipe waits for whoever writes into it, for ever where
/// nobody does.
/// </summary>
internal static partial class RegularFile
{
    // statx(2), whose structure is the same on all architectures
    private const int CurrentFolder = -100;
    private const int TheDescriptorItself = 0x1000;
    private const uint KindAsked = 1;
    private const int StatxBytes = 256;
    private const int ModeOffset = 28;
    private const int KindMask = 0xF000;
    private const int Pipe = 0x1000;
    private const int CharacterDevice = 0x2000;
    private const int Socket = 0xC000;

    /// <summary>Refuses a pipe, a device or a socket; what is not there or is a folder is left to whoever opens it.</summary>
    /// <exception cref="CommandException">It is no regular file.</exception>
    public static void Require(string path)
    {
        if (!OperatingSystem.IsLinux())
            return;
        string? kind = KindOf(CurrentFolder, path, 0) switch
        {
            Pipe => "a pipe",
            CharacterDevice => "a device",
            Socket => "a socket",
            _ => null,
        };
        if (kind is not null)
            throw CommandException.Usage($"{path} is {kind}, not a file: traces are read more than once, so write it into a file first.");
    }

    /// <summary>Whether what stands behind a descriptor is a pipe, with a name in a folder or without.</summary>
    public static bool IsPipe(int descriptor) => OperatingSystem.IsLinux() && KindOf(descriptor, "", TheDescriptorItself) == Pipe;

    // 0 where nothing is there
    private static int KindOf(int folder, string path, int flags)
    {
        Span<byte> facts = stackalloc byte[StatxBytes];
        return Statx(folder, path, flags, KindAsked, facts) == 0 ? MemoryMarshal.Read<ushort>(facts[ModeOffset..]) & KindMask : 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> facts);
}
