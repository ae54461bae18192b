using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Reads the section of a connection: its settings, the topics that it listens to, which become sources, and the signals that it publishes, which become
/// rules. Names are declared first; what is published is looked up once every signal is made.
/// </summary>
internal sealed class ConnectionReader(ReadContext context, NameScope scope, ConnectionSpec spec)
{
    /// <summary>Topics listened to, and signals published.</summary>
    public const int MostTopics = 1024;

    /// <summary>Entries of a list.</summary>
    public const int MostEntries = 256;

    public const string Subscribe = "subscribe";
    public const string Publish = "publish";

    private readonly List<SubscriptionDraft> _subscriptions = [];

    // lists with entries that could not be read, which is reported
    private readonly HashSet<string> _broken = [];
    private YamlMap? _section;
    private ConnectionDefinition? _read;

    /// <summary>Reads the settings, and declares what rules may name: the connection itself, its queue, its outcomes, and what it listens to.</summary>
    public void Declare(YamlEntry entry)
    {
        // even a section that is wrong has the names that it gives
        SourcePosition position = context.At(entry.Key.Start);
        scope.Table.Connections[spec.Name] = null;
        DeclareOwn(entry, position);
        if (context.Map(entry.Value, spec.Name, Example) is not YamlMap map)
            return;
        _section = map;
        int errors = context.Report.Errors;
        bool hasParts = true;
        List<YamlEntry> settings = [];
        ImmutableDictionary<string, ImmutableArray<(string Name, ParameterValues Values)>>.Builder lists = ImmutableDictionary.CreateBuilder<string, ImmutableArray<(string Name, ParameterValues Values)>>();
        ImmutableDictionary<string, ParameterValues>.Builder parts = ImmutableDictionary.CreateBuilder<string, ParameterValues>();
        foreach (YamlEntry one in map.Entries)
        {
            if (spec.HasTopics && one.Key.Value is Subscribe or Publish)
                continue;
            if (Find(spec.Lists, one.Key.Value) is ConnectionPart list)
                lists[list.Name] = ReadList(one, list);
            else if (Find(spec.Parts, one.Key.Value) is not ConnectionPart part)
                settings.Add(one);
            else if (ReadPart(one, part) is ParameterValues values)
                parts[part.Name] = values;
            else
                hasParts = false;
        }

        ParameterValues? own = ParameterReader.Read(context, $"'{spec.Name}'", spec.Settings, settings, entry.Key.Start, spec.Name);
        if (own is not null && hasParts)
        {
            bool isRight = _broken.Count == 0 && context.Report.Errors == errors;
            var whole = new ConnectionSettings(own, parts.ToImmutable()) { Lists = lists.ToImmutable() };
            Check(whole, map, entry.Key.Start);
            if (isRight)
                scope.Table.Connections[spec.Name] = _read = new ConnectionDefinition(spec, whole, position);
        }

        if (spec.HasTopics && map.Find(Subscribe) is YamlEntry subscribed)
            DeclareSubscriptions(subscribed);
    }

    /// <summary>The whole of it once every signal is made; null where it is wrong, which is reported.</summary>
    public ConnectionDefinition? Finish()
    {
        ImmutableArray<PublicationDefinition> publications = spec.HasTopics && _section?.Find(Publish) is YamlEntry published ? Publications(published) : [];
        ImmutableArray<SubscriptionDefinition>.Builder subscriptions = ImmutableArray.CreateBuilder<SubscriptionDefinition>();
        foreach (SubscriptionDraft draft in _subscriptions)
        {
            if (draft.Made is SubscriptionDefinition made)
                subscriptions.Add(made);
        }

        ImmutableDictionary<string, Condition> conditions = Conditions();
        return _read is null ? null : _read with { Conditions = conditions, Subscriptions = subscriptions.ToImmutable(), Publications = publications };
    }

    // of a list that lacks entries nobody knows what it is as a whole, and which names are in it
    private void Check(ConnectionSettings whole, YamlMap map, int start)
    {
        foreach (ConnectionProblem problem in spec.Check(whole))
        {
            if (_broken.Contains(problem.Path) || _broken.Contains(problem.MissingFrom ?? ""))
                continue;
            string code = problem.MissingFrom is null ? DiagnosticCodes.ParametersDisagree : DiagnosticCodes.UnknownName;
            context.Error(code, PlaceOf(map, problem.Path, start), ReadContext.Join(spec.Name, problem.Path), problem.Message, problem.Hint);
        }
    }

    // what a list is called is known before it is read, and so are the names in it
    private static ImmutableArray<string> NamesIn(YamlNode section, string list) =>
        section is YamlMap map && map.Find(list) is { Value: YamlMap entries } ? [.. ReadContext.NamesOf([.. entries.Entries], static e => e.Key.Value)] : [];

    // a list whose file could not be read
    private static bool IsAnyRefused(YamlMap section) => section.Entries.Exists(static e => e.Value is YamlRefused);

