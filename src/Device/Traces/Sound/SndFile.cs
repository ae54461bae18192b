using System;
using System.Runtime.InteropServices;

namespace Reactive.Device.Traces.Sound;

/// <summary>A sound file opened by libsndfile. Not for several threads at once.</summary>
internal sealed partial class SndFile : SafeHandle
{
    private const string Library = "libsndfile.so.1";
    private const int ReadMode = 0x10;
    private const int GetFormatInfo = 0x1028;
    private const int MajorMask = 0x0FFF0000;
    private const int MinorMask = 0x0000FFFF;
    private const int Raw = 0x040000;
    private const int Mpeg = 0x230000;

    /// <summary>For the marshaller; see <see cref="Open(string, out string)"/>.</summary>
    public SndFile()
        : base(0, ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>What is known of the file.</summary>
    public SoundInfo Info { get; private set; }

    /// <summary>How its samples are stored: libsndfile's number of the encoding.</summary>
    public int Encoding => Info.Format & MinorMask;

    /// <summary>Whether it has no header, and only its name says what it is.</summary>
    public bool IsRaw => (Info.Format & MajorMask) == Raw;

    /// <summary>Opens a file; null, and why, where libsndfile cannot read it.</summary>
    /// <exception cref="DllNotFoundException">libsndfile is not installed.</exception>
    public static SndFile? Open(string path, out string problem)
    {
        var info = default(SoundInfo);
        SndFile file = Open(path, ReadMode, ref info);
        problem = "";
        if (!file.IsInvalid)
        {
            file.Info = info;
            return file;
        }

        problem = Text(ErrorText(0));
        file.Dispose();
        return null;
    }

    /// <summary>The file and its encoding for people: <c>FLAC (Signed 16 bit PCM)</c>.</summary>
    public string Describe()
    {
        var major = new FormatInfo { Format = Info.Format & MajorMask };
        var minor = new FormatInfo { Format = Encoding };
        Command(this, GetFormatInfo, ref major, Marshal.SizeOf<FormatInfo>());
        Command(this, GetFormatInfo, ref minor, Marshal.SizeOf<FormatInfo>());
        // the library has a name for MPEG that nobody else uses
        string kind = major.Format == Mpeg ? "MPEG" : Text(major.Extension).ToUpperInvariant();
        return $"{kind} ({Text(minor.Name)})";
    }

    /// <summary>Reads frames as 16-bit integers; how many there were.</summary>
    public long Read(Span<short> samples) => ReadShort(this, samples, samples.Length / Info.Channels);

    /// <summary>Reads frames as 32-bit integers, fewer bits as the upper ones.</summary>
    public long Read(Span<int> samples) => ReadInt(this, samples, samples.Length / Info.Channels);

    /// <summary>Reads frames as floating point, full scale as 1.</summary>
    public long Read(Span<float> samples) => ReadFloat(this, samples, samples.Length / Info.Channels);

    /// <summary>What went wrong with the last reading, or null.</summary>
    public string? Problem() => ErrorNumber(this) == 0 ? null : Text(ErrorText(handle));

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Close(handle) == 0;

    private static string Text(nint text) => (Marshal.PtrToStringUTF8(text) ?? "unknown").TrimEnd('.', '\n', ' ');

    [LibraryImport(Library, EntryPoint = "sf_open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial SndFile Open(string path, int mode, ref SoundInfo info);

    [LibraryImport(Library, EntryPoint = "sf_close")]
    private static partial int Close(nint file);

    [LibraryImport(Library, EntryPoint = "sf_error")]
    private static partial int ErrorNumber(SndFile file);

    [LibraryImport(Library, EntryPoint = "sf_strerror")]
    private static partial nint ErrorText(nint file);

    [LibraryImport(Library, EntryPoint = "sf_command")]
    private static partial int Command(SndFile file, int command, ref FormatInfo info, int size);

    [LibraryImport(Library, EntryPoint = "sf_readf_short")]
    private static partial long ReadShort(SndFile file, Span<short> samples, long frames);

    [LibraryImport(Library, EntryPoint = "sf_readf_int")]
    private static partial long ReadInt(SndFile file, Span<int> samples, long frames);

    [LibraryImport(Library, EntryPoint = "sf_readf_float")]
    private static partial long ReadFloat(SndFile file, Span<float> samples, long frames);

    private struct FormatInfo
    {
        public int Format;
        public nint Name;
        public nint Extension;
    }
}

/// <summary>What libsndfile tells of a file, laid out as its <c>SF_INFO</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SoundInfo
{
    /// <summary>Frames in the file.</summary>
    public long Frames;

    /// <summary>Frames a second.</summary>
    public int Rate;

    /// <summary>Samples in a frame.</summary>
    public int Channels;

    /// <summary>Kind of file and encoding.</summary>
    public int Format;

    /// <summary>Not used.</summary>
    public int Sections;

    /// <summary>Whether places in it can be gone to.</summary>
    public int Seekable;
}
