using System;
using System.IO;
using Reactive.Device.Files;
using Reactive.Device.Output;

namespace Reactive.Device.Traces.Capture;

/// <summary>Tells captures of both kinds apart, and opens them.</summary>
internal static class CaptureFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Whether a file that starts with these bytes is a capture.</summary>
    public static bool Knows(ReadOnlySpan<byte> start) => PcapReader.Knows(start, out _, out _) || PcapngReader.Knows(start);

    /// <summary>Opens a capture.</summary>
    /// <exception cref="CommandException">It is none, or cannot be read.</exception>
    public static CaptureReader Open(string path)
    {
        RegularFile.Require(path);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferBytes, FileOptions.SequentialScan);
            Span<byte> start = stackalloc byte[PcapReader.HeaderBytes];
            int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            file.Position = 0;
            CaptureReader? reader = PcapReader.Knows(start[..length], out _, out _) ? PcapReader.Open(file, path, start[..length])
                : PcapngReader.Knows(start[..length]) ? new PcapngReader(file, path)
                : null;
            if (reader is null)
                throw CommandException.Failure(length == 0 ? $"{path} is empty." : $"{path} is no packet capture: it starts with none of the numbers by which pcap and pcapng are known.");
            file = null;
            return reader;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, failure);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>A file that cannot be read, any more or at all.</summary>
    public static CommandException Unreadable(string path, Exception failure) =>
        failure is IOException && File.Exists(path)
            ? CommandException.Failure($"{path} cannot be read: {failure.Message.TrimEnd('.')}.")
            : CommandException.Usage($"{path} cannot be read: {failure.Message.TrimEnd('.')}.");
}
