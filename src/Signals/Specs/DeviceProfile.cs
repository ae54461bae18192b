using System;
using System.Collections.Immutable;
using System.Linq;

namespace Reactive.Signals.Specs;

/// <summary>By what a source is put into the order of the run.</summary>
public enum SourceOrder
{
    /// <summary>By the stamps it gives: the run waits for it within its declared bounds.</summary>
    ByStamp,
    /// <summary>By when its arrivals come: the run never waits for it.</summary>
    ByArrival,
}

/// <summary>An input of a device.</summary>
public sealed record PortSpec
{
    /// <summary>The name in a definition.</summary>
    public required string Name { get; init; }

    /// <summary>What is connected there.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What flows from it.</summary>
    public required Flow Flow { get; init; }

    /// <summary>By stamp (default) or by arrival.</summary>
    public SourceOrder Order { get; init; } = SourceOrder.ByStamp;

    /// <summary>How long one block of a dense port is; 1 ms to 1 s.</summary>
    public TimeSpan Block { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How late a sparse value may be handed over and still take its place in the order; null: 2 ms beside a port that holds, else 0.</summary>
    public TimeSpan? Lateness { get; init; }

    /// <summary>Whether no hardware is behind it: people, programs or the network set it, and its silence means nothing.</summary>
    public bool IsVirtual { get; init; }

    /// <summary>Whether what comes there at the start is there before the run starts: all the rest depends on it.</summary>
    public bool ComesFirst { get; init; }

    /// <summary>Whether what comes there is made up by hand: its arrivals are marked.</summary>
    public bool IsInjected { get; init; }

    /// <summary>Whether what people type, hold or say comes from it: recordings hold it only sealed (<see cref="Recording.RecordingSealer"/>), and what stems from it is not shown.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>The value that it takes with the start of the run, where nothing has come by then; null for none.</summary>
    public Value? Initially { get; init; }

    /// <summary>Silent for so long, the port is offline and its values unknown.</summary>
    public TimeSpan OfflineAfter { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>A relay or open-drain output of a device.</summary>
public sealed record OutputSpec
{
    /// <summary>The name in a definition.</summary>
    public required string Name { get; init; }

    /// <summary>What is connected there.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Whether it is a relay (driven = COM to NO) or an open-drain output (driven = grounded).</summary>
    public bool IsRelay { get; init; }

    /// <summary>Whether its normal state is closed: then it is driven while inactive. Driven = active XOR normally closed.</summary>
    public bool NormallyClosed { get; init; }

    /// <summary>What it becomes while rules of equal priority contradict each other.</summary>
    public bool ActiveOnConflict { get; init; }
}

/// <summary>The ports of a device: what a pipeline can listen to and drive.</summary>
public sealed record DeviceProfile
{
    /// <summary>The name in a definition: <c>door-controller</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the device is.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Its inputs, in the order that breaks ties between their values.</summary>
    public required ImmutableArray<PortSpec> Ports { get; init; }

    /// <summary>Its outputs.</summary>
    public required ImmutableArray<OutputSpec> Outputs { get; init; }

    /// <summary>The lines on which it sends frames, as a reader does.</summary>
    public ImmutableArray<ReaderLineSpec> Lines { get; init; } = [];

    /// <summary>The speakers on which it plays clips.</summary>
    public ImmutableArray<SpeakerSpec> Speakers { get; init; } = [];

    /// <summary>The input called <paramref name="name"/>, or null.</summary>
    public PortSpec? Port(string name) => Ports.FirstOrDefault(p => p.Name == name);

    /// <summary>The output called <paramref name="name"/>, or null.</summary>
    public OutputSpec? Output(string name) => Outputs.FirstOrDefault(o => o.Name == name);

    /// <summary>The reader line called <paramref name="name"/>, or null.</summary>
    public ReaderLineSpec? Line(string name) => Lines.FirstOrDefault(l => l.Name == name);

    /// <summary>The speaker called <paramref name="name"/>, or null.</summary>
    public SpeakerSpec? Speaker(string name) => Speakers.FirstOrDefault(s => s.Name == name);
}
