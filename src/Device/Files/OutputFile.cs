using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactive.Device.Output;

namespace Reactive.Device.Files;

/// <summary>Keeps a command from writing over what it reads, and two of them from writing into one file.</summary>
internal static partial class OutputFile
{
    // open(2); EAGAIN, by which fcntl(2) and flock(2) say that somebody else has the lock
    private const int ReadOnly = 0;
    private const int TryAgain = 11;

    // What Linux itself follows before it gives up.
    private const int MostLinks = 40;

    /// <summary>Refuses an output that is one of the inputs, however either is named.</summary>
    /// <param name="option">The option that names the output.</param>
    /// <param name="output">The output, or null for none.</param>
    /// <param name="inputs">All files that the command reads.</param>
    /// <exception cref="CommandException">It is one of them.</exception>
    public static void Refuse(string option, string? output, IEnumerable<string> inputs)
    {
        if (output is null)
            return;
        string place = Place(output);
        foreach (string input in inputs)
        {
            if (Place(input) == place)
                throw CommandException.Usage($"{option} {output} would write over {input}, which is read: name another file.");
        }
    }

    /// <summary>
    /// Makes a file anew for one writer: where another one writes into it, it is left as it is. The lock is one that readers do not ask for, so
    /// that they see the file grow.
    /// </summary>
    /// <exception cref="IOException">Another process writes into it, or it cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static FileStream MakeAnew(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            // a pipe has no content that could be damaged
            if (OperatingSystem.IsLinux() && file.CanSeek)
                file.Lock(0, 0);
            if (file.CanSeek && file.Length > 0)
                file.SetLength(0);
            return file;
        }
        catch (IOException failure)
        {
            file.Dispose();
            if (IsTaken(failure))
                throw new IOException("another run writes into it", failure);
            throw;
        }
    }

    /// <summary>Whether a file could not be opened or locked because another process has it.</summary>
    public static bool IsTaken(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure is IOException { HResult: TryAgain };
    }

    /// <summary>Brings the name of a file to the disk: without it, a file that was renamed has its old name after a power loss of the next seconds.</summary>
    public static void SyncFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
            return;
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        // the runtime opens no folders
        using var opened = new SafeFileHandle(OpenFolder(folder, ReadOnly), ownsHandle: true);
        if (opened.IsInvalid)
            throw new IOException($"the folder {folder} cannot be opened");
        RandomAccess.FlushToDisk(opened);
    }

    // The path without relative parts and symbolic links. It need not exist.
    private static string Place(string path)
    {
        string at = "/";
        int links = 0;
        var left = new Stack<string>();
        Push(left, Path.IsPathRooted(path) ? path : Path.Join(Directory.GetCurrentDirectory(), path));
        while (left.TryPop(out string? part))
        {
            if (part == ".")
                continue;
            string next = part == ".." ? Path.GetDirectoryName(at) ?? "/" : Path.Combine(at, part);
            if (part == ".." || LinkOf(next) is not { } target || ++links > MostLinks)
            {
                at = next;
                continue;
            }

            if (Path.IsPathRooted(target))
                at = "/";
            Push(left, target);
        }

        return at;
    }

    private static void Push(Stack<string> parts, string path)
    {
        string[] all = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Array.Reverse(all);
        foreach (string part in all)
            parts.Push(part);
    }

    // What cannot be looked at cannot be opened either: whoever opens it says why.
    private static string? LinkOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);
}
