using System;
using System.Collections.Generic;
using System.Globalization;
using Reactive.Rules;
using Reactive.Signals.Loop;

namespace Reactive.Device.Output;

/// <summary>Where the rules of a pipeline are written: most in its own file, others in blocks and parts that it is made of.</summary>
public sealed class RuleFiles
{
    private readonly Dictionary<string, string> _elsewhere = new(StringComparer.Ordinal);

    /// <summary>The rules of <paramref name="pipeline"/>.</summary>
    public RuleFiles(PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        foreach (RuleDefinition rule in pipeline.Rules)
        {
            if (rule.Position.File != pipeline.File)
                _elsewhere.TryAdd(rule.Name, rule.Position.File);
        }
    }

    /// <summary>The file, or the block that comes with the product (<c>std/door</c>), in which a rule is written; null where that is the pipeline itself.</summary>
    public string? Of(string rule) => _elsewhere.GetValueOrDefault(rule);

    /// <summary>A cause for people: <c>rule unlock, line 34</c>, or <c>rule front.mode.accessed, std/door:98</c>.</summary>
    public string Told(in CommandCause cause) =>
        string.Create(CultureInfo.InvariantCulture, $"rule {cause.Rule}, {(Of(cause.Rule) is { } file ? $"{file}:" : "line ")}{cause.Line}");
}
