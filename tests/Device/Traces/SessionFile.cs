using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Text;

namespace Reactive.Device.Tests.Traces;

/// <summary>Writes sigrok sessions, right ones and wrong ones.</summary>
internal sealed class SessionFile
{
    public const string TwoByteProbes = "[global]\nsigrok version=0.5.2\n\n[device 1]\ncapturefile=logic-1\ntotal probes=12\nsamplerate=1 MHz\ntotal analog=0\nprobe1=D0\nprobe2=D1\nprobe12=late\nunitsize=2\n";

    private readonly List<(string Name, byte[] Bytes)> _entries = [];

    public SessionFile(string? metadata, string? version = "2")
    {
        if (version is not null)
            Add("version", Encoding.UTF8.GetBytes(version));
        if (metadata is not null)
            Add("metadata", Encoding.UTF8.GetBytes(metadata));
    }

    public SessionFile Add(string name, params byte[] bytes)
    {
        _entries.Add((name, bytes));
        return this;
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in _entries)
            {
                using Stream entry = archive.CreateEntry(name, bytes.Length % 2 == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Writes the session into a new file of the folder.</summary>
    public string Write(string folder) => Write(folder, ToBytes());

    public static string Write(string folder, byte[] bytes)
    {
        string path = Path.Combine(folder, Guid.NewGuid().ToString("N") + ".sr");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}

/// <summary>A folder that is gone after the tests of a class.</summary>
public sealed class TraceFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("reactive-traces-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
