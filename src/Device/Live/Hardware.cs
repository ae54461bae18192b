using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Simulation;
using Reactive.Device.Time;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Reactive.Sinks;

namespace Reactive.Device.Live;

/// <summary>A source of the run and the line on which its driver hands over.</summary>
/// <param name="Source">The source.</param>
/// <param name="Line">Its line.</param>
public sealed record InputChannel(Source Source, DriverLine Line);

/// <summary>What a live run is connected to.</summary>
/// <param name="Inputs">Makes the drivers of all sources; one driver may serve several.</param>
/// <param name="Output">Makes the port of an output.</param>
/// <param name="ReaderLine">Makes the lines on which frames are sent.</param>
internal sealed record Hardware(Func<IReadOnlyList<InputChannel>, DeviceClock, IEnumerable<IDriver>> Inputs, Func<OutputSpec, IOutputPort> Output, Func<ReaderLineSpec, IReaderLine> ReaderLine)
{
    /// <summary>Makes what plays clips; a simulated speaker unless something else is given.</summary>
    public Func<SpeakerSpec, ISpeaker> Speaker { get; init; } = static s => new SimulatedSpeaker(s);

    /// <summary>The simulated device: one ADC scans all channels of one rate and block.</summary>
    public static Hardware Simulated { get; } = new(
        (channels, clock) => channels.Where(c => c.Source.IsDense)
            .GroupBy(c => (c.Source.Clock!.Rate, c.Source.Spec.Block))
            .Select(scan => (IDriver)new SimulatedAdc([.. scan], clock))
            .Concat(channels.Where(c => !c.Source.IsDense).Select(c => new SimulatedContact(c.Source, c.Line, clock))),
        _ => new SimulatedOutput(),
        _ => new SimulatedReaderLine());
}
