using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using Reactive.Device.Credentials;
using Reactive.Device.Messaging;
using Reactive.Signals.Loop;
using Reactive.Sinks;
using Reactive.Sinks.Tests.Mqtt;
using Xunit;

namespace Reactive.Device.Tests.Messaging;

/// <summary>Runs whose outbox has no room, is damaged or is none.</summary>
public sealed class OutboxFaultTests : MessageRuns
{
    private string Outbox => Path.Combine(Folder, "outbox.db");

    [Fact]
    public void AFullDisk_KeepsWhatItHas_AndWhatHasNoPlaceFails()
    {
        string disk = Path.Combine(Folder, "disk"), outbox = Path.Combine(disk, "outbox.db"), ballast = Path.Combine(disk, "ballast");
        Directory.CreateDirectory(disk);
        if (Environment.UserName != "root" || Shell("mount", "-t", "tmpfs", "-o", "size=384k", "tmpfs", disk) != 0)
            Assert.Skip("a small disk can only be mounted as root");
        try
        {
            using Mosquitto broker = Mosquitto.Start();
            using Watcher watcher = Watcher.Of(broker, "tick");
            using var relay = new Relay(broker.Port) { IsOpen = false };
            File.WriteAllBytes(ballast, new byte[131_072]);
            CliResult full;
            using (Process run = Cli.Start("run", Ticking(relay.Port, 100_000), "--json", "--outbox", outbox, "--signals", "mqtt.outcome"))
            {
                Lines(run, l => l.Contains("\"failed\"", StringComparison.Ordinal));
                full = Ended(run);
            }

            Assert.Contains("the disk is full", full.Error, StringComparison.Ordinal);
            JsonElement messages = full.Summary.GetProperty("messages");
            int kept = messages.GetProperty("kept").GetInt32();
            Assert.True(kept > 0 && messages.GetProperty("lost").GetInt32() > 0, messages.GetRawText());
            File.Delete(ballast);
            relay.IsOpen = true;
            using Process next = Cli.Start("run", Ticking(relay.Port, 0), "--json", "--outbox", outbox);
            watcher.Until(s => s.Length >= kept);
            Assert.Equal(kept, Numbers(watcher).Distinct().Count());
            Assert.Equal(Numbers(watcher).Order(), Numbers(watcher));
            Assert.False(Ended(next).Summary.TryGetProperty("messages", out _));
        }
        finally
        {
            Shell("umount", disk);
        }
    }

    [Fact]
    public void AFileThatIsNoOutbox_IsRefusedAndLeftAsItIs()
    {
        File.WriteAllText(Outbox, "my notes");
        CliResult notes = Cli.Run("run", Ticking(1883, 1), "--outbox", Outbox);
        Assert.Equal(2, notes.Code);
        Assert.Contains($"{Outbox} is no outbox", notes.Error, StringComparison.Ordinal);
        Assert.Equal("my notes", File.ReadAllText(Outbox));
        File.Delete(Outbox);
        HolderStore.Open(Outbox, create: true).Dispose();
        CliResult holders = Cli.Run("run", Ticking(1883, 1), "--outbox", Outbox);
        Assert.Equal(2, holders.Code);
        Assert.Contains("a database of something else than messages", holders.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedOutbox_IsToldAtTheStart_AndNothingIsTakenForKept()
    {
        using (var store = new OutboxStore(Outbox, "mqtt"))
            store.Change([.. Enumerable.Range(1, 200).Select(i => new StoredLetter(i, new Message("a", new string('x', 200)) { Qos = 1 }, 0))], []);
        byte[] bytes = File.ReadAllBytes(Outbox);
        // behind the page with the schema
        bytes.AsSpan(bytes.Length / 2, 8_192).Fill(0x5a);
        File.WriteAllBytes(Outbox, bytes);
        CliResult ended = Cli.Run("run", Ticking(Mosquitto.FreePort(), 10), "--json", "--outbox", Outbox, "--for", "500ms");
        Assert.Equal(0, ended.Code);
        Assert.Contains($"Messages cannot be kept, so those of quality 1 and 2 fail: {Outbox} is damaged", ended.Error, StringComparison.Ordinal);
        Assert.Equal("{\"lost\":10,\"expired\":0,\"kept\":0}", ended.Summary.GetProperty("messages").GetRawText());
        Assert.Equal(bytes, File.ReadAllBytes(Outbox));
    }

    [Fact]
    public void AMessageThatCannotBeRead_IsToldAndStays()
    {
        using (var store = new OutboxStore(Outbox, "mqtt"))
            store.Change([new StoredLetter(1, new Message("a", "x") { Qos = 1 }, 0)], []);
        using (Database database = Database.Open(Outbox, TimeSpan.FromSeconds(1)))
            database.Run("UPDATE letters SET message = 'nothing'");
        CliResult ended = Cli.Run("run", Ticking(Mosquitto.FreePort(), 0), "--json", "--outbox", Outbox, "--for", "500ms");
        Assert.Contains($"1 message in {Outbox} cannot be read, and will not go out.", ended.Error, StringComparison.Ordinal);
    }

    private static int Shell(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
