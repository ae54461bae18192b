using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using Reactive.Sinks.Sip;
using Reactive.Sinks.Tests.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>A call as <see cref="ScriptedBaresip"/> has it.</summary>
internal sealed record ScriptedCall(string Id, int Line, int Place, bool IsIncoming)
{
    public bool Stands { get; set; }
}

/// <summary>
/// What baresip would answer, as far as calls on lines go, over a real control connection, with a desk at the other end. It does what no real one can be brought to do: it forgets calls and has some that it
/// never told of. All that a test does is done when it returns.
/// </summary>
internal sealed class ScriptedBaresip : IDisposable
{
    private readonly BlockingCollection<BaresipMessage> _messages = [];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Socket _server;
    private readonly BaresipControl _control;
    private readonly BaresipExchange _exchange;
    private readonly Dictionary<int, ScriptedCall> _current = [];
    private int _lines;
    private int _line;
    private int _last;

    public ScriptedBaresip(Func<SipSettings, SipSettings>? change = null)
    {
        Peers.RequireProgram("baresip");
        SipSettings settings = AgentLine.Loopback();
        settings = change?.Invoke(settings) ?? settings;
        Configuration = BaresipConfiguration.Write(settings, isHeard: false, out _)!;
        _listener.Start();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(_listener.LocalEndpoint);
        _server = _listener.AcceptSocket();
        new Thread(Serve) { IsBackground = true }.Start();
        _control = new BaresipControl(socket, _messages.Add, _ => { });
        _exchange = new BaresipExchange(_control, Time);
        Desk = new BaresipDesk(settings, Notes, Time);
        Desk.Open(_exchange, Configuration);
        Settle();
        Assert.Equal(["Up"], Notes.Told);
    }

    public ManualTime Time { get; } = new();

    public SipNotes Notes { get; } = new();

    public BaresipConfiguration Configuration { get; }

    public BaresipDesk Desk { get; }

    /// <summary>The calls; a test may change them behind the desk's back.</summary>
    public List<ScriptedCall> Calls { get; } = [];

    /// <summary>What was asked, but for what only walks from line to line.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Lets the desk do something, and all that comes of it.</summary>
    public void Do(Action<BaresipDesk> what)
    {
        what(Desk);
        Settle();
    }

    /// <summary>A call comes in at the first line.</summary>
    public ScriptedCall Incoming(string id)
    {
        ScriptedCall call = Add(id, 0, isIncoming: true);
        Tell("CALL_INCOMING", id);
        return call;
    }

    /// <summary>An event comes.</summary>
    public void Tell(string type, string id, string parameter = "")
    {
        Desk.Take(new BaresipMessage(type, "sip:door@127.0.0.1", id, "sip:bell@127.0.0.1", parameter, string.Empty, IsOk: false, string.Empty));
        Settle();
    }

    /// <summary>A call that goes out and stands.</summary>
    public ScriptedCall Standing(long number)
    {
        Do(d => d.Dial(number, "door", "sip:bell@127.0.0.1"));
        ScriptedCall call = Calls[^1];
        call.Stands = true;
        Tell("CALL_ESTABLISHED", call.Id);
        return call;
    }

    public ScriptedCall Add(string id, int line, bool isIncoming)
    {
        int place = 1;
        while (Calls.Exists(c => c.Line == line && c.Place == place))
            place++;
        var call = new ScriptedCall(id, line, place, isIncoming);
        Calls.Add(call);
        _current[line] = call;
        return call;
    }

    public void Dispose()
    {
        _control.Dispose();
        _server.Dispose();
        _listener.Dispose();
        Configuration.Dispose();
    }

    private void Settle()
    {
        while (_exchange.IsWaiting || _messages.Count > 0)
        {
            Assert.True(_messages.TryTake(out BaresipMessage? message, TimeSpan.FromSeconds(10)));
            Desk.Take(message);
        }

        Assert.Null(_exchange.Problem);
        Assert.Null(Desk.Problem);
    }

    private void Serve()
    {
        var netstrings = new BaresipNetstrings();
        byte[] bytes = new byte[16 * 1024];
        try
        {
            while (_server.Receive(bytes) is var read and > 0)
            {
                netstrings.Add(bytes.AsSpan(0, read));
                while (netstrings.TryTake(out ReadOnlySpan<byte> content))
                {
                    using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetString(content));
                    string command = json.RootElement.GetProperty("command").GetString()!;
                    string parameter = json.RootElement.TryGetProperty("params", out JsonElement text) ? text.GetString()! : string.Empty;
                    if (command is not ("uanext" or "uanew"))
                        Asked.Add($"{command} {parameter}".Trim());
                    Send(new { response = true, ok = true, data = Answer(command, parameter), token = json.RootElement.GetProperty("token").GetString() });
                }
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private string Answer(string command, string parameter)
    {
        List<ScriptedCall> here = [.. Calls.Where(c => c.Line == _line)];
        ScriptedCall? current = _current.GetValueOrDefault(_line) is { } one && Calls.Contains(one) ? one : here.LastOrDefault();
        switch (command)
        {
            case "reginfo":
                return "--- User Agents (0) ---";
            case "uanew":
                _lines++;
                return string.Empty;
            case "uanext":
                _line = (_line + 1) % _lines;
                return string.Empty;
            case "dial":
                Add(string.Create(CultureInfo.InvariantCulture, $"out{++_last}"), _line, isIncoming: false);
                return string.Empty;
            case "listcalls":
                return $"\n--- Active calls ({here.Count}) ---\n{string.Concat(here.Select(c => $"{(c == current ? '>' : ' ')} [line {c.Place}]  0:00:00   INCOMING             sip:bell@127.0.0.1\n"))}\n";
            case "callstat":
                return current is null
                    ? string.Empty
                    : $"\n===== Call debug ({(current.Stands ? "ESTABLISHED" : current.IsIncoming ? "INCOMING" : "RINGING")}) =====\n local_uri:  <sip:door@127.0.0.1>\n peer_uri:   <sip:bell@127.0.0.1>\n af=AF_INET id={current.Id}\n direction: {(current.IsIncoming ? "Incoming" : "Outgoing")}\n";
            case "callfind" or "line":
                if (here.Find(c => command == "line" ? $"{c.Place}" == parameter : c.Id == parameter) is not { } found)
                    return "call not found";
                _current[_line] = found;
                return "setting current call";
            case "hangup" when current is not null:
                Calls.Remove(current);
                Send(new { @event = true, type = "CALL_CLOSED", accountaor = "sip:door@127.0.0.1", id = current.Id, param = "Connection reset by user" });
                return string.Empty;
            default:
                return string.Empty;
        }
    }

    private void Send(object message)
    {
        var bytes = new ArrayBufferWriter<byte>();
        BaresipNetstrings.Write(bytes, JsonSerializer.SerializeToUtf8Bytes(message));
        _server.Send(bytes.WrittenSpan);
    }
}
