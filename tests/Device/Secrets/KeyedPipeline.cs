using System;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Profiles;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Reactive.Testing;

namespace Reactive.Device.Tests.Secrets;

/// <summary>A pipeline whose signals need secrets: each is active while its secret begins with an odd byte and the casing is open.</summary>
internal static class KeyedPipeline
{
    private static readonly OperatorSpec Keyed = new()
    {
        Name = "keyed",
        Summary = "A contact, inverted where a secret says so.",
        Shorthand = "key",
        Parameters = [ParameterSpec.Secret("key", "A key.", required: true)],
        Forms =
        [
            new SecretForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "contacts",
                Yields = "contacts",
                Accepts = static f => f.Symbols == SymbolType.Contact,
                Output = static (input, _) => input,
                Kernel = static (_, values, secrets) => new Kernel(secrets.Find(values.Secret("key")).Span[0] % 2 == 0),
            },
        ],
    };

    /// <summary>The text of one with a signal a secret, from line 4 on.</summary>
    public static string Text(params string[] secrets) =>
        $"pipeline: p\ndevice: door-controller\nsignals:{(secrets.Length == 0 ? " {}" : "")}\n{string.Concat(secrets.Select((s, i) => $"  s{i}: {{ from: tamper, through: [ keyed: secret {s} ] }}\n"))}"
        + string.Concat(secrets.Select((_, i) => $"{(i == 0 ? "rules:\n" : "")}  r{i}: {{ when: s{i} is active, while: {{ activate: {(i == 0 ? "strike" : "buzzer")} }} }}\n"));

    /// <summary>The same, read.</summary>
    public static PipelineDefinition Of(params string[] secrets)
    {
        Catalog catalog = ProfileLibrary.Catalog with { Operators = [.. ProfileLibrary.Catalog.Operators, Keyed] };
        (PipelineDefinition? pipeline, var diagnostics) = PipelineReader.Read("a.yaml", Text(secrets), catalog);
        return pipeline ?? throw new InvalidOperationException(string.Join('\n', diagnostics));
    }

    /// <summary>The same as a file.</summary>
    public static PipelineFile File(params string[] secrets) => new("a.yaml", Text(secrets), ProfileLibrary.TextOf("door-controller"), Of(secrets), []);

    private sealed class Kernel(bool even) : SparseKernel
    {
        public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output) =>
            output.Emit(even && input.Value.IsKnown ? input with { Value = Value.Contact(input.Value.Code == 0) } : input);

        public override void Reset()
        {
        }

        public override void Save(StateWriter writer)
        {
        }

        public override void Load(StateReader reader)
        {
        }
    }
}
