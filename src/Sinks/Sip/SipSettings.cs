using System.Collections.Immutable;
using System;

namespace Reactive.Sinks.Sip;

/// <summary>What carries signalling.</summary>
public enum SipTransport
{
    /// <summary>UDP.</summary>
    Udp,
    /// <summary>TCP.</summary>
    Tcp,
    /// <summary>TLS.</summary>
    Tls,
}

/// <summary>Whether the sound of calls is encrypted.</summary>
public enum SipEncryption
{
    /// <summary>It is not.</summary>
    None,
    /// <summary>SRTP with keys in the offer (RFC 4568), where the other end has it too.</summary>
    Srtp,
    /// <summary>The same, and no call without it.</summary>
    SrtpRequired,
    /// <summary>SRTP with keys from DTLS (RFC 5764).</summary>
    DtlsSrtp,
}

/// <summary>An account: whom the device is for those that it calls.</summary>
public sealed record SipAccount
{
    /// <summary>Its name in the pipeline.</summary>
    public required string Name { get; init; }

    /// <summary>The user part of its address.</summary>
    public required string User { get; init; }

    /// <summary>The host part of its address: a domain, or the address of the device where it has no registrar.</summary>
    public required string Domain { get; init; }

    /// <summary>What is shown to those who are called; empty for nothing.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>The user name of the log-in; empty for <see cref="User"/>.</summary>
    public string AuthenticationUser { get; init; } = "";

    /// <summary>The password of the log-in; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Whether it registers.</summary>
    public bool Registers { get; init; }

    /// <summary>The host, or <c>host:port</c>, of the registrar and outbound proxy where it is not the domain; empty for the domain.</summary>
    public string Registrar { get; init; } = "";

    /// <summary>
    /// The host, or <c>host:port</c>, of a second registrar and outbound proxy; empty for none. An account that registers does so with both; its calls go through the first while it is
    /// registered there, else through the second.
    /// </summary>
    public string SecondRegistrar { get; init; } = "";

    /// <summary>How long a registration is asked for, 60 s to a day.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What carries signalling.</summary>
    public SipTransport Transport { get; init; }

    /// <summary>Whether the sound is encrypted.</summary>
    public SipEncryption Encryption { get; init; }

    /// <summary>Names of codecs as they stand in SDP, the best first: <c>PCMA</c>, <c>PCMU</c>, <c>G722</c>, <c>opus</c>.</summary>
    public ImmutableArray<string> Codecs { get; init; } = ["PCMA", "PCMU"];
}

/// <summary>What a user agent has to know before it begins.</summary>
public sealed record SipSettings
{
    /// <summary>The address on which it listens.</summary>
    public string Address { get; init; } = "0.0.0.0";

    /// <summary>The port for UDP and TCP; the next one is for TLS.</summary>
    public int Port { get; init; } = 5060;

    /// <summary>Ports that are used for sound.</summary>
    public const int MediaPorts = 100;

    /// <summary>The lowest port for sound; <see cref="MediaPorts"/> are used.</summary>
    public int MediaPort { get; init; } = 4000;

    /// <summary>Calls that may stand or ring at one time, both ways.</summary>
    public int MostCalls { get; init; } = 8;

    /// <summary>For how long no sound may come before a call counts as lost; zero for ever.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A PEM file with the certificates of others that are trusted; empty for those of the system. baresip 1.0 takes it and refuses nobody (ADR 34).</summary>
    public string CaFile { get; init; } = "";

    /// <summary>A PEM file with the certificate and key of the device; empty for none.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>The accounts, at least one.</summary>
    public ImmutableArray<SipAccount> Accounts { get; init; } = [];
}
