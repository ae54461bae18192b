using System;
using System.Buffers;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;

namespace Reactive.Sinks.Sip;

/// <summary>A command. The parameter is a string whatever it means: a number there kills the process.</summary>
internal readonly record struct BaresipCommand(string Name, string? Parameter = null)
{
    /// <summary>The one that makes a call the one which the next command is about.</summary>
    public static BaresipCommand Find(BaresipCall call) => new("callfind", call.Id);
}

/// <summary>
/// The control connection: netstrings of JSON over TCP. A thread of its own reads. Several commands written at once are carried out with nothing of the network between them, for
/// the process takes all whole netstrings of a reading before it looks elsewhere.
/// </summary>
internal sealed class BaresipControl : IDisposable
{
    /// <summary>What the process keeps of a command and its parameter; it cuts the rest off.</summary>
    public const int LongestCommand = 1_000;

    /// <summary>What it reads at one time. Commands that must stay together have to fit.</summary>
    private const int LongestBatch = 8_192;

    private readonly Socket _socket;
    private readonly Action<BaresipMessage> _told;
    private readonly Action<string> _ended;
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Thread _reader;

    /// <param name="socket">The connection; it is closed with this.</param>
    /// <param name="told">Called for each message, on the thread that reads. It may wait.</param>
    /// <param name="ended">Called there, once and last, with the reason as a part of a sentence.</param>
    public BaresipControl(Socket socket, Action<BaresipMessage> told, Action<string> ended)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _socket.SendTimeout = 2_000;
        _told = told;
        _ended = ended;
        _reader = new Thread(Read, maxStackSize: 256 * 1024) { Name = "sip control", IsBackground = true };
        _reader.Start();
    }

    /// <summary>Sends commands in one piece.</summary>
    /// <param name="commands">The commands; with all names and parameters less than some 8,000 bytes.</param>
    /// <param name="firstToken">The token of the first; the others follow.</param>
    /// <returns>What is wrong, as a part of a sentence; null for nothing.</returns>
    public string? Send(IReadOnlyList<BaresipCommand> commands, long firstToken)
    {
        _bytes.ResetWrittenCount();
        for (int i = 0; i < commands.Count; i++)
        {
            _json.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(_json))
            {
                writer.WriteStartObject();
                writer.WriteString("command", commands[i].Name);
                if (commands[i].Parameter is { } parameter)
                    writer.WriteString("params", parameter);
                writer.WriteString("token", $"{firstToken + i}");
                writer.WriteEndObject();
            }

            BaresipNetstrings.Write(_bytes, _json.WrittenSpan);
        }

        if (_bytes.WrittenCount > LongestBatch)
            return "too much was asked at one time";
        try
        {
            _socket.Send(_bytes.WrittenSpan);
            return null;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return $"the control connection broke ({failure.Message})";
        }
    }

    /// <summary>Closes the connection, and waits for the thread that reads.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        ThreadJoin.Within(TimeSpan.FromSeconds(1), _reader);
    }

    private void Read()
    {
        string reason;
        try
        {
            reason = ReadAll();
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            reason = "the control connection broke";
        }

        _ended(reason);
    }

    private string ReadAll()
    {
        var netstrings = new BaresipNetstrings();
        byte[] bytes = new byte[16 * 1024];
        while (true)
        {
            int read = _socket.Receive(bytes);
            if (read == 0)
                return "the control connection was closed";
            netstrings.Add(bytes.AsSpan(0, read));
            while (netstrings.TryTake(out ReadOnlySpan<byte> content))
            {
                // what is not understood may have been the end of a call, which would then never end
                if (BaresipMessage.Read(content) is not { } message)
                    return "the control connection brought what is no JSON object";
                _told(message);
            }

            if (netstrings.Problem is { } problem)
                return $"the control connection is out of step: {problem}";
        }
    }
}
