using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Graph;

/// <summary>Gives a rule its actions.</summary>
/// <param name="outputs">The outputs, by name.</param>
/// <param name="signals">The signals, by name.</param>
/// <param name="connections">The connections of the pipeline.</param>
/// <param name="compiler">Makes nodes of the conditions of contacts.</param>
internal sealed class RuleActionFactory(IReadOnlyDictionary<string, OutputNode> outputs, IReadOnlyDictionary<string, Leaf> signals, ImmutableArray<ConnectionDefinition> connections, ExpressionCompiler compiler)
{
    /// <summary>Makes the runs of what is done once, and the actions that last.</summary>
    public void Equip(RuleNode rule)
    {
        RuleDefinition definition = rule.Definition;
        bool pauses = definition.Do.Any(a => a.Action.Target == ActionTarget.Duration);
        int runs = definition.Do.IsEmpty ? 0 : definition.Mode == RuleMode.Parallel ? definition.Most : 1;
        ImmutableArray<RuleRun>.Builder all = ImmutableArray.CreateBuilder<RuleRun>(runs);
        for (int i = 0; i < runs; i++)
        {
            var run = new RuleRun(rule, i, pauses);
            run.Steps = [.. definition.Do.Select((a, at) => Step(rule, run, at, a))];
            all.Add(run);
        }

        rule.Runs = all.ToImmutable();
        rule.While = [.. definition.While.Select((a, i) => Lasting(rule, definition.Do.Length + i, a, outputs[a.Target]))];
    }

    private RunStep Step(RuleNode rule, RuleRun run, int index, ActionDefinition action)
    {
        if (action.Action.Target == ActionTarget.Duration)
            return new RunStep(null, action.Nanoseconds);
        if (action.Action.Target == ActionTarget.Text)
            return new RunStep(new MessageAction(rule, run, index, action.Sink.Name, action.Action.Name, action.Target), 0);
        if (action.Action.Target == ActionTarget.Contacts)
            return new RunStep(Call(rule, run, index, action), 0);
        if (action.Action.Target == ActionTarget.Clip)
            return new RunStep(new MessageAction(rule, run, index, action.Speaker, Command.Play, action.Clip), 0);
        if (action.Action.Target == ActionTarget.Frames)
            return new RunStep(new SendAction(rule, run, index, (EventLeaf)signals[action.Target], action.Line), 0);
        if (action.Action.Target == ActionTarget.Topic)
            return new RunStep(Publish(rule, run, index, action), 0);
        if (action.Action.Name != "pulse")
            throw new InvalidOperationException($"Outputs know no action '{action.Action.Name}' that is done once.");
        return new RunStep(new PulseAction(rule, run, index, outputs[action.Target], action.ClaimsActive, ClaimStack.RankOf(rule.Definition.Level, rule.Definition.Priority), action.Parameters.Quantity("for").Nanoseconds), 0);
    }

    private CallAction Call(RuleNode rule, RuleRun run, int index, ActionDefinition action)
    {
        ConnectionDefinition connection = connections.First(c => c.Spec.Name == action.Sink.Name);
        return new CallAction(rule, run, index, action, new Contacts(connection, compiler));
    }

    private PublishAction Publish(RuleNode rule, RuleRun run, int index, ActionDefinition action)
    {
        ParameterValues values = action.Parameters;
        ConnectionDefinition connection = connections.First(c => c.Spec.Name == action.Sink.Name);
        bool isGiven = values.Has(PublishReader.Payload);
        int qos = values.Text("qos")[0] - '0';
        var message = new Message(connection.TopicOf(action.Target, values), isGiven ? values.Text(PublishReader.Payload) : "")
        {
            Qos = qos,
            Retain = values.Text("retain") == "yes",
            ExpiresNanoseconds = values.Has("expires") ? values.Quantity("expires").Nanoseconds : qos == 0 ? Message.UsualNanosecondsOnce : Message.UsualNanosecondsKept,
        };
        string serial = connection.Settings.Settings.Has("serial") ? connection.Settings.Settings.Text("serial") : "";
        return new PublishAction(rule, run, index, action.Sink.Name, message, isGiven, serial, action.Signal is null ? null : Told(action.Signal));
    }

    // what is told of an output is what it was last ordered to be
    private Leaf Told(string name) => signals.TryGetValue(name, out Leaf? signal) ? signal : outputs[name];

    private static HoldAction Lasting(RuleNode rule, int index, ActionDefinition action, OutputNode output) =>
        new(rule, index, output, action.ClaimsActive, ClaimStack.RankOf(action.LevelIn(rule.Definition), rule.Definition.Priority));
}
