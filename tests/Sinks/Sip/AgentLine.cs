using System;
using System.Linq;
using Reactive.Sinks.Sip;
using Reactive.Sinks.Tests.Mqtt;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>Notes what an agent says, and lets a test wait for it.</summary>
internal sealed class SipNotes : WaitingNotes, ISipAgentEvents
{
    public void Up() => Note("Up");

    public void Down(string reason) => Note($"Down: {reason}");

    public void Registered(string account, bool isRegistered, string reason) => Note(isRegistered ? $"Registered {account}" : $"NotRegistered {account}: {reason}");

    public void Incoming(long call, string account, string from) => Note($"Incoming {call} {account} {from}");

    public void Ringing(long call) => Note($"Ringing {call}");

    public void Answered(long call) => Note($"Answered {call}");

    public void Ended(long call, SipEnd end, string reason) => Note($"Ended {call} {end}: {reason}");

    public void Digit(long call, char digit, bool isDown) => Note($"Digit {call} {digit} {(isDown ? "down" : "up")}");

    public void Played(long call) => Note($"Played {call}");

    public void Trouble(string text) => Note($"Trouble: {text}");

    public int Count(string beginning) => Told.Count(t => t.StartsWith(beginning, StringComparison.Ordinal));
}

/// <summary>An agent that lives, and its notes.</summary>
internal sealed class AgentLine : IDisposable
{
    private AgentLine(SipSettings settings, BaresipLimits? limits, ISipSound? sound)
    {
        Settings = settings;
        Agent = limits is null ? new BaresipAgent(settings, Notes, sound) : new BaresipAgent(settings, Notes, limits, TimeProvider.System, sound);
        Agent.Start();
    }

    public SipSettings Settings { get; }

    public SipNotes Notes { get; } = new();

    public BaresipAgent Agent { get; }

    /// <summary>How to reach it.</summary>
    public string Address => $"sip:{Settings.Accounts[0].User}@127.0.0.1:{Settings.Port}";

    /// <summary>Settings on loopback, with one account that has no registrar.</summary>
    public static SipSettings Loopback() => new()
    {
        Address = "127.0.0.1",
        Port = SipPorts.Pair(),
        MediaPort = SipPorts.FirstMedia(),
        Accounts = [new SipAccount { Name = "door", User = "door", Domain = "127.0.0.1" }],
    };

    /// <summary>Begins an agent, or skips the test.</summary>
    public static AgentLine Start(SipSettings? settings = null, BaresipLimits? limits = null, ISipSound? sound = null)
    {
        Peers.RequireProgram("baresip");
        return new AgentLine(settings ?? Loopback(), limits, sound);
    }

    /// <summary>Begins one and waits until it is up.</summary>
    public static AgentLine Up(Func<SipSettings, SipSettings>? change = null, Func<SipAccount, SipAccount>? account = null, BaresipLimits? limits = null, ISipSound? sound = null)
    {
        SipSettings settings = change?.Invoke(Loopback()) ?? Loopback();
        if (account is not null)
            settings = settings with { Accounts = [.. settings.Accounts.Select(account)] };
        AgentLine line = Start(settings, limits, sound);
        try
        {
            line.Wait("Up");
            return line;
        }
        catch
        {
            line.Dispose();
            throw;
        }
    }

    public string Wait(string beginning) => Notes.Wait(beginning);

    public void Dispose() => Agent.Dispose();
}
