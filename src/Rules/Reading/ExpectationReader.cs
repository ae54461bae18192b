using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Reads <c>expect</c>: <c>strike: active</c> for a command to an output, <c>controller: 0x2f623ae/26</c> for a frame on a reader line, <c>speaker: chime.wav</c> for a clip, <c>log: "text"</c> for a line in the log, <c>door: open</c> for
/// a state and <c>press: active</c> for an event, which <c>occurs</c> where its value does not matter.
/// </summary>
internal sealed class ExpectationReader(ReadContext context, NameScope scope)
{
    private const string FaultPrefix = "fault ";

    public const string Example = "expect: [ { at: 1 s, strike: active } ]";

    /// <summary>What an output can be expected to become.</summary>
    public static readonly ImmutableArray<string> OutputStates = ["active", "inactive"];

    /// <summary>What is expected; <paramref name="last"/> becomes the last instant of it, if that is later.</summary>
    public ImmutableArray<ExpectationDefinition> Read(YamlNode node, string path, ref SignalTime last)
    {
        if (context.List(node, path, Example) is not YamlList list)
            return [];
        ImmutableArray<ExpectationDefinition>.Builder expectations = ImmutableArray.CreateBuilder<ExpectationDefinition>();
        SignalTime now = SignalTime.Zero;
        for (int i = 0; i < list.Items.Count; i++)
        {
            string entryPath = $"{path}[{i}]";
            if (context.Map(list.Items[i], entryPath, "{ at: 1 s, strike: active }") is not YamlMap map)
                continue;
            TimeSpread? span = null;
            if (context.Required(map, Keys.Test.Span, entryPath, map.Start, "at: and an instant or span, such as 'at: 1 s..1.05 s'") is YamlEntry time
                && SpanReader.Read(context, time.Value, ReadContext.Join(entryPath, "at")) is TimeSpread read)
            {
                span = read;
                SpanReader.InOrder(context, read.Earliest, ref now, time.Value.Start, entryPath);
                last = SignalTime.Max(last, read.Latest);
            }

            if (map.Entries.Count == 1 && span is not null)
                context.Error(DiagnosticCodes.MissingKey, map.Start, entryPath, "nothing is expected here", "add an output and its state, such as 'strike: active', a signal and its value, or 'log: \"text\"'");
            foreach (YamlEntry entry in map.Entries)
            {
                if (entry.Key.Value != Keys.Test.Span.Name && Read(entry, span ?? new TimeSpread(now), entryPath) is ExpectationDefinition expectation)
                    expectations.Add(expectation);
            }
        }

        return expectations.ToImmutable();
    }

    private ExpectationDefinition? Read(YamlEntry entry, TimeSpread span, string path)
    {
        string key = entry.Key.Value, keyPath = ReadContext.Join(path, key);
        if (scope.Device?.Output(key) is not null)
            return Output(entry, span, keyPath);
        if (scope.Device?.Line(key) is not null)
        {
            return new WrittenRecord(context, DiagnosticCodes.WrongExpectation).Bits(entry.Value, keyPath) is ReaderBits frame
                ? new CommandExpectation(span.Earliest, span.Latest, key, Command.Send, frame.Written, context.At(entry.Key.Start))
                : null;
        }

        if (scope.Device?.Speaker(key) is not null)
            return new PlayReader(context, scope).File(entry.Value, keyPath) is string clip ? new CommandExpectation(span.Earliest, span.Latest, key, Command.Play, clip, context.At(entry.Key.Start)) : null;
        if (key == Keys.Test.Publish.Name)
            return Published(entry, span, keyPath);
        if (context.Catalog.Action(key, out SinkSpec? sink) is { } action && scope.Table.Connections.ContainsKey(sink!.Name))
            return Done(entry, sink, action, span, keyPath);
        if (key == Keys.Test.Log.Name)
            return context.Text(entry.Value, keyPath, "log: \"the text\"") is YamlScalar text ? new CommandExpectation(span.Earliest, span.Latest, "log", "log", text.Value, context.At(entry.Key.Start)) : null;
        return Signal(entry, keyPath) is Operand signal ? Value(entry, signal, span, keyPath) : null;
    }