    private void DeclareOwn(YamlEntry entry, SourcePosition position)
    {
        YamlScalar key = entry.Key;
        PortSpec state = new()
        {
            Name = spec.Name,
            Summary = "whether the connection is there",
            Flow = new Flow(FlowKind.State, SymbolType.Connection),
            Order = SourceOrder.ByArrival,
            IsVirtual = true,
            Initially = Value.Symbol(SymbolType.Connection, "connected"),
        };
        string outcome = spec.Name + ".outcome";
        Declare(new MadeDraft(key, spec.Name, scope, spec.Name, new SignalDefinition(spec.Name, position, [new SignalInput(state, null)], [], state.Flow), state));
        bool isSensitive = entry.Value is YamlMap map && map.Find(PortSettings.Sensitive.Name) is { Value: YamlScalar { Value: "yes" } };
        foreach (ConnectionPort brought in spec.Ports(list => NamesIn(entry.Value, list)))
        {
            PortSpec port = new()
            {
                Name = $"{spec.Name}.{brought.Name}",
                Summary = brought.Summary,
                Flow = brought.Flow,
                Order = SourceOrder.ByArrival,
                IsVirtual = true,
                Initially = brought.Initially,
                IsSensitive = brought.IsTyped && isSensitive,
            };
            var draft = new MadeDraft(key, spec.Name, scope, port.Name, new SignalDefinition(port.Name, position, [new SignalInput(port, null)], [], port.Flow), port);
            // whom it speaks of is not known
            if (entry.Value is YamlMap whole && IsAnyRefused(whole))
                draft.Progress = Draft.Stage.Bad;
            Declare(draft);
        }

        Declare(new MadeDraft(key, spec.Name, scope, outcome, new SignalDefinition(outcome, position, [], [], new Flow(FlowKind.Event, SymbolType.Outcome)) { Derivation = new OutcomeDerivation(position, spec.Name) }, null));
    }

    private void Declare(MadeDraft draft)
    {
        if (!scope.Table.Declare(draft) || scope.Table.Port(draft.Name) is not null || scope.Table.Output(draft.Name) is not null)
            context.Error(DiagnosticCodes.TakenName, draft.Key.Start, spec.Name, $"there is something called '{draft.Name}' already", $"give that another name: '{draft.Name}' is the connection");
    }

    private void DeclareSubscriptions(YamlEntry section)
    {
        string path = ReadContext.Join(spec.Name, Subscribe);
        if (context.Named(section.Value, path, Subscribe, "remote: { topic: door/unlock, is: trigger }") is not YamlMap map || IsTooMany(map, path))
            return;
        foreach (YamlEntry entry in map.Entries)
        {
            string at = ReadContext.Join(path, entry.Key.Value);
            var draft = new SubscriptionDraft(context, spec, entry, at, scope);
            if (!context.NewName(entry.Key, at, "a subscription", scope))
                draft.Progress = Draft.Stage.Bad;
            else if (scope.Table.Port(draft.Name) is not null)
                context.Error(DiagnosticCodes.TakenName, entry.Key.Start, at, $"'{entry.Key.Value}' is a port of this device", "give the subscription another name");
            scope.Table.Subscriptions.TryAdd(draft.Name, null);
            if (scope.Table.Declare(draft))
                _subscriptions.Add(draft);
            else
                context.Error(DiagnosticCodes.TakenName, entry.Key.Start, at, $"there is something called '{draft.Name}' already", "give the subscription another name");
        }
    }

    private ImmutableArray<PublicationDefinition> Publications(YamlEntry section)
    {
        string path = ReadContext.Join(spec.Name, Publish);
        if (context.Map(section.Value, path, "{ door: { topic: door/state } }") is not YamlMap map || IsTooMany(map, path))
            return [];
        ImmutableArray<PublicationDefinition>.Builder all = ImmutableArray.CreateBuilder<PublicationDefinition>();
        foreach (YamlEntry entry in map.Entries)
        {
            if (Publication(entry, ReadContext.Join(path, entry.Key.Value)) is PublicationDefinition publication)
                all.Add(publication);
        }

        return all.ToImmutable();
    }

    private PublicationDefinition? Publication(YamlEntry entry, string path)
    {
        int errors = context.Report.Errors;
        Operand? signal = PublishReader.Signal(context, scope, entry.Key, path);
        List<YamlEntry> settings = [];
        if (entry.Value is YamlMap map)
            settings = map.Entries;
        else if (entry.Value is not YamlScalar { IsEmpty: true })
            context.Map(entry.Value, path, "{ topic: door/state }, or nothing");
        ParameterValues? values = ParameterReader.Read(context, $"the publication of '{entry.Key.Value}'", spec.Publication, settings, entry.Key.Start, path);
        if (values is not null)
            ParameterReader.Report(context, spec.CheckPublication(values), settings, entry.Key.Start, path);
        if (signal is null || values is null || context.Report.Errors != errors)
            return null;
        string topic = values.Has("topic") ? values.Text("topic") : entry.Key.Value.Replace('.', '/');
        return new PublicationDefinition(signal, topic, values);
    }

