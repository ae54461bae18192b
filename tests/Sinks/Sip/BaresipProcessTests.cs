using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Reactive.Sinks.Sip;
using Reactive.Sinks.Tests.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>The life of the process: how it fails, and how it is there again.</summary>
public sealed class BaresipProcessTests
{
    [Fact]
    public void KilledInACall_TheCallIsLostAndTheNextLifeCalls()
    {
        using Telephone telephone = Telephone.Start("answermode=auto");
        using var line = new SupervisedLine();
        line.Notes.Wait("Up");
        line.Supervisor.Dial(1, "door", telephone.Address);
        line.Notes.Wait("Answered 1");
        Signals.Send(line.Agent.ProcessId, Signals.Kill);
        line.Notes.Wait("Ended 1 Lost");
        Assert.StartsWith("Down: baresip ended with code", line.Notes.Wait("Down"), StringComparison.Ordinal);
        line.Notes.Wait("Up");
        line.Supervisor.Dial(2, "door", telephone.Address);
        line.Notes.Wait("Answered 2");
    }

    [Fact]
    public void Hung_IsFoundWithinSecondsAndStartedAgain()
    {
        using var line = new SupervisedLine();
        line.Notes.Wait("Up");
        long begun = Stopwatch.GetTimestamp();
        int process = line.Agent.ProcessId;
        Signals.Send(process, Signals.Pause);
        Assert.Equal("Down: baresip does not answer", line.Notes.Wait("Down"));
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(8));
        line.Notes.Wait("Up");
        Assert.NotEqual(process, line.Agent.ProcessId);
        Assert.False(Directory.Exists($"/proc/{process}"));
    }

    [Theory]
    [InlineData(ProtocolType.Udp)]
    [InlineData(ProtocolType.Tcp)]
    public void PortTaken_IsToldByItsNumberAndTriedAgain(ProtocolType protocol)
    {
        SipSettings settings = AgentLine.Loopback();
        using var taken = new Socket(AddressFamily.InterNetwork, protocol == ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream, protocol);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, settings.Port));
        if (protocol == ProtocolType.Tcp)
            taken.Listen();
        using var line = new SupervisedLine(settings);
        Assert.Equal($"Down: port {settings.Port} or the one after it is taken", line.Notes.Wait("Down"));
        taken.Dispose();
        line.Notes.Wait("Up");
    }

    [Fact]
    public void StoppedInACall_ThePeerGetsABye()
    {
        using Telephone telephone = Telephone.Start("answermode=auto");
        using AgentLine line = AgentLine.Up();
        line.Agent.Dial(1, "door", telephone.Address);
        line.Wait("Answered 1");
        telephone.Wait("CALL_ESTABLISHED");
        int process = line.Agent.ProcessId;
        line.Agent.Dispose();
        Assert.Contains("Connection reset by peer", telephone.Wait("CALL_CLOSED"), StringComparison.Ordinal);
        Assert.Equal("Down: it was stopped", line.Wait("Down"));
        Assert.Equal(1, line.Notes.Count("Ended 1 Ours"));
        Assert.False(Directory.Exists($"/proc/{process}"));
    }

    [Fact]
    public void StoppedWhileHung_IsKilled()
    {
        using AgentLine line = AgentLine.Up();
        int process = line.Agent.ProcessId;
        Signals.Send(process, Signals.Pause);
        line.Agent.Dispose();
        line.Wait("Down: it was stopped");
        Assert.False(Directory.Exists($"/proc/{process}"));
    }

    [Fact]
    public void StoppedBeforeItIsUp_Ends()
    {
        using AgentLine line = AgentLine.Start();
        line.Agent.Dispose();
        line.Wait("Down: it was stopped");
        Assert.Equal(0, line.Agent.ProcessId);
    }

    [Fact]
    public void Password_IsInNoCommandLineAndNoFile()
    {
        const string Password = "s3cret-of-the-door";
        using AgentLine line = AgentLine.Up(account: a => a with { Password = Password });
        string[] commandLine = File.ReadAllText($"/proc/{line.Agent.ProcessId}/cmdline").Split('\0');
        Assert.DoesNotContain(commandLine, a => a.Contains(Password, StringComparison.Ordinal));
        string folder = commandLine[Array.IndexOf(commandLine, "-f") + 1];
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, Mode(folder));
        foreach (string file in Directory.GetFiles(folder))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(file));
            Assert.DoesNotContain(Password, File.ReadAllText(file), StringComparison.Ordinal);
        }

        line.Agent.Dispose();
        Assert.False(Directory.Exists(folder));

        static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
    }

    [Fact]
    public void FolderThatACrashLeft_IsRemoved()
    {
        Peers.RequireProgram("baresip");
        // no process has such a number
        string left = Directory.CreateTempSubdirectory("reactive-sip-99999999-").FullName;
        File.WriteAllText(Path.Combine(left, "config"), "");
        using AgentLine line = AgentLine.Up();
        Assert.False(Directory.Exists(left));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FolderUnderOurOwnNumber_IsACrashsOnlyBeforeWeHaveOne(bool isFirst)
    {
        string among = Directory.CreateTempSubdirectory("sip-left-").FullName;
        try
        {
            string ours = Path.Combine(among, $"reactive-sip-{Environment.ProcessId}-x"), running = Path.Combine(among, "reactive-sip-1-x"), strange = Path.Combine(among, "reactive-sip-y-x");
            foreach (string folder in (string[])[ours, running, strange])
                Directory.CreateDirectory(folder);
            BaresipConfiguration.RemoveLeft(among, isFirst);
            Assert.Equal((!isFirst, true, true), (Directory.Exists(ours), Directory.Exists(running), Directory.Exists(strange)));
        }
        finally
        {
            Directory.Delete(among, recursive: true);
        }
    }

    [Fact]
    public void CallAskedForWhenTheAgentHasGone_EndsOnce()
    {
        var notes = new SipNotes();
        using var agent = new BaresipAgent(AgentLine.Loopback() with { Accounts = [] }, notes);
        agent.Start();
        notes.Wait("Down: there is no account");
        agent.Dispose();
        agent.Dial(1, "door", "sip:bell@127.0.0.1");
        agent.HangUp(1);
        Assert.Equal("Ended 1 Lost: the agent has ended", notes.Told[^1]);
        Assert.Equal(1, notes.Count("Ended"));
    }

    [Fact]
    public void WeSleepForLong_TheProcessThatAnswersLives()
    {
        Peers.RequireProgram("baresip");
        var notes = new SipNotes();
        var time = new LeapingTime();
        using var agent = new BaresipAgent(AgentLine.Loopback(), notes, new BaresipLimits { Heartbeat = TimeSpan.FromMilliseconds(50), Grace = TimeSpan.FromSeconds(5) }, time);
        agent.Start();
        notes.Wait("Up");
        // a question is asked and is not answered when, as it seems, an hour has gone by; something else lies there to be done first
        Signals.Send(agent.ProcessId, Signals.Pause);
        Thread.Sleep(200);
        time.Leap(TimeSpan.FromHours(1));
        agent.HangUp(99);
        Thread.Sleep(200);
        Signals.Send(agent.ProcessId, Signals.Continue);
        using Telephone telephone = Telephone.Start("answermode=auto");
        agent.Dial(1, "door", telephone.Address);
        notes.Wait("Answered 1");
        Assert.Equal(0, notes.Count("Down"));
    }

    [Fact]
    public void WaitingForItsEndWithNoTimeLeft_DoesNotWait()
    {
        Peers.RequireProgram("baresip");
        using BaresipConfiguration configuration = BaresipConfiguration.Write(AgentLine.Loopback(), isHeard: false, out _)!;
        using BaresipProcess process = BaresipProcess.Start(configuration.Folder, [], out _)!;
        long begun = Stopwatch.GetTimestamp();
        // as a whole number that is -1: for ever
        Assert.False(process.WaitForEnd(TimeSpan.FromMilliseconds(-1.5)));
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    private sealed class SupervisedLine : IDisposable
    {
        public SupervisedLine(SipSettings? settings = null)
        {
            Peers.RequireProgram("baresip");
            settings ??= AgentLine.Loopback();
            Supervisor = new SipSupervisor(events => Agent = new BaresipAgent(settings, events), Notes);
            Supervisor.Start();
        }

        public SipNotes Notes { get; } = new();

        public SipSupervisor Supervisor { get; }

        /// <summary>The agent of this life.</summary>
        public BaresipAgent Agent { get; private set; } = null!;

        public void Dispose() => Supervisor.Dispose();
    }

    /// <summary>The system's time, which a test can let leap ahead.</summary>
    private sealed class LeapingTime : TimeProvider
    {
        private long _ahead;

        public override long GetTimestamp() => Stopwatch.GetTimestamp() + Volatile.Read(ref _ahead);

        public void Leap(TimeSpan time) => Interlocked.Add(ref _ahead, (long)(time.TotalSeconds * Stopwatch.Frequency));
    }
}
