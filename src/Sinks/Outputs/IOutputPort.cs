using Reactive.Signals;

namespace Reactive.Sinks;

/// <summary>
/// The hardware behind one output: a GPIO line, a relay coil. Called on that output's own thread only. Whatever it throws
/// means that the hardware refused; a call that hangs holds no other output.
/// </summary>
public interface IOutputPort
{
    /// <summary>Drives the output (coil energised, line grounded) or releases it.</summary>
    void Drive(bool driven);

    /// <summary>Whether the hardware says that it is driven; null where it cannot tell.</summary>
    bool? ReadBack();
}

/// <summary>Takes the outcome of a command; called on a driver's thread, or on the loop's where a command is overtaken. Must neither wait nor throw.</summary>
/// <param name="command">Its number.</param>
/// <param name="outcome">Done, failed or expired.</param>
/// <param name="readback">The logical state that the hardware reads back, or unknown.</param>
public delegate void OutcomeHandler(long command, Value outcome, Value readback);