    private ParameterValues? ReadPart(YamlEntry entry, ConnectionPart part)
    {
        string path = ReadContext.Join(spec.Name, part.Name);
        return context.Map(entry.Value, path, $"{{ {part.Parameters[0].Name}: {Samples.Of(part.Parameters[0])} }}") is YamlMap map
            ? ParameterReader.Read(context, $"'{part.Name}'", part.Parameters, map.Entries, entry.Key.Start, path)
            : null;
    }

    private ImmutableArray<(string Name, ParameterValues Values)> ReadList(YamlEntry entry, ConnectionPart list)
    {
        string path = ReadContext.Join(spec.Name, list.Name);
        string example = $"{{ {list.Parameters[0].Name}: {Samples.Of(list.Parameters[0])} }}";
        ImmutableArray<(string Name, ParameterValues Values)>.Builder all = ImmutableArray.CreateBuilder<(string Name, ParameterValues Values)>();
        List<YamlEntry> entries = [];
        if (context.Named(entry.Value, path, list.Name, $"name: {example}") is YamlMap map)
            entries = map.Entries;
        else
            _broken.Add(list.Name);
        if (entries.Count > MostEntries)
        {
            // those behind them are not looked at
            context.Error(DiagnosticCodes.TooMany, entries[MostEntries].Key.Start, path, $"at most {MostEntries} can stand here");
            entries = entries[..MostEntries];
            _broken.Add(list.Name);
        }

        foreach (YamlEntry one in entries)
        {
            string at = ReadContext.Join(path, one.Key.Value);
            if (context.Name(one.Key, at, $"one of '{list.Name}'")
                && context.Map(one.Value, at, example) is YamlMap settings
                && ParameterReader.Read(context, $"'{one.Key.Value}'", list.Parameters, settings.Entries, one.Key.Start, at) is ParameterValues values)
                all.Add((one.Key.Value, values));
            else
                _broken.Add(list.Name);
        }

        return all.ToImmutable();
    }

    // the conditions of entries: they speak of signals, which are all made by now
    private ImmutableDictionary<string, Condition> Conditions()
    {
        ImmutableDictionary<string, Condition>.Builder conditions = ImmutableDictionary.CreateBuilder<string, Condition>();
        foreach (ConnectionPart list in spec.Lists)
        {
            if (_section?.Find(list.Name) is not { Value: YamlMap entries })
                continue;
            foreach (ParameterSpec parameter in list.Parameters)
            {
                if (parameter.Kind != ParameterKind.Condition)
                    continue;
                foreach (YamlEntry one in entries.Entries)
                {
                    if (one.Value is YamlMap settings && settings.Find(parameter.Name) is YamlEntry written
                        && new ExpressionReader(context, scope).Condition(written.Value, parameter.Name, ReadContext.Join(ReadContext.Join(spec.Name, list.Name), one.Key.Value)) is Condition condition)
                        conditions[ConnectionDefinition.ConditionOf(list.Name, one.Key.Value, parameter.Name)] = condition;
                }
            }
        }

        return conditions.ToImmutable();
    }

    private string Example => spec.Lists.IsEmpty ? $"{{ {spec.Settings[0].Name}: {Samples.Of(spec.Settings[0])} }}" : $"{{ {spec.Lists[0].Name}: {{ name: {{ {spec.Lists[0].Parameters[0].Name}: {Samples.Of(spec.Lists[0].Parameters[0])} }} }} }}";

    private static ConnectionPart? Find(ImmutableArray<ConnectionPart> parts, string name)
    {
        foreach (ConnectionPart part in parts)
        {
            if (part.Name == name)
                return part;
        }

        return null;
    }

    private bool IsTooMany(YamlMap map, string path)
    {
        if (map.Entries.Count <= MostTopics)
            return false;
        context.Error(DiagnosticCodes.TooMany, map.Entries[MostTopics].Key.Start, path, $"at most {MostTopics} can stand here");
        return true;
    }

    // "will.topic": the setting, else its part, else the section
    private static int PlaceOf(YamlMap map, string path, int otherwise)
    {
        int dot = path.IndexOf('.', System.StringComparison.Ordinal);
        if (map.Find(dot < 0 ? path : path[..dot]) is not YamlEntry entry)
            return otherwise;
        return dot < 0 ? entry.Value.Start : entry.Value is YamlMap part ? PlaceOf(part, path[(dot + 1)..], entry.Key.Start) : entry.Key.Start;
    }
}

/// <summary>A signal that a connection brings with it.</summary>
internal sealed class MadeDraft(YamlScalar key, string path, NameScope scope, string name, SignalDefinition signal, PortSpec? port)
    : Draft(new YamlScalar(key.Start, key.End, name, key.Style), path, scope)
{
    public override SignalDefinition? Build()
    {
        if (port is not null)
            Scope.Table.VirtualPorts.Add(port);
        return signal;
    }
}
