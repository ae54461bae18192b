using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Explaining;

/// <summary>How far a measured state was from another: by the bands of the operator that decided it, where it tells them, else by the margin that the value carries.</summary>
internal sealed class Measures(PipelineDefinition pipeline)
{
    /// <summary>How far a signal's measurement was from what one of <paramref name="values"/> needs, or, where it must be none of them, any other; null where it carries none.</summary>
    public MeasuredShortfall? Of(SignalFinding signal, ImmutableArray<Value> values, bool wanted)
    {
        Value value = signal.Value;
        if (value.Type is not { Measurement: { } unit } type || float.IsNaN(value.Measurement))
            return null;
        IEnumerable<string> needed = type.Names.Where(name => values.Any(v => v.Type == type && type.Names[v.Code] == name) == wanted);
        double nearest = double.NaN;
        foreach (string name in needed)
        {
            double distance = BandOf(signal.Name, name)?.DistanceOf(value.Measurement) ?? (type.Names.Length == 2 ? value.Margin : double.NaN);
            if (!double.IsNaN(distance) && !(distance >= nearest))
                nearest = distance;
        }

        if (double.IsNaN(nearest) && !wanted && !float.IsNaN(value.Margin))
            nearest = Math.Abs(value.Margin);
        return double.IsNaN(nearest) ? null : new MeasuredShortfall(value.Measurement, nearest, unit);
    }

    // The last operator that decides, along the chain.
    private MeasuredBand? BandOf(string signal, string value)
    {
        for (SignalDefinition? made = Find(signal); made is not null; made = made.Inputs is [{ Signal: { } from }] ? Find(from) : null)
        {
            for (int i = made.Stages.Length - 1; i >= 0; i--)
            {
                StageDefinition stage = made.Stages[i];
                if (stage.Spec.Band is { } band)
                    return band(stage.Parameters, stage.Input, value);
            }
        }

        return null;
    }

    private SignalDefinition? Find(string name) => pipeline.Signals.FirstOrDefault(s => s.Name == name);
}
