using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Device.Running;

/// <summary>Prints what happens in a run: commands, and the signals asked for. Live runs print from a thread of its own, so that a slow terminal never stalls the loop; lines that do not fit its queue are counted and told. Where its output breaks (a full disk), a live run goes on and <see cref="RunView.Failure"/> says so.</summary>
public sealed class RunPrinter : RunView
{
    private readonly RuleFiles _files;
    private readonly IReadOnlySet<string>? _signals;
    private readonly JsonLines? _json;
    private readonly TextWriter _text;
    private readonly Channel<Line>? _queue;
    private readonly Thread? _thread;
    private long _skipped;
    private long _lost;
    private volatile string? _broken;
    private bool _finished;

    /// <summary>A printer to standard output.</summary>
    /// <param name="definition">What runs.</param>
    /// <param name="json">JSON Lines instead of text.</param>
    /// <param name="signals">The signals to show; null for all.</param>
    /// <param name="live">Whether it must never keep the run waiting.</param>
    public RunPrinter(PipelineDefinition definition, bool json, IReadOnlySet<string>? signals, bool live)
    {
        _files = new RuleFiles(definition);
        _signals = signals;
        _json = json ? new JsonLines(new BufferedStream(StandardOutput.Open(), 1 << 16)) : null;
        _text = TextLines.Output;
        if (!live)
            return;
        _queue = Channel.CreateBounded<Line>(new BoundedChannelOptions(4096) { SingleReader = true, SingleWriter = true });
        _thread = new Thread(Drain) { Name = "printer", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public override JsonLines? Json => _json;

    /// <inheritdoc/>
    public override string? Failure => _broken is { } broken ? $"The output is not whole: {broken} ({Interlocked.Read(ref _lost)} lines were not shown)." : null;

    /// <inheritdoc/>
    public override void OnCommand(in Command command) => Put(new Line(true, command, default, null));

    /// <inheritdoc/>
    public override void OnSignal(in SignalChange change)
    {
        if (_signals is null || _signals.Contains(change.Signal))
            Put(new Line(false, default, change, null));
    }

    /// <inheritdoc/>
    public override void OnFault(SignalTime at, string fault) => Put(new Line(false, default, default, $"at {at} s: {fault}"));

    /// <inheritdoc/>
    public override void Finish()
    {
        _queue?.Writer.TryComplete();
        _thread?.Join();
        if (!_finished && _skipped > 0)
            Console.Error.WriteLine($"{_skipped} lines were not shown: the output was too slow.");
        _finished = true;
        // What cannot be written now, a summary for instance, is the caller's failure.
        if (_broken is null)
            Flush();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (_broken is null)
            _json?.Dispose();
    }

    private void Put(in Line line)
    {
        if (_queue is null)
            Print(line);
        else if (!_queue.Writer.TryWrite(line))
            _skipped++;
    }

    private void Drain()
    {
        while (_queue!.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            int taken = 0;
            try
            {
                while (_queue.Reader.TryRead(out Line line))
                {
                    taken++;
                    if (_broken is null)
                        Print(line);
                }

                if (_broken is null)
                    Flush();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _broken = failure.Message;
            }

            if (_broken is not null)
                Interlocked.Add(ref _lost, taken);
        }
    }

    private void Flush()
    {
        _json?.Flush();
        _text.Flush();
    }

    private void Print(in Line line)
    {
        if (line.Fault is not null)
            Console.Error.WriteLine(line.Fault);
        else if (_json is not null && line.IsCommand)
            _json.Command(line.Command, _files);
        else if (_json is not null)
            _json.Signal(line.Change);
        else
            _text.WriteLine(line.IsCommand ? TextLines.Of(line.Command, _files) : TextLines.Of(line.Change));
    }

    private readonly record struct Line(bool IsCommand, Command Command, SignalChange Change, string? Fault);
}
