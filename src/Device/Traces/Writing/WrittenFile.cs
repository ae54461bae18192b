using System;
using System.IO;
using Reactive.Device.Output;

namespace Reactive.Device.Traces.Writing;

/// <summary>A file that a trace is written to, made anew. What the disk refuses is told to people.</summary>
internal static class WrittenFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Makes the file <paramref name="path"/>, lets it be written, and closes it.</summary>
    /// <exception cref="CommandException">It cannot be written: no such folder, a full disk, a closed pipe.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"{path} cannot be written: {failure.Message}");
        }

        Write(file, path, write);
    }

    /// <summary>Lets <paramref name="output"/> be written, and closes it; <paramref name="name"/> stands for it in messages.</summary>
    public static void Write(Stream output, string name, Action<Stream> write)
    {
        try
        {
            using (output)
                write(output);
        }
        catch (IOException failure)
        {
            throw CommandException.Failure($"{name} cannot be written: {failure.Message}", failure);
        }
    }
}
