using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Reactive.Device.Bench.Dtmf;

/// <summary>The receiver of the library spandsp, where it is installed: what telephony uses today.</summary>
internal static unsafe partial class Spandsp
{
    private const string Library = "libspandsp.so.2";
    private const int BlockSamples = 160;

    [ThreadStatic]
    private static List<char>? _digits;

    /// <summary>Whether the library is here.</summary>
    public static bool IsHere { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>The digits in samples at 8 kHz, fed in blocks of 20 ms: each with the samples that had come.</summary>
    public static List<(int End, char Digit)> Find(ReadOnlySpan<short> samples)
    {
        var found = new List<(int, char)>();
        nint receiver = Init(0, 0, 0);
        SetCallback(receiver, &Report, 0);
        _digits = [];
        fixed (short* first = samples)
        {
            for (int at = 0; at < samples.Length; at += BlockSamples)
            {
                int count = Math.Min(BlockSamples, samples.Length - at);
                Receive(receiver, first + at, count);
                foreach (char digit in _digits)
                    found.Add((at + count, digit));
                _digits.Clear();
            }
        }

        Free(receiver);
        return found;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Report(nint user, int code, int level, int delay)
    {
        if (code != 0)
            _digits!.Add((char)code);
    }

    [LibraryImport(Library, EntryPoint = "dtmf_rx_init")]
    private static partial nint Init(nint receiver, nint callback, nint user);

    [LibraryImport(Library, EntryPoint = "dtmf_rx_set_realtime_callback")]
    private static partial void SetCallback(nint receiver, delegate* unmanaged[Cdecl]<nint, int, int, int, void> callback, nint user);

    [LibraryImport(Library, EntryPoint = "dtmf_rx")]
    private static partial void Receive(nint receiver, short* samples, int count);

    [LibraryImport(Library, EntryPoint = "dtmf_rx_free")]
    private static partial void Free(nint receiver);
}
