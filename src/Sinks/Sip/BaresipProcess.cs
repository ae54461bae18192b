using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Reactive.Sinks.Sip;

/// <summary>
/// The child process. It ends with the thread that started it, which the kernel sees to, so that thread must live as long. What it prints is read, and its end kept: that is where
/// it says why it does not begin.
/// </summary>
internal sealed class BaresipProcess : IDisposable
{
    private const int MostLines = 50;

    private readonly Process _process;
    private readonly Queue<string> _lines = new();

    private BaresipProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // nothing is to be read from us
        process.StandardInput.Close();
    }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it.</summary>
    /// <param name="folder">The folder of its configuration.</param>
    /// <param name="environment">What its environment has besides ours.</param>
    /// <param name="problem">Why it could not be started, as a part of a sentence.</param>
    public static BaresipProcess? Start(string folder, IEnumerable<KeyValuePair<string, string>> environment, out string? problem)
    {
        problem = null;
        if (Find("baresip") is not { } baresip)
        {
            problem = "baresip is not installed (Debian package baresip-core)";
            return null;
        }

        if (Find("setpriv") is not { } setpriv || Find("setsid") is not { } setsid)
        {
            problem = "setpriv or setsid is not installed (Debian package util-linux)";
            return null;
        }

        try
        {
            // in a session of its own: what a terminal sends to all is for us, who end calls first
            var start = new ProcessStartInfo(setsid, [setpriv, "--pdeathsig", "TERM", baresip, "-f", folder])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach ((string name, string value) in environment)
                start.Environment[name] = value;
            return new BaresipProcess(Process.Start(start)!);
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException or IOException)
        {
            problem = $"baresip cannot be started ({failure.Message})";
            return null;
        }
    }

    /// <summary>The path of a program; null where there is none.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Concat(["/usr/bin", "/usr/local/bin"])
            .Where(f => f.Length > 0).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);

    /// <summary>Why it ended by itself, as a part of a sentence, after what it printed.</summary>
    /// <param name="port">The port on which it was to listen.</param>
    public string Reason(int port)
    {
        // until all is read
        _process.WaitForExit();
        string[] lines;
        lock (_lines)
            lines = [.. _lines];
        if (lines.Any(l => l.Contains("Address already in use", StringComparison.Ordinal)))
            return $"port {port} or the one after it is taken";
        string last = lines.LastOrDefault(l => l.Length > 0) ?? string.Empty;
        return last.Length > 0 ? $"baresip ended with code {_process.ExitCode} ({last})" : $"baresip ended with code {_process.ExitCode}";
    }

    /// <summary>Waits for its end; false where it still runs. Below zero is no time at all.</summary>
    public bool WaitForEnd(TimeSpan limit) => _process.WaitForExit((int)Math.Max(0, limit.TotalMilliseconds));

    /// <summary>Kills it where it runs, and waits until it is gone.</summary>
    public void Dispose()
    {
        Kill(_process);
    }

    /// <summary>Kills a process where it runs, waits until it is gone, and forgets it.</summary>
    public static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException)
        {
            // it ended at this very moment
        }

        process.Dispose();
    }

    private void Keep(string? line)
    {
        // an account that it could not read is printed with its password
        if (line is null || line.Contains("auth_pass", StringComparison.Ordinal))
            return;
        lock (_lines)
        {
            _lines.Enqueue(line.Trim());
            if (_lines.Count > MostLines)
                _lines.Dequeue();
        }
    }
}
