using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Spectre.Console;

namespace Reactive.Device.Running;

/// <summary>
/// A run on a terminal: the signals and outputs as they stand, and what happened last. The loop only notes what happened; a
/// thread of its own draws, eight times a second, and leaves the last picture when the run ends.
/// </summary>
public sealed class RunDisplay : RunView
{
    private const int RefreshMilliseconds = 125;

    private readonly Channel<DisplayNote> _queue = Channel.CreateBounded<DisplayNote>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly DisplayState _state;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private long _time;
    private long _arrivals;
    private long _turns;
    private long _late;
    private long _missed;
    private long _skipped;
    private volatile string? _broken;

    /// <summary>Takes the terminal over.</summary>
    /// <param name="definition">What runs.</param>
    /// <param name="signals">The signals to show; null for all.</param>
    public RunDisplay(PipelineDefinition definition, IReadOnlySet<string>? signals)
    {
        _state = new DisplayState(definition, signals);
        _thread = new Thread(Draw) { Name = "display", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Whether there is a terminal that can show it.</summary>
    public static bool Fits =>
        !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi && AnsiConsole.Profile.Width >= 60 && AnsiConsole.Profile.Height >= 12;

    /// <inheritdoc/>
    public override bool OwnsTerminal => true;

    /// <inheritdoc/>
    public override string? Failure => _broken is { } broken ? $"The display broke off: {broken}" : null;

    /// <inheritdoc/>
    public override void OnArrival(long number, in Arrival arrival)
    {
        Volatile.Write(ref _time, arrival.Turn.Nanoseconds);
        Volatile.Write(ref _arrivals, number);
        if (arrival.Missed > 0)
            Volatile.Write(ref _missed, _missed + arrival.Missed);
        if (arrival.Is(ArrivalMarks.Late))
            Volatile.Write(ref _late, _late + 1);
    }

    /// <inheritdoc/>
    public override void OnTurn(in TurnInfo turn) => Volatile.Write(ref _turns, turn.Number);

    /// <inheritdoc/>
    public override void OnSignal(in SignalChange change) => Put(new DisplayNote(null, change, null));

    /// <inheritdoc/>
    public override void OnCommand(in Command command) => Put(new DisplayNote(command, default, null));

    /// <inheritdoc/>
    public override void OnFault(SignalTime at, string fault) => Put(new DisplayNote(null, default, fault));

    /// <inheritdoc/>
    public override void Note(string message) => Put(new DisplayNote(null, default, message));

    /// <inheritdoc/>
    public override void Finish()
    {
        if (_stop.IsSet)
            return;
        _stop.Set();
        _thread.Join();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _stop.Dispose();
    }

    private void Put(in DisplayNote note)
    {
        if (!_queue.Writer.TryWrite(note))
            Interlocked.Increment(ref _skipped);
    }

    // A terminal that is gone takes the display with it, not the run.
    private void Draw()
    {
        try
        {
            AnsiConsole.Live(new Text("")).AutoClear(false).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Bottom).Start(Draw);
        }
        catch (IOException failure)
        {
            _broken = failure.Message;
        }
    }

    private void Draw(LiveDisplayContext context)
    {
        bool isLast;
        do
        {
            isLast = _stop.Wait(RefreshMilliseconds); // before the queue is emptied: the last picture shows all that happened
            while (_queue.Reader.TryRead(out DisplayNote note))
                _state.Take(note);
            context.UpdateTarget(_state.Render(Counts(), AnsiConsole.Profile.Width, AnsiConsole.Profile.Height));
        }
        while (!isLast);
    }

    private DisplayCounts Counts() => new(
        new SignalTime(Volatile.Read(ref _time)), Volatile.Read(ref _arrivals), Volatile.Read(ref _turns),
        Volatile.Read(ref _late), Volatile.Read(ref _missed), Volatile.Read(ref _skipped), Recording?.Invoke());
}

/// <summary>One thing that happened: a command, a change, or a message.</summary>
internal readonly record struct DisplayNote(Command? Command, SignalChange Change, string? Message);

/// <summary>The figures at the foot of the display.</summary>
internal readonly record struct DisplayCounts(SignalTime Time, long Arrivals, long Turns, long Late, long Missed, long Skipped, (string Text, bool IsWhole)? Recording);
