using System;
using System.IO;

namespace Reactive.Device.Credentials;

/// <summary>Whether the file that a process has open is still the one of its name.</summary>
internal static class StoreFile
{
    private const string OpenFiles = "/proc/self/fd";
    private const string Deleted = " (deleted)";

    /// <summary>
    /// Whether this process has a file of that name open that was removed, or replaced by another. Linux alone says so; elsewhere the answer is no. The file
    /// is not opened for it: to close it again would take SQLite's locks from it.
    /// </summary>
    public static bool IsGone(string path)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        string gone = Path.GetFullPath(path) + Deleted;
        foreach (string open in Directory.GetFiles(OpenFiles))
        {
            try
            {
                if (new FileInfo(open).LinkTarget == gone)
                    return true;
            }
            catch (IOException)
            {
                // closed meanwhile: not the one that is looked for
            }
        }

        return false;
    }
}
