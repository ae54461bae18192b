using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace Reactive.Device.Secrets;

/// <summary>Files that nobody but their owner is to read: keys and secrets.</summary>
internal static class PrivateFile
{
    // The group may read: where a file is given to a service by an access list, as systemd does with credentials, its mask stands there.
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    /// <summary>What is wrong with who may read or write an open file, with the cure; null where nothing is. Systems without such modes are left to themselves.</summary>
    public static string? Exposed(string path, SafeFileHandle file) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Others) == 0 ? null : $"{path} may be read or changed by others: 'chmod 600 {path}' mends that";

    /// <summary>Makes a file that only its owner may read and write.</summary>
    /// <exception cref="IOException">There is one of that name, or it cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void Make(string path, ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }
}
