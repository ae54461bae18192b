using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;

namespace Reactive.Sinks.Mqtt;

/// <summary>
/// A client of Eclipse Paho (MQTTAsync). The library has one lock for all clients of a process, and holds it for as long as it asks a proxy or waits for
/// a name; so all calls that need it are made on a thread of the client's own. What calls back is known by number and never by reference: a call that
/// comes late finds nobody.
/// </summary>
public sealed unsafe class PahoClient : IMqttClient
{
    // Messages are counted before they get here. The library only needs a number.
    private const int MaxBuffered = 100_000;

    private static readonly ConcurrentDictionary<int, PahoClient> Clients = new();
    private static int s_last;

    private readonly object _gate = new();
    private readonly Queue<Call> _calls = new();
    private readonly StringBuilder _tlsErrors = new();
    private readonly MqttSettings _settings;
    private readonly IMqttClientEvents _events;
    private readonly int _number = Interlocked.Increment(ref s_last);
    private readonly bool _is5;
    private nint _client;
    private bool _disposed;
    private int _ended;

    /// <summary>Makes a client, which does nothing yet.</summary>
    /// <param name="settings">How the broker is reached.</param>
    /// <param name="events">Who is told. Called with the library's lock held.</param>
    public PahoClient(MqttSettings settings, IMqttClientEvents events)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _events = events;
        _is5 = settings.Protocol == MqttProtocol.V5;
    }

    /// <summary>Why no client can be had on this system, as a sentence; null where one can.</summary>
    public static string? Problem => PahoNative.Problem;

    private nint Context => (nint)_number << 32;

    /// <inheritdoc/>
    public bool WritesAtOnce => false;

    /// <inheritdoc/>
    public void Connect()
    {
        Clients[_number] = this;
        new Thread(Run, maxStackSize: 256 * 1024) { Name = "mqtt calls", IsBackground = true }.Start();
    }

    /// <inheritdoc/>
    public void Publish(int token, string topic, ReadOnlyMemory<byte> payload, int qos, bool retain, TimeSpan? expiry)
    {
        var call = new Call(CallKind.Publish, token, topic, payload, qos, retain, expiry);
        if (qos > 0)
        {
            Enqueue(call);
            return;
        }

        // QoS 0 needs no message id, which is what the library's lock would be taken for
        lock (_gate)
            Carry(_client, call);
    }

    /// <inheritdoc/>
    public void Subscribe(int token, string filter, int qos) => Enqueue(new Call(CallKind.Subscribe, token, filter, default, qos, false, null));

    /// <inheritdoc/>
    public void Unsubscribe(int token, string filter) => Enqueue(new Call(CallKind.Unsubscribe, token, filter, default, 0, false, null));

    /// <inheritdoc/>
    public void Disconnect() => Enqueue(new Call(CallKind.Disconnect, 0, string.Empty, default, 0, false, null));

    /// <summary>Ends the connection without waiting. No event comes after it has returned, but for those that are on their way.</summary>
    public void Dispose()
    {
        Clients.TryRemove(_number, out _);
        lock (_gate)
        {
            _disposed = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Enqueue(in Call call)
    {
        lock (_gate)
        {
            _calls.Enqueue(call);
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        if (Open() is { } problem)
            End(problem);
        while (Next() is { } call)
            Carry(_client, call);
        nint client;
        lock (_gate)
        {
            client = _client;
            _client = 0;
        }

        if (client != 0)
            PahoNative.Destroy(ref client);
    }

    private Call? Next()
    {
        lock (_gate)
        {
            while (!_disposed && _calls.Count == 0)
                Monitor.Wait(_gate);
            return _disposed ? null : _calls.Dequeue();
        }
    }

    private string? Open()
    {
        if (PahoNative.Problem is { } problem)
            return problem;
        using var arguments = new PahoArguments();
        if (PahoArguments.Address(_settings) is not { } uri)
            return $"the name {_settings.Host} is not known";
        var options = new PahoNative.CreateOptions
        {
            Id = PahoNative.Letters("MQCO"),
            Version = 2,
            MaxBuffered = MaxBuffered,
            MqttVersion = _is5 ? PahoNative.Version5 : PahoNative.Version311,
        };
        int code = PahoNative.Create(out nint client, uri, _settings.ClientId, &options);
        if (code != 0)
            return PahoNative.Text(code);
        lock (_gate)
            _client = client;
        code = PahoNative.SetCallbacks(client, Context, &OnLost, &OnMessage, 0);
        if (code == 0)
            code = PahoNative.SetDisconnected(client, Context, &OnDisconnected);
        if (code != 0)
            return PahoNative.Text(code);
        PahoNative.ConnectOptions connect = arguments.Connect(_settings, Context);
        connect.OnSuccess = _is5 ? null : &OnConnected;
        connect.OnFailure = _is5 ? null : &OnConnectFailed;
        connect.OnSuccess5 = _is5 ? &OnConnected5 : null;
        connect.OnFailure5 = _is5 ? &OnConnectFailed5 : null;
        if (connect.Tls != null)
        {
            connect.Tls->OnError = &OnTlsError;
            connect.Tls->ErrorContext = Context;
        }

        code = PahoNative.Connect(client, &connect);
        return code == 0 ? null : PahoNative.Text(code);
    }

    private void Carry(nint client, in Call call)
    {
        if (call.Kind == CallKind.Disconnect)
        {
            var leave = new PahoNative.DisconnectOptions { Id = PahoNative.Letters("MQTD"), Version = 1, Context = Context };
            leave.OnSuccess = _is5 ? null : &OnDisconnectDone;
            leave.OnSuccess5 = _is5 ? &OnDisconnectDone : null;
            if (client == 0 || PahoNative.Disconnect(client, &leave) != 0)
                End("there is no connection to leave");
            return;
        }

        int code = client == 0 ? -3 : Send(client, call);
        if (code != 0)
            _events.NotDelivered(call.Token, code, PahoNative.Text(code));
    }

    private int Send(nint client, in Call call)
    {
        var options = new PahoNative.ResponseOptions { Id = PahoNative.Letters("MQTR"), Version = 1, Context = Context | (nint)(uint)call.Token };
        options.Subscribe.Id = PahoNative.Letters("MQSO");
        options.OnSuccess = _is5 ? null : &OnDelivered;
        options.OnFailure = _is5 ? null : &OnNotDelivered;
        options.OnSuccess5 = _is5 ? &OnDelivered : null;
        options.OnFailure5 = _is5 ? &OnNotDelivered5 : null;
        var expiry = new PahoNative.Property { Id = PahoArguments.MessageExpiry };
        if (_is5 && call.Expiry is { } wait)
        {
            expiry.Number = (uint)Math.Clamp(wait.TotalSeconds, 0, uint.MaxValue);
            options.Properties = new PahoNative.Properties { Count = 1, MaxCount = 1, Array = &expiry };
        }

        int most = Encoding.UTF8.GetMaxByteCount(call.Topic.Length) + 1;
        Span<byte> topic = most <= 512 ? stackalloc byte[512] : new byte[most];
        topic[Encoding.UTF8.GetBytes(call.Topic, topic)] = 0;
        fixed (byte* name = topic, bytes = call.Payload.Span)
        {
            return call.Kind switch
            {
                CallKind.Publish => PahoNative.Send(client, name, call.Payload.Length, bytes, call.Qos, call.Retain ? 1 : 0, &options),
                CallKind.Subscribe => PahoNative.Subscribe(client, name, call.Qos, &options),
                _ => PahoNative.Unsubscribe(client, name, &options),
            };
        }
    }

    private void Greet(MqttSession session)
    {
        PahoSockets.SendAtOnce(_settings.Proxy?.Port ?? _settings.EffectivePort);
        _events.Connected(session);
    }

    // the first to say that it is over is the one that is heard
    private void End(string reason)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            _events.Lost(reason);
    }

    private void ConnectFailed(int code, byte* text)
    {
        if (code > 0)
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
                _events.Refused(code, MqttReasons.Text(code));
            return;
        }

        if (_tlsErrors.Length > 0)
            End($"TLS failed: {_tlsErrors}");
        else if (_settings is { IsSecure: true, ChecksCertificate: true })
            End($"the broker cannot be reached, or its certificate is not for {_settings.Host}");
        else
            End(text == null ? "the broker cannot be reached" : $"the broker cannot be reached ({Marshal.PtrToStringUTF8((nint)text)})");
    }

    private static PahoClient? Find(nint context) => Clients.GetValueOrDefault((int)(context >> 32));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnected(nint context, byte* told)
    {
        var success = (PahoNative.Success*)told;
        Find(context)?.Greet(new MqttSession(success->SessionPresent != 0));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnected5(nint context, byte* told)
    {
        var success = (PahoNative.Success5*)told;
        Find(context)?.Greet(PahoArguments.Session(success->SessionPresent != 0, &success->Properties));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnectFailed(nint context, byte* told)
    {
        var failure = (PahoNative.Failure*)told;
        Find(context)?.ConnectFailed(failure == null ? -1 : failure->Code, failure == null ? null : failure->Text);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnectFailed5(nint context, byte* told)
    {
        var failure = (PahoNative.Failure5*)told;
        Find(context)?.ConnectFailed(failure == null ? -1 : failure->Code, failure == null ? null : failure->Text);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLost(nint context, nint cause) => Find(context)?.End("the connection broke");

    // a broker that takes leave: the library tells no loss then
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDisconnected(nint context, nint properties, int reason) =>
        Find(context)?.End(reason == 0 ? "the broker took leave" : $"the broker took leave: {MqttReasons.Text(reason)}");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDisconnectDone(nint context, byte* told) => Find(context)?.End("the connection was left");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDelivered(nint context, byte* told) => Find(context)?._events.Delivered((int)context);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnNotDelivered(nint context, byte* told)
    {
        var failure = (PahoNative.Failure*)told;
        int code = failure == null ? -1 : failure->Code;
        Find(context)?._events.NotDelivered((int)context, code, code > 0 ? MqttReasons.Text(code) : PahoNative.Text(code));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnNotDelivered5(nint context, byte* told)
    {
        var failure = (PahoNative.Failure5*)told;
        int code = failure == null ? -1 : failure->ReasonCode >= 0x80 ? failure->ReasonCode : failure->Code < 0 ? failure->Code : -1;
        Find(context)?._events.NotDelivered((int)context, code, code > 0 ? MqttReasons.Text(code) : PahoNative.Text(code));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnMessage(nint context, byte* topic, int topicLength, PahoNative.Message* message)
    {
        // the length is given only where the topic has a NUL in it
        ReadOnlySpan<byte> name = topicLength > 0 ? new ReadOnlySpan<byte>(topic, topicLength) : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(topic);
        var payload = new ReadOnlySpan<byte>(message->Payload, message->Length);
        Find(context)?._events.Message(name, payload, message->Qos, message->Retained != 0, message->Duplicate != 0);
        PahoNative.FreeMessage(&message);
        PahoNative.Free(topic);
        return 1;
    }

    // a line of OpenSSL: thread, "error", code, library, function, reason, file, line
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnTlsError(byte* line, nuint length, nint context)
    {
        if (Find(context) is not { _tlsErrors.Length: < 200 } client)
            return 1;
        string[] parts = Encoding.UTF8.GetString(line, (int)length).Split(':');
        client._tlsErrors.Append(client._tlsErrors.Length > 0 ? ", " : string.Empty).Append(parts.Length > 5 ? parts[5] : parts[^1].Trim());
        return 1;
    }

    private enum CallKind : byte
    {
        Publish,
        Subscribe,
        Unsubscribe,
        Disconnect,
    }

    /// <summary>A call that waits for the client's thread.</summary>
    private readonly record struct Call(CallKind Kind, int Token, string Topic, ReadOnlyMemory<byte> Payload, int Qos, bool Retain, TimeSpan? Expiry);
}
