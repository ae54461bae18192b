using System;
using System.Collections.Generic;
using System.IO;
using Reactive.Device.Output;

namespace Reactive.Device.Files;

/// <summary>Keeps a command from writing over what it reads.</summary>
internal static class OutputFile
{
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
}
