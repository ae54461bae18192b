using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

#pragma warning disable CS0649 // the library fills some fields, and others stay as its own defaults have them

namespace Reactive.Sinks.Mqtt;

/// <summary>
/// What is used of Eclipse Paho's MQTTAsync, as its headers of version 1.3 declare it (MQTTAsync.h, MQTTProperties.h, MQTTSubscribeOpts.h). The first
/// two fields of its structures are four letters and a version.
/// </summary>
internal static unsafe partial class PahoNative
{
    /// <summary>The library: the asynchronous one, with TLS.</summary>
    public const string Library = "libpaho-mqtt3as.so.1";

    /// <summary>MQTTVERSION_3_1_1.</summary>
    public const int Version311 = 4;

    /// <summary>MQTTVERSION_5.</summary>
    public const int Version5 = 5;

    // MQTTCLIENT_PERSISTENCE_NONE
    private const int NoPersistence = 1;

    private static readonly Lazy<string?> LazyProblem = new(Load);

    // a client that never connects: with the last client, Paho ends its threads, and waits for them for as long as ten seconds
    private static nint s_keeper;

    /// <summary>Why the library cannot be used, as a sentence; null where it can.</summary>
    public static string? Problem => LazyProblem.Value;

    /// <summary>Makes a client; nought where all is well.</summary>
    public static int Create(out nint client, string uri, string clientId, CreateOptions* options) => Create(out client, uri, clientId, NoPersistence, 0, options);

    /// <summary>What a code of the library means.</summary>
    public static string Text(int code) => code switch
    {
        -3 => "there is no connection",
        -5 => "a string is not valid UTF-8",
        -10 => "no message id is free",
        -11 => "the connection ended before the answer came",
        -12 => "too many messages wait to be sent",
        _ => $"code {code} of the library",
    };

    private static string? Load()
    {
        if (!NativeLibrary.TryLoad(Library, out _))
            return "The library for MQTT is not installed (Debian: apt-get install libpaho-mqtt1.3).";
        var start = new InitOptions { Id = Letters("MQTG"), InitializesOpenSsl = 1 };
        Initialize(&start);
        var options = new CreateOptions { Id = Letters("MQCO"), Version = 2, MaxBuffered = 1, MqttVersion = Version311 };
        int code = Create(out s_keeper, "tcp://127.0.0.1:1", "reactive", &options);
        return code == 0 ? null : $"The library for MQTT cannot be used: {Text(code)}.";
    }

    /// <summary>The four letters that begin a structure.</summary>
    public static uint Letters(string four) => (uint)(four[0] | (four[1] << 8) | (four[2] << 16) | (four[3] << 24));

    [LibraryImport(Library, EntryPoint = "MQTTAsync_global_init")]
    private static partial void Initialize(InitOptions* options);

