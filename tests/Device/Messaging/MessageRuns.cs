using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using Xunit;

namespace Reactive.Device.Tests.Messaging;

/// <summary>Runs of pipelines with a broker, as processes, with the folder in which their files are.</summary>
public abstract partial class MessageRuns : IDisposable
{
    private const int Interrupt = 2;
    private const int KillNow = 9;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("messages-").FullName;

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    // so many messages, one after the other as fast as a schedule goes
    protected string Ticking(int port, int most) => Write($"ticking-{Guid.NewGuid():N}.yaml",
        $$"""
        pipeline: ticking
        device: door-controller
        mqtt: { host: 127.0.0.1, port: {{port}}, client-id: ticking, queue: 20000 }
        schedules: { tick: { every: 2 ms } }
        signals: { ticks: { counter: { up: tick } } }
        rules:
          say: { when: tick, if: ticks <= {{most}}, do: { publish: tick } }
        """);

    protected string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    // reads what a run prints until it has published so often
    protected static void Commands(Process run, int count)
    {
        for (int seen = 0; seen < count; seen++)
            Lines(run, l => l.Contains("\"publish\"", StringComparison.Ordinal));
    }

    protected static void Lines(Process run, Func<string, bool> until)
    {
        while (run.StandardOutput.ReadLine() is { } line)
        {
            if (until(line))
                return;
        }

        Assert.Fail("the run has ended: " + run.StandardError.ReadToEnd());
    }

    private protected static CliResult Ended(Process run)
    {
        Assert.Equal(0, Send(run.Id, Interrupt));
        CliResult ended = Cli.End(run);
        Assert.True(ended.Code == 0, ended.Error);
        return ended;
    }

    private protected static IEnumerable<int> Numbers(Watcher watcher) => watcher.Seen().Where(m => m.Topic == "tick").Select(m => JsonDocument.Parse(m.Payload).RootElement.GetProperty("n").GetInt32());

    protected static string? ValueIn(string payload) => JsonDocument.Parse(payload).RootElement.GetProperty("value").GetString();

    protected static void Kill(Process run)
    {
        Assert.Equal(0, Send(run.Id, KillNow));
        run.WaitForExit();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
