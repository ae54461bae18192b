using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads what a rule does: one action map or a list of them. The key that is an action's name names it, the others are its parameters.</summary>
internal sealed class ActionReader(ReadContext context, NameScope scope)
{
    public const int MostActions = 32;
    public const int MostTextCharacters = 1024;

    /// <summary>The actions of <c>do</c> or <c>while</c>; wrong ones are reported and left out.</summary>
    /// <param name="node">One map or a list of them.</param>
    /// <param name="lasting">Whether they last, else they are done once.</param>
    /// <param name="path">Their path.</param>
    /// <param name="starts">What starts the rule, as it is written; null where that is no single value.</param>
    public ImmutableArray<ActionDefinition> Read(YamlNode node, bool lasting, string path, string? starts = null)
    {
        List<YamlNode> nodes = node is YamlList list ? list.Items : [node];
        ImmutableArray<ActionDefinition>.Builder actions = ImmutableArray.CreateBuilder<ActionDefinition>();
        if (nodes.Count > MostActions)
            context.Error(DiagnosticCodes.TooMany, nodes[MostActions].Start, path, $"a rule has at most {MostActions} actions here", "make two rules of it");
        else if (nodes.Count == 0)
            context.Error(DiagnosticCodes.WrongShape, node.Start, path, "an action belongs here, not an empty list", $"write {Example(lasting)}");
        else
        {
            foreach (YamlNode one in nodes)
            {
                if (one is YamlScalar word && InputCure.OfAction(word.Scope ?? scope, word.Value, starts) is string cure)
                    context.Error(DiagnosticCodes.WrongShape, one.Start, path, $"an action belongs here, not {one.Describe()}", cure);
                else if (context.Map(one, path, Example(lasting)) is YamlMap map && ReadOne(map, lasting, path, starts) is ActionDefinition action)
                    actions.Add(action);
            }
        }

        return actions.ToImmutable();
    }

    private ActionDefinition? ReadOne(YamlMap map, bool lasting, string path, string? starts)
    {
        YamlEntry? key = null;
        SinkSpec? sink = null;
        ActionSpec? spec = null;
        List<YamlEntry> parameters = [];
        foreach (YamlEntry entry in map.Entries)
        {
            ActionSpec? action = RuleSteps.Action(context.Catalog, entry.Key.Value, out SinkSpec? doer);
            if (action is null)
            {
                parameters.Add(entry);
            }
            else if (spec is null)
            {
                (key, sink, spec) = (entry, doer, action);
            }
            else
            {
                context.Error(DiagnosticCodes.SeveralActions, entry.Key.Start, path, $"'{entry.Key.Value}' stands beside '{spec.Name}': one map is one action", "make a list of them, each with its own '- '");
                return null;
            }
        }

        if (key is null || sink is null || spec is null)
        {
            ReportUnknown(map, path, starts);
            return null;
        }

        string actionPath = ReadContext.Join(path, spec.Name);
        if (lasting ? !spec.Lasting : !spec.Once)
        {
            context.Error(DiagnosticCodes.WrongActionPlace, key.Key.Start, actionPath, lasting ? $"'{spec.Name}' is done once: it does not last" : $"'{spec.Name}' lasts as long as its rule is active", lasting ? $"put it under 'do'" : "put it under 'while', or use 'pulse' with a duration");
            return null;
        }

        if (spec.Target == ActionTarget.Duration)
            return Pause(key, sink, spec, parameters, path);
        // an output that a block may go without, and does
        if (spec.Target == ActionTarget.Output && key.Value is YamlScalar { Value: YamlTree.None, Scope: not null })
            return null;
        if (spec.Target == ActionTarget.Frames)
            return new SendReader(context, scope).Read(key, sink, spec, parameters, path);
        if (spec.Target == ActionTarget.Topic)
            return new PublishReader(context, scope).Read(key, sink, spec, parameters, path);
        if (spec.Target == ActionTarget.Contacts)
            return new CallReader(context, scope).Read(key, sink, spec, parameters, path);
        if (spec.Target == ActionTarget.Clip)
            return new PlayReader(context, scope).Read(key, sink, spec, parameters, path);
        YamlScalar? target = spec.Target == ActionTarget.Output ? Output(key.Value, spec, actionPath, starts) : Text(key.Value, spec, actionPath);
        if (context.Catalog.Connection(sink.Name) is not null && !scope.Table.Connections.ContainsKey(sink.Name))
            context.Error(DiagnosticCodes.NoConnection, key.Key.Start, actionPath, $"this pipeline has no section '{sink.Name}': it is connected to nobody", $"add the section '{sink.Name}'");
        if (key.Value is not YamlScalar)
            return null;
        ParameterValues? values = ParameterReader.Read(context, $"'{spec.Name}'", spec.Parameters, parameters, key.Key.Start, path);
        return target is null || values is null ? null : new ActionDefinition(sink, spec, target.Value, values, context.At(key.Key.Start));
    }

