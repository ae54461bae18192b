using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;

namespace Reactive.Device.Output;

/// <summary>Graphviz's <c>dot</c>, run as a child process.</summary>
internal static class Graphviz
{
    private const string Program = "dot";
    private const string Others = "'--format dot' and '--format mermaid' do without";

    // the largest pipelines take it some seconds
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(60);

    /// <summary>The picture that <paramref name="dot"/> describes.</summary>
    /// <exception cref="CommandException">Graphviz is not installed, refuses, or takes longer than a minute.</exception>
    public static byte[] Svg(string dot)
    {
        using Process process = Start();
        // all three at once: a pipe that nobody empties would stop it
        Task<byte[]> picture = ReadAsync(process.StandardOutput.BaseStream);
        Task<string> complaint = process.StandardError.ReadToEndAsync();
        Task written = WriteAsync(process.StandardInput.BaseStream, dot);
        if (!process.WaitForExit(LongestRun))
        {
            process.Kill(entireProcessTree: true);
            throw CommandException.Failure($"Graphviz took longer than {LongestRun.TotalSeconds:0} s to draw this; {Others}.");
        }

        Task.WaitAll(picture, complaint, written);
        if (process.ExitCode == 0)
            return picture.Result;
        string first = complaint.Result.Split('\n').FirstOrDefault(l => l.Trim().Length > 0)?.Trim() ?? $"exit code {process.ExitCode}";
        throw CommandException.Failure($"Graphviz could not draw this: {first}");
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo(Program, ["-Tsvg"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw CommandException.Failure($"A picture in SVG takes Graphviz, whose program '{Program}' is not here: install the Debian package 'graphviz'. {Others}.", failure);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all).ConfigureAwait(false);
        return all.ToArray();
    }

    private static async Task WriteAsync(Stream stream, string text)
    {
        try
        {
            await using (stream.ConfigureAwait(false))
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // it ended before it had read all: its exit code tells why
        }
    }
}
