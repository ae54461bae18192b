using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>An operator that shares its kernel, in the chain of a signal.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Stage">The operator.</param>
public sealed record SharedPlace(SignalDefinition Signal, StageDefinition Stage);

/// <summary>What several signals share, such as the holders of an entry list.</summary>
/// <param name="Name">The name by which they name it: a file with an ending.</param>
/// <param name="Form">What is made of it.</param>
/// <param name="Places">Who shares it, in the order of the signals.</param>
public sealed record SharedUse(string Name, SharedForm Form, ImmutableArray<SharedPlace> Places)
{
    /// <summary>All that the signals of a pipeline share, in the order of the first of each.</summary>
    /// <param name="signals">The signals.</param>
    /// <param name="replaced">Those whose chains are left out.</param>
    public static IEnumerable<SharedUse> Of(IEnumerable<SignalDefinition> signals, IReadOnlySet<string>? replaced = null) =>
        from signal in signals
        where replaced?.Contains(signal.Name) != true
        from stage in signal.Stages
        where stage.Form is SharedForm
        group new SharedPlace(signal, stage) by ((SharedForm)stage.Form).NameIn(stage.Parameters) into places
        select new SharedUse(places.Key, (SharedForm)places.First().Stage.Form, [.. places]);

    /// <summary>The name of the source on which a signal's place is given values that nobody really presented.</summary>
    public static string CheckSource(string signal) => "check." + signal;

    /// <summary>The sources of all that a pipeline shares which tell of people.</summary>
    public static IEnumerable<string> SealedSources(PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var sensitive = new SensitiveSignals(pipeline);
        foreach (SharedUse use in Of(pipeline.Signals))
        {
            yield return use.Name;
            foreach (SharedPlace place in use.Places.Where(p => sensitive.Has(p.Signal.Name)))
                yield return CheckSource(place.Signal.Name);
        }
    }

    /// <summary>What its kernel is made for.</summary>
    public SharedSetting Setting(ImmutableArray<CardFormat> formats, SecretSet secrets) => new([.. Places.Select(static p => p.Stage.Parameters)], formats, secrets);

    /// <summary>The source of its news: whoever serves it tells what there is to know, as text. It tells of people, so recordings hold it only sealed.</summary>
    public PortSpec News => new() { Name = Name, Summary = "what is known", Flow = new Flow(FlowKind.Event) { IsText = true }, Order = SourceOrder.ByArrival, IsVirtual = true, ComesFirst = true, IsSensitive = true };

    /// <summary>The place of a signal, from 0.</summary>
    public int PlaceOf(SignalDefinition signal)
    {
        int place = 0;
        while (!ReferenceEquals(Places[place].Signal, signal))
            place++;
        return place;
    }
}
