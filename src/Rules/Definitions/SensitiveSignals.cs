using System;
using System.Collections.Generic;

namespace Reactive.Rules;

/// <summary>
/// The signals of a pipeline that stem from sensitive ports, through chains. A derived signal is none: what it says is a condition, a count or a
/// state of a machine, and not what was typed.
/// </summary>
public sealed class SensitiveSignals
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Those of <paramref name="definition"/>.</summary>
    public SensitiveSignals(PipelineDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        // each signal stands after all that it is made from
        foreach (SignalDefinition signal in definition.Signals)
        {
            foreach (SignalInput input in signal.Inputs)
            {
                if (input.Port is { } port ? definition.Device.Port(port.Name) is { IsSensitive: true } : _names.Contains(input.Signal!))
                    _names.Add(signal.Name);
            }
        }
    }

    /// <summary>Whether the signal of that name is one.</summary>
    public bool Has(string signal) => _names.Contains(signal);
}
