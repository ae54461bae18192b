using System.Collections.Generic;
using Reactive.Signals.Specs;

namespace Reactive.Signals.Loop;

/// <summary>An input of a graph: a port of the device, or a signal whose chain a test replaces. Its index breaks ties of time.</summary>
public sealed class Source
{
    internal Source(int index, PortSpec spec)
    {
        Index = index;
        Spec = spec;
        Initially = spec.Initially;
        Clock = spec.Flow.IsDense ? new SampleClock(spec.Flow.Samples!.Rate) : null;
    }

    /// <summary>Its place in the order of declaration.</summary>
    public int Index { get; }

    /// <summary>What was declared of it.</summary>
    public PortSpec Spec { get; }

    /// <summary>Its name.</summary>
    public string Name => Spec.Name;

    /// <summary>Whether it comes in blocks.</summary>
    public bool IsDense => Clock is not null;

    /// <summary>What gives its samples their time, or null for a sparse source.</summary>
    public SampleClock? Clock { get; internal set; }

    /// <summary>The index after the last sample opened.</summary>
    public long EndIndex { get; internal set; }

    /// <summary>Where its samples enter the dense chains.</summary>
    public Outlet<SampleBlock> Samples { get; } = new();

    /// <summary>Whether any value of it has arrived.</summary>
    public bool HasSpoken { get; internal set; }

    /// <summary>The value that it takes with the start, where nothing has come by then: what was declared, or what it was before a restart.</summary>
    public Value? Initially { get; set; }

    /// <summary>The value that last arrived, or was there at the start; null for none. For checkpoints.</summary>
    public Value? Last { get; internal set; }

    /// <summary>Arrivals that came late.</summary>
    public long Late { get; internal set; }

    /// <summary>Arrivals lost before they reached the loop.</summary>
    public long Missed { get; internal set; }

    // The kernels of its dense chains, to be reset when it is gone, and the places where those chains enter the turns.
    internal List<IKernel> DenseKernels { get; } = [];

    internal List<Junction> Junctions { get; } = [];
}
