using System;
using System.IO;
using Reactive.Device.Output;

namespace Reactive.Device.Files;

/// <summary>
/// A file that is written whole or not at all: it grows beside the one it is to replace and takes its place once it is whole. What fails
/// on the way leaves what was there as it was. What the disk refuses is told to people.
/// </summary>
internal static class WrittenFile
{
    /// <summary>How many bytes are gathered before they are written, unless someone else gathers them.</summary>
    public const int BufferBytes = 1 << 16;

    /// <summary>Lets the file <paramref name="path"/> be written, in place of one that is there. Devices and pipes are written directly.</summary>
    /// <param name="path">The file. A link is followed and stays.</param>
    /// <param name="write">Writes it; the stream is closed for it.</param>
    /// <param name="bufferBytes">How many bytes are gathered; 0 where <paramref name="write"/> does that.</param>
    /// <param name="flushToDisk">Whether it takes its place only when it is on the disk, so that a power loss leaves the old one or the new one. <paramref name="write"/> leaves the stream open then.</param>
    /// <exception cref="CommandException">It cannot be written: no such folder, a full disk, a closed pipe.</exception>
    public static void Write(string path, Action<Stream> write, int bufferBytes = BufferBytes, bool flushToDisk = false)
    {
        string target;
        FileStream? direct;
        FileStream file;
        try
        {
            var named = new FileInfo(path);
            target = named.LinkTarget is null ? named.FullName : named.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            direct = Direct(target, bufferBytes);
            file = direct ?? new FileStream($"{target}.{Path.GetRandomFileName()}.part", FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferBytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"{path} cannot be written: {failure.Message}");
        }

        bool isWhole = false;
        try
        {
            using (file)
            {
                write(file);
                if (flushToDisk)
                    file.Flush(flushToDisk: true);
            }

            if (direct is null)
                Replace(file.Name, target);
            isWhole = true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failure($"{path} cannot be written: {failure.Message}", failure);
        }
        finally
        {
            if (!isWhole && direct is null)
                Delete(file.Name);
        }
    }

    // What is no regular file cannot be replaced, or should not be. Opening what is there also tells whether it may be written.
    private static FileStream? Direct(string target, int bufferBytes)
    {
        if (!File.Exists(target))
            return Directory.Exists(target) ? throw new IOException("it is a folder.") : null;
        var there = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferBytes);
        if (!there.CanSeek || target.StartsWith("/dev/", StringComparison.Ordinal) || target.StartsWith("/proc/", StringComparison.Ordinal))
            return there;
        there.Dispose();
        return null;
    }

    private static void Replace(string part, string target)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(target))
            File.SetUnixFileMode(part, File.GetUnixFileMode(target));
        File.Move(part, target, overwrite: true);
    }

    private static void Delete(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failure($"{part} could not be finished, and cannot be deleted: {failure.Message}", failure);
        }
    }
}
