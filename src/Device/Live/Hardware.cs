using System;
using Reactive.Device.Simulation;
using Reactive.Device.Time;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Reactive.Sinks;

namespace Reactive.Device.Live;

/// <summary>What a live run is connected to.</summary>
/// <param name="Input">Makes the driver of a source.</param>
/// <param name="Output">Makes the port of an output.</param>
internal sealed record Hardware(Func<Source, DriverLine, DeviceClock, IDriver> Input, Func<OutputSpec, IOutputPort> Output)
{
    /// <summary>The simulated device.</summary>
    public static Hardware Simulated { get; } = new(
        (source, line, clock) => source.IsDense ? new SimulatedAdc(source, line, clock) : new SimulatedContact(source, line, clock),
        _ => new SimulatedOutput());
}
