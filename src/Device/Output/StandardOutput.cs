using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;

namespace Reactive.Device.Output;

/// <summary>
/// Standard output where nobody reads it. The runtime drops what is written into a pipe whose reader has gone (<c>reactive run P | head</c>)
/// in silence, so that whoever would go on for ever has to look here; where there is no standard output at all (<c>&gt;&amp;-</c>), it throws.
/// </summary>
internal static partial class StandardOutput
{
    // poll(2): these two are always reported
    private const short Error = 0x8;
    private const short HangUp = 0x10;
    private const int Descriptor = 1;
    private const int Interrupted = 4;

    // fcntl(2)
    private const int GetFlags = 3;
    private const int AccessMask = 3;

    private static readonly Lazy<CancellationToken> Watched = new(Watch);

    /// <summary>
    /// Cancelled once the reader of a pipe has gone; never for a terminal, a file, or the socket of a service manager, whose log may be
    /// started anew while the device goes on. Watched for from the first call on, by a thread that sleeps.
    /// </summary>
    public static CancellationToken Closed => Watched.Value;

    /// <summary>The stream; one that takes all and leads nowhere where the program was started without standard output.</summary>
    public static Stream Open() => IsThere ? Console.OpenStandardOutput() : Stream.Null;

    /// <summary>Lets the console lead nowhere too, where there is no standard output. Called before anything is printed.</summary>
    public static void Prepare()
    {
        if (!IsThere)
            Console.SetOut(TextWriter.Null);
    }

    // Where there was none, the runtime's own files may have taken its number: those are only read.
    private static bool IsThere => !OperatingSystem.IsLinux() || (Fcntl(Descriptor, GetFlags) is >= 0 and var flags && (flags & AccessMask) != 0);

    private static CancellationToken Watch()
    {
        if (!OperatingSystem.IsLinux() || new FileInfo("/proc/self/fd/1").LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) != true)
            return CancellationToken.None;
        var closed = new CancellationTokenSource();
        new Thread(() => Wait(closed)) { Name = "output", IsBackground = true }.Start();
        return closed.Token;
    }

    private static void Wait(CancellationTokenSource closed)
    {
        var asked = new Asked { Descriptor = Descriptor };
        int found;
        do
            found = Poll(ref asked, 1, -1);
        while (found < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (found > 0 && (asked.Found & (Error | HangUp)) != 0)
            closed.Cancel();
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref Asked asked, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Asked
    {
        public int Descriptor;
        public short Events;
        public short Found;
    }
}
