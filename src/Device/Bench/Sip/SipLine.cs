using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Reactive.Sinks.Sip;

namespace Reactive.Device.Bench.Sip;

/// <summary>An agent on loopback, and when it said what.</summary>
internal sealed class SipLine : ISipAgentEvents, IDisposable
{
    /// <summary>The name of its account.</summary>
    public const string Account = "door";

    private readonly TimedNotes _told = new();
    private readonly ManualResetEventSlim _begun = new();
    private readonly SipSettings _settings;
    private readonly bool _answers;
    private string? _reason;

    /// <summary>Begins one, and waits until it is up or has failed.</summary>
    /// <param name="answers">Whether it answers calls that come in.</param>
    public SipLine(bool answers = false)
    {
        _answers = answers;
        int port = FreePort();
        _settings = new SipSettings
        {
            Address = "127.0.0.1",
            Port = port,
            MediaPort = 20_000 + (port % 400 * 100),
            Accounts = [new SipAccount { Name = Account, User = Account, Domain = "127.0.0.1" }],
        };
        Agent = new BaresipAgent(_settings, this);
        Agent.Start();
        _begun.Wait();
    }

    /// <summary>The agent.</summary>
    public BaresipAgent Agent { get; }

    /// <summary>Why there is none; null where there is.</summary>
    public string? Problem => _reason;

    /// <summary>How to reach it.</summary>
    public string Address => $"sip:{Account}@127.0.0.1:{_settings.Port}";

    /// <summary>Waits until it says something.</summary>
    /// <param name="what"><c>answered 1</c>, <c>ended 1</c>, <c>digit 5 down</c>.</param>
    /// <returns>When it did, as <see cref="Stopwatch"/> counts.</returns>
    public long Wait(string what) => _told.Wait("agent", what);

    public void Up() => _begun.Set();

    public void Down(string reason)
    {
        _reason = reason;
        _begun.Set();
    }

    public void Incoming(long call, string account, string from)
    {
        if (_answers)
            Agent.Answer(call);
    }

    public void Answered(long call) => _told.Add($"answered {call}");

    public void Ended(long call, SipEnd end, string reason) => _told.Add($"ended {call}");

    public void Digit(long call, char digit, bool isDown) => _told.Add($"digit {digit} {(isDown ? "down" : "up")}");

    public void Registered(string account, bool isRegistered, string reason)
    {
    }

    public void Ringing(long call)
    {
    }

    public void Trouble(string text) => Console.Error.WriteLine(text);

    /// <inheritdoc/>
    public void Dispose()
    {
        Agent.Dispose();
        _begun.Dispose();
    }

    /// <summary>A port with a free one after it, for TLS.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            int port = ((IPEndPoint)first.LocalEndpoint).Port;
            try
            {
                using var second = new TcpListener(IPAddress.Loopback, port + 1);
                second.Start();
                return port;
            }
            catch (Exception failure) when (failure is SocketException or ArgumentOutOfRangeException)
            {
                // taken, or there is none
            }
        }
    }
}
