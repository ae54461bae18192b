using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;

namespace Reactive.Sinks.Mqtt;

/// <summary>
/// Makes the library's sockets send at once. It leaves Nagle's algorithm on, so that a small message waits until the broker's system has acknowledged the one before,
/// which takes up to 40 ms; and it does not say which socket is its own. So this is set on every TCP connection of the process to the broker's port, which harms none.
/// </summary>
internal static unsafe partial class PahoSockets
{
    private const int Ipv4 = 2;
    private const int Ipv6 = 10;
    private const int Tcp = 6;
    private const int NoDelay = 1;

    /// <summary>Sets it on the connections to <paramref name="port"/>.</summary>
    public static void SendAtOnce(int port)
    {
        // longer than any address
        byte* address = stackalloc byte[128];
        foreach (string file in Descriptors())
        {
            int length = 128;
            if (!int.TryParse(Path.GetFileName(file.AsSpan()), CultureInfo.InvariantCulture, out int descriptor) || PeerName(descriptor, address, ref length) != 0)
                continue;
            // the family in the system's order, the port in that of the network
            if (*(ushort*)address is Ipv4 or Ipv6 && ((address[2] << 8) | address[3]) == port)
            {
                int yes = 1;
                _ = SetOption(descriptor, Tcp, NoDelay, &yes, sizeof(int));
            }
        }
    }

    // called from the library: what it threw there would end the process. Without them messages only leave a little later.
    private static string[] Descriptors()
    {
        try
        {
            return Directory.GetFileSystemEntries("/proc/self/fd");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "getpeername")]
    private static partial int PeerName(int descriptor, byte* address, ref int length);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetOption(int descriptor, int level, int option, int* value, int length);
}
