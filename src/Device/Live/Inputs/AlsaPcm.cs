using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Reactive.Device.Live.Inputs;

/// <summary>A sound card that ALSA's library captures from or plays on, 16 bits a sample. Not for several threads at once.</summary>
internal sealed unsafe partial class AlsaPcm : SafeHandle
{
    /// <summary>What to install where the library is missing.</summary>
    public const string Package = "libasound2";

    private const string Library = "libasound.so.2";
    private const int Playback = 0;
    private const int Capture = 1;
    private const int NonBlocking = 1;
    private const int Signed16LittleEndian = 2;
    private const int Interleaved = 3;
    private const int TryAgain = -11;

    /// <summary>For the marshaller; see <see cref="Open(string, int, int, TimeSpan, out string)"/>.</summary>
    public AlsaPcm()
        : base(0, ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Whether the library is there.</summary>
    public static bool IsInstalled => NativeLibrary.TryLoad(Library, out _);

    /// <summary>Opens a device; null, and why, where it does not open or cannot be captured from like that.</summary>
    /// <param name="device">The name by which ALSA knows it.</param>
    /// <param name="rate">Samples a second.</param>
    /// <param name="channels">Samples in a frame.</param>
    /// <param name="buffered">How much it may hold before samples are lost.</param>
    /// <param name="problem">Why it was not opened.</param>
    /// <exception cref="DllNotFoundException">The library is not installed.</exception>
    public static AlsaPcm? Open(string device, int rate, int channels, TimeSpan buffered, out string problem)
    {
        // the library would print what it tells anyway
        _ = SetErrorHandler(&Quiet);
        int opened = Open(out AlsaPcm pcm, device, Capture, NonBlocking);
        int error = opened < 0 ? opened : SetParameters(pcm, Signed16LittleEndian, Interleaved, (uint)channels, (uint)rate, 1, (uint)(buffered.Ticks / 10));
        if (error >= 0)
            error = StartCapture(pcm);
        problem = error < 0 ? Text(error) : "";
        if (error >= 0)
            return pcm;
        pcm.Dispose();
        return null;
    }

    /// <summary>Opens a device to play on, one channel; null, and why, where it does not open or cannot play like that.</summary>
    /// <param name="device">The name by which ALSA knows it.</param>
    /// <param name="rate">Samples a second.</param>
    /// <param name="buffered">How much it may hold that has not been played.</param>
    /// <param name="problem">Why it was not opened.</param>
    /// <exception cref="DllNotFoundException">The library is not installed.</exception>
    public static AlsaPcm? OpenPlayback(string device, int rate, TimeSpan buffered, out string problem)
    {
        _ = SetErrorHandler(&Quiet);
        int opened = Open(out AlsaPcm pcm, device, Playback, NonBlocking);
        int error = opened < 0 ? opened : SetParameters(pcm, Signed16LittleEndian, Interleaved, 1, (uint)rate, 1, (uint)(buffered.Ticks / 10));
        problem = error < 0 ? Text(error) : "";
        if (error >= 0)
            return pcm;
        pcm.Dispose();
        return null;
    }

    /// <summary>Writes samples of one channel; how many it has taken, 0 where there is no room yet, negative where it ran dry or failed.</summary>
    public int Write(ReadOnlySpan<short> samples)
    {
        nint written = WriteInterleaved(this, samples, (nuint)samples.Length);
        return written == TryAgain ? 0 : (int)written;
    }

    /// <summary>Goes on after it ran dry; false, and why, where the device has failed.</summary>
    public bool TryGoOn(int error, out string problem)
    {
        int result = Recover(this, error, 1);
        problem = result < 0 ? Text(result) : "";
        return result >= 0;
    }

    /// <summary>Waits until all that was written has been played. False, and why, where the device has failed.</summary>
    public bool Drain(out string problem)
    {
        int result = SetNonBlocking(this, 0);
        if (result >= 0)
            result = DrainAll(this);
        problem = result < 0 ? Text(result) : "";
        return result >= 0;
    }

    /// <summary>Waits for samples, or for room for some, at most so long; false where none came.</summary>
    public bool Wait(TimeSpan longest) => WaitFor(this, (int)longest.TotalMilliseconds) != 0;

    /// <summary>Reads frames; how many there were, 0 where there are none yet, negative where some were lost or the device failed.</summary>
    public int Read(Span<short> frames, int count)
    {
        nint read = ReadInterleaved(this, frames, (nuint)count);
        return read == TryAgain ? 0 : (int)read;
    }

    /// <summary>Goes on after samples were lost; false, and why, where the device has failed.</summary>
    public bool TryRecover(int error, out string problem)
    {
        int result = Recover(this, error, 1);
        if (result >= 0)
            result = StartCapture(this);
        problem = result < 0 ? Text(result) : "";
        return result >= 0;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Close(handle) == 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Quiet(byte* file, int line, byte* function, int error, byte* format)
    {
    }

    private static string Text(int error) => Marshal.PtrToStringUTF8(ErrorText(error)) ?? "unknown";

    [LibraryImport(Library, EntryPoint = "snd_lib_error_set_handler")]
    private static partial int SetErrorHandler(delegate* unmanaged[Cdecl]<byte*, int, byte*, int, byte*, void> handler);

    [LibraryImport(Library, EntryPoint = "snd_pcm_open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(out AlsaPcm pcm, string name, int stream, int mode);

    [LibraryImport(Library, EntryPoint = "snd_pcm_set_params")]
    private static partial int SetParameters(AlsaPcm pcm, int format, int access, uint channels, uint rate, int resample, uint latencyMicroseconds);

    [LibraryImport(Library, EntryPoint = "snd_pcm_start")]
    private static partial int StartCapture(AlsaPcm pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_wait")]
    private static partial int WaitFor(AlsaPcm pcm, int milliseconds);

    [LibraryImport(Library, EntryPoint = "snd_pcm_readi")]
    private static partial nint ReadInterleaved(AlsaPcm pcm, Span<short> frames, nuint count);

    [LibraryImport(Library, EntryPoint = "snd_pcm_writei")]
    private static partial nint WriteInterleaved(AlsaPcm pcm, ReadOnlySpan<short> frames, nuint count);

    [LibraryImport(Library, EntryPoint = "snd_pcm_nonblock")]
    private static partial int SetNonBlocking(AlsaPcm pcm, int nonBlocking);

    [LibraryImport(Library, EntryPoint = "snd_pcm_drain")]
    private static partial int DrainAll(AlsaPcm pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_recover")]
    private static partial int Recover(AlsaPcm pcm, int error, int silent);

    [LibraryImport(Library, EntryPoint = "snd_pcm_close")]
    private static partial int Close(nint pcm);

    [LibraryImport(Library, EntryPoint = "snd_strerror")]
    private static partial nint ErrorText(int error);
}
