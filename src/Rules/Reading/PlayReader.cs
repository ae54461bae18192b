using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads <c>{ play: chime.wav, on: speaker }</c>: a file of sound beside the pipeline, and a speaker of the device.</summary>
internal sealed class PlayReader(ReadContext context, NameScope scope)
{
    private const string On = "on";
    private const string Repeat = "repeat";
    private static readonly ImmutableArray<string> Endings = [".wav", ".au", ".flac", ".mp3", ".ogg", ".oga", ".opus"];

    /// <summary>The action; null where it is wrong, which is reported.</summary>
    public ActionDefinition? Read(YamlEntry key, SinkSpec sink, ActionSpec spec, List<YamlEntry> others, string path)
    {
        int errors = context.Report.Errors;
        string? clip = Clip(key.Value, spec, ReadContext.Join(path, spec.Name));
        ParameterValues? values = ParameterReader.Read(context, $"'{spec.Name}'", spec.Parameters, others, key.Key.Start, path);
        foreach (YamlEntry other in others)
        {
            if (other is { Key.Value: On, Value: YamlScalar speaker })
                CheckSpeaker(speaker, clip, key, path);
            if (other.Key.Value == Repeat && values?.NotWhole(Repeat) is { } problem)
                context.Error(DiagnosticCodes.OutOfRange, other.Value.Start, ReadContext.Join(path, Repeat), problem.Message);
        }

        return clip is null || values is null || context.Report.Errors != errors ? null : new ActionDefinition(sink, spec, clip, values, context.At(key.Key.Start));
    }

    /// <summary>The file that is expected of a speaker, or that a test plays; null where it is none, which is reported.</summary>
    public string? File(YamlNode node, string path) => Clip(node, null, path);

    private string? Clip(YamlNode node, ActionSpec? spec, string path)
    {
        if (context.Scalar(node, path, spec?.Example ?? "chime.wav") is not YamlScalar file)
            return null;
        string name = file.Value;
        if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || Array.Exists(name.Split('/'), static p => p is ".." or ""))
        {
            context.Error(DiagnosticCodes.WrongClip, file.Start, path, $"a clip lies beside the pipeline or in a folder there, not at {file.Describe()}", "copy it there, so that the pipeline has all that it needs");
            return null;
        }

        foreach (string ending in Endings)
        {
            if (name.Length > ending.Length && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return name;
        }

        context.Error(DiagnosticCodes.WrongClip, file.Start, path, $"{file.Describe()} is no file of sound: it ends in {ParameterSpec.Or(Endings)}");
        return null;
    }

    private void CheckSpeaker(YamlScalar speaker, string? clip, YamlEntry key, string path)
    {
        NameScope names = speaker.Scope ?? scope;
        if (names.Device is null)
            return;
        if (names.Speaker(speaker.Value) is { } found)
        {
            if (clip is not null && context.Sounds is { } sounds && sounds(clip, found.RateHertz, out string problem).IsEmpty)
                context.Error(DiagnosticCodes.WrongClip, key.Key.Start, ReadContext.Join(path, key.Key.Value), problem, "a clip is a file of sound beside the pipeline, 60 s at most");
            return;
        }

        path = ReadContext.Join(path, On);
        if (names.Device.Speakers.IsEmpty)
        {
            context.Error(DiagnosticCodes.UnknownOutput, speaker.Start, path, $"'{names.Device.Name}' has no speakers: it cannot play clips", "a profile says under 'speakers' on what it can");
            return;
        }

        if (names.IsBlock)
        {
            context.Error(DiagnosticCodes.UnknownOutput, speaker.Start, path, $"a block knows only speakers that it is given, not {speaker.Describe()}", "give the block a parameter: { is: word }, and write $ and its name");
            return;
        }

        List<string> speakers = ReadContext.NamesOf(names.Device.Speakers, static s => s.Name);
        string hint = context.Near(speaker.Value, speakers);
        context.Error(DiagnosticCodes.UnknownOutput, speaker.Start, path, $"'{names.Device.Name}' has no speaker {speaker.Describe()}", hint.Length > 0 ? hint : $"its speakers are {ParameterSpec.Or([.. speakers])}");
    }
}
