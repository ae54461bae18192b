using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Values that the type of a signal has and the signal never: an operator that makes it is set so.</summary>
internal static class NeverGiven
{
    /// <summary>The operator that never gives <paramref name="value"/>, and why; null where the signal may have it.</summary>
    public static (StageDefinition Stage, ParameterProblem Why)? Find(NameTable names, Operand operand, string value)
    {
        string? name = operand.Kind == OperandKind.Signal ? operand.Name : null;
        while (name is not null && names.TryMade(name, out SignalDefinition? signal) && signal is not null)
        {
            for (int i = signal.Stages.Length - 1; i >= 0; i--)
            {
                StageDefinition stage = signal.Stages[i];
                if (stage.Spec.NeverGives is { } never)
                    return never(stage.Parameters, value) is ParameterProblem why ? (stage, why) : null;
                // what another type becomes here is not looked for behind it
                if (stage.Input.Symbols != stage.Output.Symbols)
                    return null;
            }

            // of several inputs any may give it
            name = signal.Inputs is [{ Signal: string from }] ? from : null;
        }

        return null;
    }
}