    // what is done with a connection, such as a call
    private CommandExpectation? Done(YamlEntry entry, SinkSpec sink, ActionSpec action, TimeSpread span, string path)
    {
        SourcePosition position = context.At(entry.Key.Start);
        if (action.Target == ActionTarget.Contacts)
            return new CallReader(context, scope).Contacts(entry.Value, sink, path) is { IsEmpty: false } called ? new CommandExpectation(span.Earliest, span.Latest, sink.Name, action.Name, null, position) { Called = called } : null;
        return context.Text(entry.Value, path, action.Example) is YamlScalar text ? new CommandExpectation(span.Earliest, span.Latest, sink.Name, action.Name, text.Value, position) : null;
    }

    private CommandExpectation? Published(YamlEntry entry, TimeSpread span, string path)
    {
        if (!scope.Table.Connections.Any(static c => c.Value is null or { Spec.HasTopics: true }))
        {
            context.Error(DiagnosticCodes.NoConnection, entry.Key.Start, path, "this pipeline is connected to nobody: it publishes nothing");
            return null;
        }

        (string name, ConnectionDefinition? connection) = scope.Table.Connections.First(static c => c.Value is null or { Spec.HasTopics: true });
        MessageExpectation? message = entry.Value is YamlMap map ? Message(map, connection, path)
            : context.Text(entry.Value, path, "publish: door/forced") is YamlScalar topic ? new MessageExpectation(Whole(topic.Value, connection), null, null, null, null) : null;
        return message is null ? null : new CommandExpectation(span.Earliest, span.Latest, name, Command.Publish, null, context.At(entry.Key.Start)) { Message = message };
    }

    private MessageExpectation? Message(YamlMap map, ConnectionDefinition? connection, string path)
    {
        int errors = context.Report.Errors;
        context.OnlyKeys(map, path, Keys.Published.All);
        context.Required(map, Keys.Published.Topic, path, map.Start, "topic: door/forced");
        string? topic = Text(map, Keys.Published.Topic, path), qos = Word(map, Keys.Published.Qos, path), retain = Word(map, Keys.Published.Retain, path), prefix = Word(map, Keys.Published.Prefix, path);
        var message = new MessageExpectation(prefix == "no" ? topic ?? "" : Whole(topic ?? "", connection), Text(map, Keys.Published.Payload, path), Text(map, Keys.Published.Value, path), qos is null ? null : qos[0] - '0', retain is null ? null : retain == "yes");
        return topic is null || context.Report.Errors != errors ? null : message;
    }

    private string? Text(YamlMap map, KeySpec key, string path) =>
        map.Find(key) is YamlEntry entry ? context.Text(entry.Value, ReadContext.Join(path, key.Name), $"{key.Name}: and a text")?.Value : null;

    private string? Word(YamlMap map, KeySpec key, string path) =>
        map.Find(key) is YamlEntry entry ? ParameterReader.ReadOne(context, key.Parameter!, entry.Value, ReadContext.Join(path, key.Name)) as string : null;

    private static string Whole(string topic, ConnectionDefinition? connection) =>
        connection is null ? topic : connection.TopicOf(topic, new ParameterValues([]));

    private CommandExpectation? Output(YamlEntry entry, TimeSpread span, string path)
    {
        if (context.Scalar(entry.Value, path, $"{entry.Key.Value}: active") is not YamlScalar state)
            return null;
        if (OutputStates.Contains(state.Value))
            return new CommandExpectation(span.Earliest, span.Latest, entry.Key.Value, state.Value == "active" ? "activate" : "deactivate", null, context.At(entry.Key.Start));
        string hint = ParameterReader.IsBoolean(state.Value) ? "there is no on or off here" : context.Near(state.Value, OutputStates);
        context.Error(DiagnosticCodes.WrongExpectation, state.Start, path, $"an output becomes active or inactive, not {state.Describe()}", hint);
        return null;
    }