    private ActionDefinition? Pause(YamlEntry key, SinkSpec sink, ActionSpec spec, List<YamlEntry> others, string path)
    {
        ParameterValues? values = ParameterReader.Read(context, $"'{spec.Name}'", spec.Parameters, others, key.Key.Start, path);
        return ParameterReader.ReadOne(context, RuleSteps.Pause, key.Value, ReadContext.Join(path, spec.Name)) is Quantity pause && values is not null
            ? new ActionDefinition(sink, spec, "", values, context.At(key.Key.Start)) { Nanoseconds = pause.Nanoseconds }
            : null;
    }

    private void ReportUnknown(YamlMap map, string path, string? starts)
    {
        List<string> names = [];
        foreach (SinkSpec sink in RuleSteps.AllSinks(context.Catalog))
        {
            foreach (ActionSpec action in sink.Actions)
                names.Add(action.Name);
        }

        string known = ParameterSpec.Or([.. names]);
        if (map.Entries.Count == 0)
            context.Error(DiagnosticCodes.UnknownAction, map.Start, path, $"an action belongs here: {known}");
        else
            context.Error(DiagnosticCodes.UnknownAction, map.Entries[0].Key.Start, path, $"{map.Entries[0].Key.Describe()} is no action: {known}", Meant(map.Entries[0], starts) ?? context.Near(map.Entries[0].Key.Value, names));
    }

    // "trigger: front.lock-down"
    private string? Meant(YamlEntry entry, string? starts) =>
        entry.Value is YamlScalar named ? InputCure.OfAction(named.Scope ?? scope, named.Value, starts) : null;

    private YamlScalar? Output(YamlNode node, ActionSpec spec, string path, string? starts) =>
        context.Scalar(node, path, spec.Example) is YamlScalar target && IsOutput(target, path, starts) ? target : null;

    /// <summary>Whether there is an output of this name; where there is none, that is reported.</summary>
    public bool IsOutput(YamlScalar target, string path, string? starts = null)
    {
        NameScope names = target.Scope ?? scope;
        if (names.Device is null || names.Output(target.Value) is not null)
            return true;
        if (names.IsBlock && names.Output(names.Device.Outputs.Length > 0 ? names.Device.Outputs[0].Name : "") is null)
        {
            context.Error(DiagnosticCodes.UnknownOutput, target.Start, path, $"a block knows only outputs that it is given, not {target.Describe()}", "give the block a parameter: { is: output }, and write $ and its name");
            return false;
        }

        if (InputCure.OfAction(names, target.Value, starts) is string cure)
        {
            context.Error(DiagnosticCodes.UnknownOutput, target.Start, path, $"{target.Describe()} is no output of '{names.Device.Name}'", cure);
            return false;
        }

        List<string> outputs = ReadContext.NamesOf(names.Device.Outputs, static o => o.Name);
        string hint = context.Near(target.Value, outputs);
        context.Error(DiagnosticCodes.UnknownOutput, target.Start, path, $"'{names.Device.Name}' has no output {target.Describe()}", hint.Length > 0 ? hint : $"its outputs are {ParameterSpec.Or([.. outputs])}");
        return false;
    }

    private YamlScalar? Text(YamlNode node, ActionSpec spec, string path)
    {
        YamlScalar? text = context.Text(node, path, node is YamlMap or YamlList ? "the text in double quotes" : spec.Example);
        if (text is null || !BlockText.IsFilled(context, text, text.Scope ?? scope, path))
            return null;
        if (spec.CheckTarget(text.Value) is ParameterProblem wrong)
        {
            context.Error(DiagnosticCodes.ParametersDisagree, text.Start, path, wrong.Message, wrong.Hint);
            return null;
        }

        if (text.Value.Length <= MostTextCharacters)
            return text;
        context.Error(DiagnosticCodes.OutOfRange, text.Start, path, $"the text has more than {MostTextCharacters} characters", "shorten it");
        return null;
    }

    private static string Example(bool lasting) => lasting ? "while: { activate: aux-1 }" : "do: { pulse: strike, for: 7 s }";
}
