using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using Reactive.Device.Commands;
using Reactive.Device.Time;
using Reactive.Signals;

namespace Reactive.Device.Live.Inputs;

/// <summary>
/// Hands over a word a line, as another program writes them: to standard input, or into a named pipe, which stays open however often somebody writes into it. When standard
/// input ends the port is offline.
/// </summary>
/// <param name="path">The file; <c>-</c> for standard input.</param>
/// <param name="channel">The port.</param>
/// <param name="clock">The device clock.</param>
internal sealed class LinesInput(string path, InputChannel channel, DeviceClock clock) : ICountingDriver
{
    /// <summary>Stands for standard input.</summary>
    public const string StandardInput = "-";

    private const int LongestLine = 256;
    private const int MostWaiting = 1024;

    private readonly SymbolType _words = channel.Source.Spec.Flow.Symbols!;
    private long _unknown;

    /// <inheritdoc/>
    public string Name => channel.Source.Name;

    /// <inheritdoc/>
    public IEnumerable<(string What, long Count)> Counts => [($"lines that are no {_words.Name}", Volatile.Read(ref _unknown))];

    /// <inheritdoc/>
    public void Run(CancellationToken stop)
    {
        // what waits for a line cannot be woken, so it has a thread of its own, which ends with the process
        Channel<(string Line, SignalTime At)> lines = Channel.CreateBounded<(string, SignalTime)>(MostWaiting);
        using Stream stream = Open();
        var reader = new Thread(() => Read(stream, lines.Writer)) { IsBackground = true, Name = $"{Name} lines" };
        reader.Start();
        try
        {
            while (lines.Reader.WaitToReadAsync(stop).AsTask().GetAwaiter().GetResult())
            {
                while (lines.Reader.TryRead(out (string Line, SignalTime At) one))
                    Take(one.Line, one.At);
            }

            ReportLost();
            stop.WaitHandle.WaitOne();
        }
        catch (OperationCanceledException)
        {
            // the run is over
        }
    }

    /// <inheritdoc/>
    public void ReportLost() => channel.Line.PostLost();

    private Stream Open()
    {
        try
        {
            // open for writing too: then it does not end when whoever wrote closes it
            return path == StandardInput ? Console.OpenStandardInput() : new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    private void Read(Stream stream, ChannelWriter<(string, SignalTime)> lines)
    {
        try
        {
            using var text = new StreamReader(stream);
            var bounded = new BoundedLines(text, LongestLine, static () => { });
            while (bounded.Next(out string line, out bool isWhole))
            {
                if (!isWhole || !lines.TryWrite((line.Trim(), clock.Now)))
                    Interlocked.Increment(ref _unknown);
            }

            lines.TryComplete();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            lines.TryComplete(failure);
        }
    }

    private void Take(string line, SignalTime at)
    {
        string word = ReferenceEquals(_words, SymbolType.Contact) ? line switch { "1" => "active", "0" => "inactive", _ => line } : line;
        if (_words.IndexOf(word) >= 0)
            channel.Line.Post(new Stamped<Value>(Value.Symbol(_words, word), at));
        else if (line.Length > 0)
            Interlocked.Increment(ref _unknown);
    }
}