    [LibraryImport(Library, EntryPoint = "MQTTAsync_createWithOptions", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Create(out nint client, string uri, string clientId, int persistence, nint context, CreateOptions* options);

    [LibraryImport(Library, EntryPoint = "MQTTAsync_destroy")]
    public static partial void Destroy(ref nint client);

    [LibraryImport(Library, EntryPoint = "MQTTAsync_setCallbacks")]
    public static partial int SetCallbacks(
        nint client, nint context, delegate* unmanaged[Cdecl]<nint, nint, void> lost, delegate* unmanaged[Cdecl]<nint, byte*, int, Message*, int> arrived, nint delivered);

    [LibraryImport(Library, EntryPoint = "MQTTAsync_setDisconnected")]
    public static partial int SetDisconnected(nint client, nint context, delegate* unmanaged[Cdecl]<nint, nint, int, void> disconnected);

    [LibraryImport(Library, EntryPoint = "MQTTAsync_connect")]
    public static partial int Connect(nint client, ConnectOptions* options);

    [LibraryImport(Library, EntryPoint = "MQTTAsync_disconnect")]
    public static partial int Disconnect(nint client, DisconnectOptions* options);

    [LibraryImport(Library, EntryPoint = "MQTTAsync_send")]
    public static partial int Send(nint client, byte* topic, int length, byte* payload, int qos, int retained, ResponseOptions* options);

    [LibraryImport(Library, EntryPoint = "MQTTAsync_subscribe")]
    public static partial int Subscribe(nint client, byte* filter, int qos, ResponseOptions* options);

    [LibraryImport(Library, EntryPoint = "MQTTAsync_unsubscribe")]
    public static partial int Unsubscribe(nint client, byte* filter, ResponseOptions* options);

    [LibraryImport(Library, EntryPoint = "MQTTAsync_freeMessage")]
    public static partial void FreeMessage(Message** message);

    [LibraryImport(Library, EntryPoint = "MQTTAsync_free")]
    public static partial void Free(void* memory);

    [LibraryImport(Library, EntryPoint = "MQTTProperties_hasProperty")]
    public static partial int HasProperty(Properties* properties, int id);

    [LibraryImport(Library, EntryPoint = "MQTTProperties_getNumericValue")]
    public static partial int NumericValue(Properties* properties, int id);

    /// <summary>MQTTAsync_init_options.</summary>
    public struct InitOptions
    {
        public uint Id;
        public int Version;
        public int InitializesOpenSsl;
    }

    /// <summary>MQTTAsync_createOptions, version 2 (MQCO).</summary>
    public struct CreateOptions
    {
        public uint Id;
        public int Version;
        public int SendsWhileDisconnected;
        public int MaxBuffered;
        public int MqttVersion;
        public int SendsBeforeFirstConnect;
        public int DeletesOldest;
        public int RestoresMessages;
        public int PersistsQos0;
    }

    /// <summary>MQTTProperties.</summary>
    public struct Properties
    {
        public int Count;
        public int MaxCount;
        public int Length;
        public Property* Array;
    }

    /// <summary>MQTTProperty, with as much of its union as whole numbers need.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 40)]
    public struct Property
    {
        public int Id;
        private readonly int _padding;
        public uint Number;
    }

    /// <summary>MQTTAsync_message, version 1 (MQTM).</summary>
    public struct Message
    {
        public uint Id;
        public int Version;
        public int Length;
        public byte* Payload;
        public int Qos;
        public int Retained;
        public int Duplicate;
        public int MessageId;
        public Properties Properties;
    }

    /// <summary>MQTTSubscribe_options (MQSO).</summary>
    public struct SubscribeOptions
    {
        public uint Id;
        public int Version;
        public byte NoLocal;
        public byte RetainAsPublished;
        public byte RetainHandling;
    }

    /// <summary>MQTTAsync_responseOptions, version 1 (MQTR).</summary>
    public struct ResponseOptions
    {
        public uint Id;
        public int Version;
        public delegate* unmanaged[Cdecl]<nint, byte*, void> OnSuccess;
        public delegate* unmanaged[Cdecl]<nint, byte*, void> OnFailure;
        public nint Context;
        public int Token;
        public delegate* unmanaged[Cdecl]<nint, byte*, void> OnSuccess5;
        public delegate* unmanaged[Cdecl]<nint, byte*, void> OnFailure5;
        public Properties Properties;
        public SubscribeOptions Subscribe;
        public int SubscribeCount;
        public nint SubscribeList;
    }

    /// <summary>MQTTAsync_willOptions, version 1 (MQTW).</summary>
    public struct WillOptions
    {
        public uint Id;
        public int Version;
        public byte* Topic;
        public byte* Text;
        public int Retained;
        public int Qos;
        public int Length;
        public byte* Payload;
    }

    /// <summary>MQTTAsync_SSLOptions, version 5 (MQTS).</summary>
    public struct TlsOptions
    {
        public uint Id;
        public int Version;
        public byte* TrustStore;
        public byte* KeyStore;
        public byte* PrivateKey;
        public byte* PrivateKeyPassword;
        public byte* CipherSuites;
        public int ChecksCertificate;
        public int TlsVersion;
        public int ChecksHost;
        public byte* CaPath;
        public delegate* unmanaged[Cdecl]<byte*, nuint, nint, int> OnError;
        public nint ErrorContext;
        public nint PskCallback;
        public nint PskContext;
        public int DisablesDefaultTrust;
        public byte* Protocols;
        public uint ProtocolsLength;
    }

    /// <summary>MQTTAsync_connectOptions, version 8 (MQTC).</summary>
    public struct ConnectOptions
    {
        public uint Id;
        public int Version;
        public int KeepAliveSeconds;
        public int CleanSession;
        public int MaxInflight;
        public WillOptions* Will;
        public byte* User;
        public byte* PasswordText;
        public int ConnectTimeoutSeconds;
        public int RetryIntervalSeconds;
        public TlsOptions* Tls;
        public delegate* unmanaged[Cdecl]<nint, byte*, void> OnSuccess;
        public delegate* unmanaged[Cdecl]<nint, byte*, void> OnFailure;
        public nint Context;
        public int UriCount;
        public nint Uris;
        public int MqttVersion;
        public int ReconnectsItself;
        public int MinRetrySeconds;
        public int MaxRetrySeconds;
        public int PasswordLength;
        public byte* Password;
        public int CleanStart;
        public Properties* ConnectProperties;
        public Properties* WillProperties;
        public delegate* unmanaged[Cdecl]<nint, byte*, void> OnSuccess5;
        public delegate* unmanaged[Cdecl]<nint, byte*, void> OnFailure5;
        public nint HttpHeaders;
        public byte* HttpProxy;
        public byte* HttpsProxy;
    }

    /// <summary>MQTTAsync_disconnectOptions, version 1 (MQTD).</summary>
    public struct DisconnectOptions
    {
        public uint Id;
        public int Version;
        public int TimeoutMilliseconds;
        public delegate* unmanaged[Cdecl]<nint, byte*, void> OnSuccess;
        public delegate* unmanaged[Cdecl]<nint, byte*, void> OnFailure;
        public nint Context;
        public Properties Properties;
        public int ReasonCode;
        public delegate* unmanaged[Cdecl]<nint, byte*, void> OnSuccess5;
        public delegate* unmanaged[Cdecl]<nint, byte*, void> OnFailure5;
    }

    /// <summary>MQTTAsync_failureData.</summary>
    public struct Failure
    {
        public int Token;
        public int Code;
        public byte* Text;
    }

    /// <summary>MQTTAsync_failureData5 (MQFD).</summary>
    public struct Failure5
    {
        public uint Id;
        public int Version;
        public int Token;
        public int ReasonCode;
        public Properties Properties;
        public int Code;
        public byte* Text;
        public int PacketType;
    }

    /// <summary>MQTTAsync_successData after a connect.</summary>
    public struct Success
    {
        public int Token;
        public byte* ServerUri;
        public int MqttVersion;
        public int SessionPresent;
    }

    /// <summary>MQTTAsync_successData5 (MQSD) after a connect.</summary>
    public struct Success5
    {
        public uint Id;
        public int Version;
        public int Token;
        public int ReasonCode;
        public Properties Properties;
        public byte* ServerUri;
        public int MqttVersion;
        public int SessionPresent;
    }

    /// <summary>The sizes of the structures beside those of the C headers on 64-bit systems; a test compares them.</summary>
    internal static (string Name, int Here, int There)[] Sizes =>
    [
        ("message", Unsafe.SizeOf<Message>(), 64),
        ("responseOptions", Unsafe.SizeOf<ResponseOptions>(), 104),
        ("createOptions", Unsafe.SizeOf<CreateOptions>(), 36),
        ("willOptions", Unsafe.SizeOf<WillOptions>(), 48),
        ("SSLOptions", Unsafe.SizeOf<TlsOptions>(), 128),
        ("connectOptions", Unsafe.SizeOf<ConnectOptions>(), 200),
        ("disconnectOptions", Unsafe.SizeOf<DisconnectOptions>(), 88),
        ("failureData", Unsafe.SizeOf<Failure>(), 16),
        ("failureData5", Unsafe.SizeOf<Failure5>(), 64),
        ("MQTTProperty", Unsafe.SizeOf<Property>(), 40),
    ];
}
