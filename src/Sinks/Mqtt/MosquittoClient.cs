using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;

namespace Reactive.Sinks.Mqtt;

/// <summary>
/// A client of libmosquitto, for plain TCP. A message is written to the socket by the thread that publishes it, so none has to be woken for it; what the socket does not take, and all that
/// comes, is the work of a thread of the client's own. The library calls back with its locks held: what it says is told once it has returned.
/// </summary>
public sealed unsafe class MosquittoClient : IMqttClient
{
    // how often the library looks whether it is to send a ping: eight times in its keep alive, within these
    private const int ShortestLookMilliseconds = 100;
    private const int LongestLookMilliseconds = 5_000;

    private static readonly TimeSpan ShortestKeepAlive = TimeSpan.FromSeconds(5);

    [ThreadStatic]
    private static MosquittoEvents? t_into;

    private readonly object _gate = new();
    private readonly MosquittoCalls _calls = new();
    private readonly MosquittoEvents _fromThread = new();
    private readonly MqttSettings _settings;
    private readonly IMqttClientEvents _events;
    private MosquittoEvents _fromCaller = new();
    private nint _client;
    private int _bell = -1;
    private bool _disposed;
    private bool _isAccepted;
    private int _ended;

    /// <summary>Makes a client, which does nothing yet.</summary>
    /// <param name="settings">How the broker is reached; one that it <see cref="Suits"/>.</param>
    /// <param name="events">Who is told.</param>
    public MosquittoClient(MqttSettings settings, IMqttClientEvents events)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _events = events;
    }

    /// <summary>
    /// Whether the library is there and can make such a connection: MQTT 3.1.1 over plain TCP, without a proxy, with a keep alive that it takes (none, or 5 s and more); a password has no
    /// NUL, and a session that is kept an id. With MQTT 5, its version 2.0.11 ends the process over a property that it does not know.
    /// </summary>
    public static bool Suits(MqttSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings is { Protocol: MqttProtocol.V311, Transport: MqttTransport.Tcp, Proxy: null }
            && (settings.KeepAlive == TimeSpan.Zero || settings.KeepAlive >= ShortestKeepAlive)
            && (settings.CleanSession || settings.ClientId.Length > 0)
            && settings.Password?.Span.Contains((byte)0) is null or false
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("http_proxy"))
            && MosquittoNative.IsThere;
    }

    /// <inheritdoc/>
    public bool WritesAtOnce => true;

    /// <inheritdoc/>
    public void Connect() => new Thread(Run, maxStackSize: 256 * 1024) { Name = "mqtt line", IsBackground = true }.Start();

    /// <inheritdoc/>
    public void Publish(int token, string topic, ReadOnlyMemory<byte> payload, int qos, bool retain, TimeSpan? expiry) => Send(new Call(CallKind.Publish, token, topic, payload, qos, retain));

    /// <inheritdoc/>
    public void Subscribe(int token, string filter, int qos) => Send(new Call(CallKind.Subscribe, token, filter, default, qos, false));

    /// <inheritdoc/>
    public void Unsubscribe(int token, string filter) => Send(new Call(CallKind.Unsubscribe, token, filter, default, 0, false));

    /// <inheritdoc/>
    public void Disconnect() => Send(new Call(CallKind.Disconnect, 0, string.Empty, default, 0, false));

    /// <summary>Ends the connection without waiting. No event comes after it has returned, but for those that are on their way.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        lock (_gate)
            Ring();
    }

    private void Send(in Call call)
    {
        MosquittoEvents? others = null;
        int problem, code = 0;
        bool isOver = false;
        lock (_gate)
        {
            int id = 0;
            _calls.Begin();
            t_into = _fromCaller;
            problem = _client == 0 ? MosquittoNative.NoConnection : Carry(_client, call, &id);
            t_into = null;
            isOver = _calls.End(problem == 0 && call.Kind != CallKind.Disconnect, id, call.Token, out code);
            if (!_fromCaller.IsEmpty)
                (others, _fromCaller) = (_fromCaller, new MosquittoEvents());
            if (_client != 0 && MosquittoNative.WantsWrite(_client))
                Ring();
        }

        if (call.Kind == CallKind.Disconnect && problem != 0)
            End("there is no connection to leave");
        else if (problem != 0)
            _events.NotDelivered(call.Token, -problem, MosquittoNative.Text(problem));
        else if (isOver && code == 0)
            _events.Delivered(call.Token);
        else if (isOver)
            _events.NotDelivered(call.Token, code, MqttReasons.Text(code));
        others?.Tell(_events, IsFirstEnd);
    }

    private int Carry(nint client, in Call call, int* id)
    {
        if (call.Kind == CallKind.Disconnect)
            return MosquittoNative.Disconnect(client);
        int most = Encoding.UTF8.GetMaxByteCount(call.Topic.Length) + 1;
        Span<byte> topic = most <= 512 ? stackalloc byte[512] : new byte[most];
        topic[Encoding.UTF8.GetBytes(call.Topic, topic)] = 0;
        fixed (byte* name = topic, bytes = call.Payload.Span)
        {
            return call.Kind switch
            {
                CallKind.Publish => MosquittoNative.Publish(client, id, name, call.Payload.Length, bytes, call.Qos, call.Retain),
                CallKind.Subscribe => MosquittoNative.Subscribe(client, id, name, call.Qos),
                _ => MosquittoNative.Unsubscribe(client, id, name),
            };
        }
    }

    private void Ring()
    {
        if (_bell >= 0)
            MosquittoNative.Ring(_bell);
    }

    private void Run()
    {
        GCHandle self = GCHandle.Alloc(this);
        if (Open(GCHandle.ToIntPtr(self), out nint client) is { } problem)
            End(problem);
        else
            Loop(client);
        int bell;
        lock (_gate)
        {
            _client = 0;
            (bell, _bell) = (_bell, -1);
        }

        if (client != 0)
            MosquittoNative.Destroy(client);
        if (bell >= 0)
            _ = MosquittoNative.Close(bell);
        self.Free();
    }

    private string? Open(nint self, out nint client)
    {
        client = MosquittoNative.Create(_settings.ClientId.Length > 0 ? _settings.ClientId : null, _settings.CleanSession, self);
        int bell = MosquittoNative.OpenBell();
        lock (_gate)
            _bell = bell;
        if (client == 0 || bell < 0)
            return "the system has no room for a connection";
        int code = MosquittoNative.Prepare(client, MqttTopic.LongestBytes);
        if (code == 0 && _settings.User is { } user)
            code = LogIn(client, user);
        if (code == 0 && _settings.Will is { } will)
        {
            fixed (byte* bytes = will.Payload.Span)
                code = MosquittoNative.Will(client, will.Topic, will.Payload.Length, bytes, will.Qos, will.Retain);
        }

        if (code != 0)
            return MosquittoNative.Text(code);
        MosquittoNative.OnConnect(client, &OnConnect);
        MosquittoNative.OnDisconnect(client, &OnDisconnect);
        MosquittoNative.OnPublish(client, &OnPublish);
        MosquittoNative.OnSubscribe(client, &OnSubscribe);
        MosquittoNative.OnUnsubscribe(client, &OnUnsubscribe);
        MosquittoNative.OnMessage(client, &OnMessage);
        code = MosquittoNative.Connect(client, _settings.Host, _settings.EffectivePort, (int)_settings.KeepAlive.TotalSeconds);
        int error = Marshal.GetLastSystemError();
        if (code != 0)
            return Unreachable(code, error);
        lock (_gate)
            _client = client;
        return null;
    }

    private string Unreachable(int code, int error) => code switch
    {
        MosquittoNative.NameUnknown => $"the name {_settings.Host} is not known",
        MosquittoNative.SystemError => $"the broker cannot be reached ({Marshal.GetPInvokeErrorMessage(error)})",
        _ => $"the broker cannot be reached ({MosquittoNative.Text(code)})",
    };

    // the library has its own copies once it returns
    private int LogIn(nint client, string user)
    {
        byte[] name = [.. Encoding.UTF8.GetBytes(user), 0];
        byte[]? password = _settings.Password is { } secret ? [.. secret.Span, 0] : null;
        fixed (byte* first = name, second = password)
        {
            int code = MosquittoNative.LogIn(client, first, second);
            Array.Clear(password ?? []);
            return code;
        }
    }

    private void Loop(nint client)
    {
        int wait = Math.Clamp((int)_settings.KeepAlive.TotalMilliseconds / 8, ShortestLookMilliseconds, LongestLookMilliseconds);
        MosquittoNative.PollFd* polled = stackalloc MosquittoNative.PollFd[2];
        while (!Volatile.Read(ref _disposed))
        {
            polled[0] = new MosquittoNative.PollFd
            {
                Descriptor = MosquittoNative.Socket(client),
                Events = MosquittoNative.WantsWrite(client) ? (short)(MosquittoNative.Readable | MosquittoNative.Writable) : MosquittoNative.Readable,
            };
            polled[1] = new MosquittoNative.PollFd { Descriptor = _bell, Events = MosquittoNative.Readable };
            if (polled[0].Descriptor < 0)
                break;
            _ = MosquittoNative.Poll(polled, 2, wait);
            if (polled[1].Returned != 0)
                MosquittoNative.Hear(_bell);
            t_into = _fromThread;
            int code = (polled[0].Returned & ~MosquittoNative.Writable) != 0 ? MosquittoNative.LoopRead(client, 1) : 0;
            if (code == 0 && MosquittoNative.WantsWrite(client))
                code = MosquittoNative.LoopWrite(client, 1);
            if (code == 0)
                code = MosquittoNative.LoopRest(client);
            t_into = null;
            _fromThread.Tell(_events, IsFirstEnd);
            if (code != 0)
                break;
        }

        End(Broken);
    }

    private string Broken => _isAccepted ? "the connection broke" : "the broker cannot be reached (it ended the connection)";

    // the first to say that it is over is the one that is heard
    private bool IsFirstEnd() => Interlocked.Exchange(ref _ended, 1) == 0 && !Volatile.Read(ref _disposed);

    private void End(string reason)
    {
        if (IsFirstEnd())
            _events.Lost(reason);
    }

    private static MosquittoClient Of(nint self) => (MosquittoClient)GCHandle.FromIntPtr(self).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnect(nint client, nint self, int code, int flags)
    {
        Of(self)._isAccepted |= code == 0;
        if (code != 0)
            t_into?.Refused(code);
        else
            t_into?.Connected(new MqttSession((flags & 1) != 0));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDisconnect(nint client, nint self, int code) => t_into?.Ended(code == 0 ? "the connection was left" : Of(self).Broken);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnPublish(nint client, nint self, int id) => Of(self).Over(id, 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSubscribe(nint client, nint self, int id, int count, int* granted) => Of(self).Over(id, count > 0 && granted[0] >= 0x80 ? granted[0] : 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnUnsubscribe(nint client, nint self, int id) => Of(self).Over(id, 0);

    private void Over(int id, int code)
    {
        if (_calls.Answered(id, code, out int token))
            t_into?.Over(token, code);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMessage(nint client, nint self, MosquittoNative.Message* message) => t_into?.Message(
        MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message->Topic), new ReadOnlySpan<byte>(message->Payload, message->Length), message->Qos, message->Retain != 0);

    private enum CallKind : byte
    {
        Publish,
        Subscribe,
        Unsubscribe,
        Disconnect,
    }

    private readonly record struct Call(CallKind Kind, int Token, string Topic, ReadOnlyMemory<byte> Payload, int Qos, bool Retain);
}
