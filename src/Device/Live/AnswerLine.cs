using System.Threading;
using Reactive.Device.Time;
using Reactive.Signals;

namespace Reactive.Device.Live;

/// <summary>
/// The line on which outcomes come back, shared by all who carry commands out. It cannot overflow: a command takes its
/// place on the line when it is given, and gives it back when the loop has taken its outcome.
/// </summary>
public sealed class AnswerLine
{
    /// <summary>Commands that may be without an outcome at one time, unless a test says otherwise.</summary>
    public const int DefaultCapacity = 4096;

    private readonly Lock _gate = new();
    private readonly int _capacity;
    private long _reserved;

    /// <summary>A line on which the outcomes of <paramref name="capacity"/> commands fit, 1 to 65,536.</summary>
    public AnswerLine(DeviceClock clock, Doorbell bell, int capacity = DefaultCapacity)
    {
        _capacity = capacity;
        Line = new DriverLine(-1, capacity, 0, clock, bell);
    }

    /// <summary>What the loop reads.</summary>
    public DriverLine Line { get; }

    /// <summary>Takes a place for the outcome of one command; false where all are taken. On the loop's thread.</summary>
    public bool Reserve()
    {
        if (_reserved - Line.TakenCount >= _capacity)
            return false;
        _reserved++;
        return true;
    }

    /// <summary>Hands over the outcome of a command that has its place. On any thread.</summary>
    public void Post(long command, Value outcome, Value readback)
    {
        lock (_gate)
            Line.Post(command, outcome, readback);
    }
}
