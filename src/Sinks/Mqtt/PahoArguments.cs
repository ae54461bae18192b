using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Reactive.Sinks.Mqtt;

/// <summary>Settings as the library wants them. It copies all of them when it is called; what they need here is wiped and freed after that.</summary>
internal sealed unsafe class PahoArguments : IDisposable
{
    /// <summary>The property of MQTT 5 that says when a message expires (2.2.2.2).</summary>
    public const int MessageExpiry = 2;

    private const int SessionExpiry = 17;
    private const int ServerKeepAlive = 19;
    private const int ReceiveMaximum = 33;
    private const int MaximumQos = 36;
    private const int RetainAvailable = 37;
    private const int MaximumPacket = 39;

    // more than a PUBLISH can have around its payload: the longest topic and the properties that brokers pass on
    private const int AroundPayload = 128 * 1024;

    // ours ends the attempt
    private const int LaterSeconds = 5;

    private readonly List<(nint At, int Bytes)> _blocks = [];

    /// <summary>
    /// The address of the broker; null where its name, or that of the proxy, is not known. Names are looked up here, since the library gives up after a
    /// tenth of a second; only where TLS or HTTP must tell the name to the other side does it get the name all the same, and finds it in a cache, if there is one.
    /// </summary>
    public static string? Address(MqttSettings settings)
    {
        string? host = settings.Proxy is null ? Known(settings.Host) : settings.Host;
        if (host is null)
            return null;
        if (settings.IsSecure || settings.IsWebSocket)
            host = settings.Host;
        string scheme = settings.Transport switch
        {
            MqttTransport.Tcp => "tcp",
            MqttTransport.Tls => "ssl",
            MqttTransport.WebSocket => "ws",
            _ => "wss",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{scheme}://{Bracketed(host)}:{settings.EffectivePort}{(settings.IsWebSocket ? settings.Path : string.Empty)}");
    }

    /// <summary>The options to connect, without callbacks.</summary>
    public PahoNative.ConnectOptions Connect(MqttSettings settings, nint context)
    {
        bool is5 = settings.Protocol == MqttProtocol.V5;
        byte* proxy = settings.Proxy is { } through ? Text(ProxyAddress(through)) : null;
        var options = new PahoNative.ConnectOptions
        {
            Id = PahoNative.Letters("MQTC"),
            Version = 8,
            Context = context,
            KeepAliveSeconds = (int)settings.KeepAlive.TotalSeconds,
            ConnectTimeoutSeconds = (int)Math.Ceiling(settings.ConnectTimeout.TotalSeconds) + LaterSeconds,
            MaxInflight = MqttTopic.LongestBytes,
            MqttVersion = is5 ? PahoNative.Version5 : PahoNative.Version311,
            CleanSession = settings.CleanSession && !is5 ? 1 : 0,
            CleanStart = settings.CleanSession && is5 ? 1 : 0,
            User = settings.User is { } user ? Text(user) : null,
            Will = settings.Will is { } will ? Will(will) : null,
            Tls = settings.IsSecure ? Tls(settings) : null,
            HttpProxy = proxy,
            HttpsProxy = proxy,
        };
        if (settings.Password is { } password)
        {
            options.Password = Bytes(password.Span);
            options.PasswordLength = password.Length;
        }

        if (is5)
            options.ConnectProperties = ConnectProperties(settings);
        return options;
    }

    /// <summary>What a broker of MQTT 5 said when it accepted (3.2.2.3).</summary>
    public static MqttSession Session(bool present, PahoNative.Properties* told)
    {
        long? Number(int id) => PahoNative.HasProperty(told, id) != 0 ? (uint)PahoNative.NumericValue(told, id) : null;
        return new MqttSession(
            present,
            (int)(Number(ReceiveMaximum) ?? MqttTopic.LongestBytes),
            (int)(Number(MaximumQos) ?? 2),
            Number(RetainAvailable) != 0,
            Number(MaximumPacket),
            Number(ServerKeepAlive) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((nint at, int bytes) in _blocks)
        {
            new Span<byte>((void*)at, bytes).Clear();
            NativeMemory.Free((void*)at);
        }

        _blocks.Clear();
    }

    // basic authentication goes into the address; every character but letters and digits as %XX, or the library may not find its end
    private static string ProxyAddress(MqttProxy proxy)
    {
        var address = new StringBuilder();
        if (proxy.User is not null)
        {
            Escape(address, proxy.User);
            address.Append(':');
            Escape(address, proxy.Password ?? string.Empty);
            address.Append('@');
        }

        return address.Append(Bracketed(Known(proxy.Host) ?? proxy.Host)).Append(':').Append(proxy.Port).ToString();
    }

    private static void Escape(StringBuilder into, string text)
    {
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)b))
                into.Append((char)b);
            else
                into.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
    }

    private static string? Known(string host)
    {
        if (IPAddress.TryParse(host, out _))
            return host;
        try
        {
            IPAddress[] addresses = Dns.GetHostAddresses(host);
            return (Array.Find(addresses, a => a.AddressFamily == AddressFamily.InterNetwork) ?? (addresses.Length > 0 ? addresses[0] : null))?.ToString();
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;

    private PahoNative.Properties* ConnectProperties(MqttSettings settings)
    {
        var array = (PahoNative.Property*)Block(2 * sizeof(PahoNative.Property));
        array[0] = new PahoNative.Property { Id = MaximumPacket, Number = (uint)(settings.LargestPayload + AroundPayload) };
        array[1] = new PahoNative.Property { Id = SessionExpiry, Number = settings.CleanSession ? 0 : (uint)settings.SessionExpiry.TotalSeconds };
        var properties = (PahoNative.Properties*)Block(sizeof(PahoNative.Properties));
        *properties = new PahoNative.Properties { Count = 2, MaxCount = 2, Array = array };
        return properties;
    }

    private PahoNative.WillOptions* Will(MqttMessage will)
    {
        var options = (PahoNative.WillOptions*)Block(sizeof(PahoNative.WillOptions));
        *options = new PahoNative.WillOptions
        {
            Id = PahoNative.Letters("MQTW"),
            Version = 1,
            Topic = Text(will.Topic),
            Retained = will.Retain ? 1 : 0,
            Qos = will.Qos,
            Payload = Bytes(will.Payload.Span),
            Length = will.Payload.Length,
        };
        return options;
    }

    private PahoNative.TlsOptions* Tls(MqttSettings settings)
    {
        var protocols = new List<byte>();
        foreach (string protocol in settings.Alpn.IsDefault ? [] : settings.Alpn)
        {
            protocols.Add((byte)protocol.Length);
            protocols.AddRange(Encoding.ASCII.GetBytes(protocol));
        }

        var options = (PahoNative.TlsOptions*)Block(sizeof(PahoNative.TlsOptions));
        *options = new PahoNative.TlsOptions
        {
            Id = PahoNative.Letters("MQTS"),
            Version = 5,
            TrustStore = settings.CaFile is { } ca ? Text(ca) : null,
            KeyStore = settings.ClientCertificate is { } certificate ? Text(certificate) : null,
            PrivateKey = settings.ClientKey is { } key ? Text(key) : null,
            ChecksCertificate = settings.ChecksCertificate ? 1 : 0,
            ChecksHost = settings.ChecksCertificate ? 1 : 0,
            Protocols = protocols.Count > 0 ? Bytes(protocols.ToArray()) : null,
            ProtocolsLength = (uint)protocols.Count,
        };
        return options;
    }

    private byte* Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    // with a NUL behind them, which ends a string
    private byte* Bytes(ReadOnlySpan<byte> bytes)
    {
        byte* block = Block(bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(block, bytes.Length));
        return block;
    }

    private byte* Block(int bytes)
    {
        void* block = NativeMemory.AllocZeroed((nuint)bytes);
        _blocks.Add(((nint)block, bytes));
        return (byte*)block;
    }
}
