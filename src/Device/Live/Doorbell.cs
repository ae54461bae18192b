using System;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace Reactive.Device.Live;

/// <summary>
/// Wakes the loop's thread: rung by drivers, or by itself at an instant. On Linux an <c>eventfd</c> and <c>ppoll</c>, whose
/// time-out has the kernel's high resolution; elsewhere an event with millisecond time-outs. One thread waits, many ring.
/// Whoever made it disposes it; rings and waits after that do nothing.
/// </summary>
public sealed partial class Doorbell : IDisposable
{
    private const short PollIn = 1;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    private readonly EventHandle? _event;
    private readonly ManualResetEventSlim? _fallback;
    private int _rung;
    private int _asleep;

    /// <summary>A doorbell that has not been rung.</summary>
    public Doorbell()
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess)
            _event = new EventHandle(EventFd(0, CloseOnExec | NonBlocking));
        if (_event is null or { IsInvalid: true })
            _fallback = new ManualResetEventSlim(false);
    }

    /// <summary>Wakes whoever waits, or the next wait. Never blocks.</summary>
    public void Ring()
    {
        // The first ring since the last wait does the work; rings while the loop is awake cost one exchange.
        if (Interlocked.Exchange(ref _rung, 1) != 0 || Volatile.Read(ref _asleep) == 0)
            return;
        if (_fallback is not null)
        {
            _fallback.Set();
            return;
        }

        // Held while it is written to: it is never closed in between, so its number is never another file's.
        bool held = false;
        try
        {
            _event!.DangerousAddRef(ref held);
            ulong one = 1;
            _ = Write((int)_event.DangerousGetHandle(), in one, 8);
        }
        catch (ObjectDisposedException)
        {
            // nobody waits any more
        }
        finally
        {
            if (held)
                _event!.DangerousRelease();
        }
    }

    /// <summary>Returns when the bell has been rung since the last wait, or after <paramref name="nanoseconds"/>.</summary>
    public void Wait(long nanoseconds)
    {
        Interlocked.Exchange(ref _asleep, 1);
        if (Volatile.Read(ref _rung) == 0 && nanoseconds > 0)
        {
            if (_fallback is not null)
            {
                _fallback.Wait(TimeSpan.FromTicks(nanoseconds / 100));
                _fallback.Reset();
            }
            else
            {
                Sleep(nanoseconds);
            }
        }

        Volatile.Write(ref _asleep, 0);
        Interlocked.Exchange(ref _rung, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The event without a descriptor stays: it holds nothing, and stragglers may still set it.
        _event?.Dispose();
    }

    private void Sleep(long nanoseconds)
    {
        bool held = false;
        try
        {
            _event!.DangerousAddRef(ref held);
            int descriptor = (int)_event.DangerousGetHandle();
            var poll = new PollFd { Descriptor = descriptor, Events = PollIn };
            var timeout = new Timespec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
            _ = PPoll(ref poll, 1, in timeout, IntPtr.Zero);
            if (poll.Returned != 0)
                _ = Read(descriptor, out _, 8);
        }
        catch (ObjectDisposedException)
        {
            // nobody rings any more
        }
        finally
        {
            if (held)
                _event!.DangerousRelease();
        }
    }

    private sealed class EventHandle : SafeHandleMinusOneIsInvalid
    {
        public EventHandle(int descriptor)
            : base(ownsHandle: true) => SetHandle(descriptor);

        protected override bool ReleaseHandle() => CloseDescriptor((int)handle) == 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static partial int PPoll(ref PollFd descriptors, nuint count, in Timespec timeout, IntPtr signals);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, out ulong value, nuint size);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, in ulong value, nuint size);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);
}
