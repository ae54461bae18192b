using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Signals.Specs;

namespace Reactive.Device.Speakers;

/// <summary>Looks at the clips that a pipeline plays: whether each is there, is sound, is short enough, and can be brought to the rate of its speaker.</summary>
internal static class ClipCheck
{
    /// <summary>What is wrong, an error for each action that cannot be carried out.</summary>
    /// <param name="definition">The pipeline.</param>
    /// <param name="place">Where a clip lies, by its name.</param>
    public static ImmutableArray<Diagnostic> Of(PipelineDefinition definition, Func<string, string> place)
    {
        ImmutableArray<Diagnostic>.Builder wrong = ImmutableArray.CreateBuilder<Diagnostic>();
        var known = new Dictionary<(string Clip, string Speaker), string?>();
        foreach (RuleDefinition rule in definition.Rules)
        {
            foreach (ActionDefinition action in rule.Do.Where(a => a.Action.Target == ActionTarget.Clip))
            {
                if (!known.TryGetValue((action.Target, action.Speaker), out string? problem))
                    known[(action.Target, action.Speaker)] = problem = Problem(place(action.Target), definition.Device.Speaker(action.Speaker)!.RateHertz);
                if (problem is not null)
                    wrong.Add(new Diagnostic(action.Position, Severity.Error, DiagnosticCodes.WrongClip, $"rules.{rule.Name}.do.{action.Action.Name}", problem, "a clip is a file of sound beside the pipeline, 60 s at most"));
            }
        }

        return wrong.ToImmutable();
    }

    private static string? Problem(string path, int rateHertz)
    {
        if (!File.Exists(path))
            return $"there is no clip {path}";
        try
        {
            Clip.Read(path, rateHertz);
            return null;
        }
        catch (CommandException refused)
        {
            return refused.Message.TrimEnd('.');
        }
    }
}