    private Operand? Signal(YamlEntry entry, string path)
    {
        string key = entry.Key.Value;
        Operand? signal = null;
        if ((scope.Device is null || scope.HasSignal(key)) && scope.Resolve(context, key, context.At(entry.Key.Start), path, out signal) is Lookup.Broken or Lookup.Bank)
        {
            if (signal is not null)
                context.Error(DiagnosticCodes.WrongExpectation, entry.Key.Start, path, $"'{key}' is a bank of {signal.Flow.Channels} signals", $"expect one of them, such as '{NameScope.MemberName(key, 0)}'");
            return null;
        }

        if (signal is null)
            context.Error(DiagnosticCodes.UnknownFeed, entry.Key.Start, path, $"there is no output or signal {entry.Key.Describe()}", Hint(context, scope, key));
        return signal;
    }

    private ExpectationDefinition? Value(YamlEntry entry, Operand signal, TimeSpread span, string path)
    {
        bool isEvent = signal.Flow.Kind == FlowKind.Event;
        SourcePosition position = context.At(entry.Key.Start);
        if (isEvent && entry.Value is YamlScalar written && FaultOf(written) is Value fault)
            return new EventExpectation(span.Earliest, span.Latest, signal.Name, fault, position);
        if (signal.Flow.Record == RecordType.Entry && entry.Value is not YamlScalar { Value: WrittenValue.Occurs })
            return new WrittenEntry(context, DiagnosticCodes.WrongExpectation).Tests(entry.Value, path) is { } parts ? new EventExpectation(span.Earliest, span.Latest, signal.Name, null, position) { Parts = parts } : null;
        if (entry.Value is YamlMap map && signal.Flow.Record is RecordType type)
            return new WrittenRecord(context, DiagnosticCodes.WrongExpectation).Of(type, map, path) is Value record ? new EventExpectation(span.Earliest, span.Latest, signal.Name, record, position) : null;
        if (context.Scalar(entry.Value, path, isEvent ? $"{signal.Name}: {WrittenValue.Occurs}" : $"{signal.Name}: and the value that it has") is not YamlScalar scalar)
            return null;
        if (isEvent && scalar.Value == WrittenValue.Occurs)
            return new EventExpectation(span.Earliest, span.Latest, signal.Name, null, position);
        if (WrittenValue.OfSignal(context, DiagnosticCodes.WrongExpectation, signal.Flow, signal.Name, scalar, path) is not Value value)
            return null;
        return isEvent
            ? new EventExpectation(span.Earliest, span.Latest, signal.Name, value, position)
            : new StateExpectation(span.Earliest, span.Latest, signal.Name, value, position);
    }

    // a text that reads so stands in quotes
    private static Value? FaultOf(YamlScalar written) => written.Style != YamlStyle.Plain ? null
        : written.Value == Words.Faulty ? Signals.Value.Fault("")
        : written.Value.StartsWith(FaultPrefix, StringComparison.Ordinal) ? Signals.Value.Fault(written.Value[FaultPrefix.Length..]) : null;

    /// <summary>What was probably meant by a name that is neither an output nor a signal.</summary>
    public static string Hint(ReadContext context, NameScope scope, string name)
    {
        if (name.StartsWith(FeedReader.PortPrefix, StringComparison.Ordinal))
            return "ports are fed: name a signal that is made from it";
        if (scope.Device?.Port(name) is not null)
            return "it is a port: name a signal that is made from it";
        List<string> names = [.. scope.Names(), .. ReadContext.NamesOf(scope.Device?.Lines ?? [], static l => l.Name), .. ReadContext.NamesOf(scope.Device?.Speakers ?? [], static s => s.Name), Keys.Test.Log.Name, Keys.Test.Publish.Name];
        return context.Near(name, names);
    }
}
