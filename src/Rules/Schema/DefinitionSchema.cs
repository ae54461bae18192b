using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Schema;

/// <summary>
/// The JSON Schema (draft 2020-12) of definitions, made of the keys and specs that the readers read by. It knows shapes, keys, words and
/// units; what depends on a device or on types, and what expressions say, only the readers know.
/// </summary>
public sealed class DefinitionSchema
{
    private readonly Catalog _catalog;
    private readonly SortedDictionary<KeyShape, JsonObject?> _definitions = [];

    private DefinitionSchema(Catalog catalog) => _catalog = catalog;

    /// <summary>The schema of a pipeline.</summary>
    /// <param name="catalog">The operators, sinks and profiles that it may name.</param>
    public static JsonObject Pipeline(Catalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new DefinitionSchema(catalog).Whole("urn:reactive:pipeline", "A pipeline", Keys.Pipeline.All);
    }

    /// <summary>The schema of a building block.</summary>
    /// <param name="catalog">The operators and sinks that it may name.</param>
    public static JsonObject Block(Catalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new DefinitionSchema(catalog).Whole("urn:reactive:block", "A building block", Keys.Block.All);
    }

    /// <summary>The schema of a device profile.</summary>
    public static JsonObject Profile() => new DefinitionSchema(new Catalog([], [], [])).Whole("urn:reactive:profile", "A device profile", Keys.Profile.All);

    /// <summary>The schema of a file of tests beside its pipeline.</summary>
    public static JsonObject Tests() => new DefinitionSchema(new Catalog([], [], [])).Whole("urn:reactive:tests", "Tests of a pipeline", Keys.TestFile.All);

    private JsonObject Whole(string id, string title, MapSpec map)
    {
        JsonObject schema = new() { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["$id"] = id, ["title"] = title };
        foreach ((string keyword, JsonNode? value) in Map(map))
            schema[keyword] = value?.DeepClone();
        JsonObject definitions = [];
        // a definition may call for others, until all are there
        while (Missing() is KeyShape shape)
            _definitions[shape] = Definition(shape);
        foreach ((KeyShape shape, JsonObject? definition) in _definitions)
            definitions[NameOf(shape)] = definition;
        schema["$defs"] = definitions;
        return schema;
    }

    private KeyShape? Missing()
    {
        foreach ((KeyShape shape, JsonObject? definition) in _definitions)
        {
            if (definition is null)
                return shape;
        }

        return null;
    }

    private JsonObject Definition(KeyShape shape) => shape switch
    {
        KeyShape.Name => Text(Patterns.Name),
        KeyShape.Text => ParameterSchema.Text(),
        KeyShape.Expression => new() { ["type"] = "string" },
        KeyShape.Span => Text(Patterns.Span([Dimension.Time])),
        KeyShape.Device => Device(),
        KeyShape.Ports => Named(ComponentSchema.Map(PortSettings.All)),
        KeyShape.Signals => Named(Signal(), SignalsReader.MostSignals, orNothing: true),
        KeyShape.Latch => Map(Keys.Latch.All),
        KeyShape.Counter => Map(Keys.Counter.All),
        KeyShape.Schedules => Named(OneOrSeveral(Map(Keys.Schedule.All), Map(Keys.Schedule.All), ScheduleDraft.MostEntries), SchedulesReader.MostSchedules, orNothing: true),
        KeyShape.TimeZone => Text(Patterns.TimeZone),
        KeyShape.Instant => Text(Patterns.Instant),
        KeyShape.Time => Text(Patterns.Time),
        KeyShape.EndTime => Text(Patterns.EndTime),
        KeyShape.Days => OneOrSeveral(Text(Patterns.DayList), Text(Patterns.Days), DayReader.MostDates),
        KeyShape.Dates => OneOrSeveral(Text(Patterns.DateList), Text(Patterns.Dates), DayReader.MostDates),
        KeyShape.Date => Text(Patterns.Date),
        KeyShape.Recurrence => Text(Patterns.Recurrence),
        KeyShape.ScheduleNames => OneOrSeveral(Text(Patterns.Reference), Text(Patterns.Reference), ScheduleNames.MostNames),
        KeyShape.Source => OneOrSeveral(Text(Patterns.Signal), Text(Patterns.Signal), SignalsReader.MostInputs),
        KeyShape.Chain => List(Ref(KeyShape.Operator), ChainReader.MostStages),
        KeyShape.Operator => ComponentSchema.Operator(_catalog.Operators),
        KeyShape.Reference => Text(Patterns.Reference),
        KeyShape.Uses => OneOrSeveral(Use(), Use(), BlocksReader.MostBlocks),
        KeyShape.Include => OneOrSeveral(Text(Patterns.ProfileFile), Text(Patterns.ProfileFile), BlockLibrary.MostFiles),
        KeyShape.BlockParameters => Named(Map(Keys.BlockParameter.All), BlockFile.MostParameters),
        KeyShape.Arguments => Named(ParameterSchema.Text()),
        // parts of sections, and 'none' for what goes
        KeyShape.Override => new() { ["type"] = "object" },
        KeyShape.Words => List(Text(Patterns.Name), SymbolType.MostWords),
        KeyShape.Inputs => Named(Input(), SignalsReader.MostSignals, orNothing: true),
        KeyShape.InputKind => new() { ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = ParameterSchema.Types([.. InputDraft.Kinds]) }, List(Text(Patterns.Name), SymbolType.MostWords)) },
        KeyShape.Machines => Named(Machine(), SignalsReader.MostSignals, orNothing: true),
        KeyShape.Transitions => OneOrSeveral(Map(Keys.Transition.All), Map(Keys.Transition.All), MachineDraft.MostTransitions),
        KeyShape.Timeouts => OneOrSeveral(Map(Keys.Timeout.All), Map(Keys.Timeout.All), MachineDraft.MostTransitions),
        KeyShape.CardFormats => Named(Map(Keys.CardFormat.All), CardFormatSection.MostFormats, orNothing: true),
        KeyShape.BitLines => new() { ["type"] = "object", ["patternProperties"] = new JsonObject { [Patterns.BitLine] = ParameterSchema.Text() }, ["additionalProperties"] = false },
        KeyShape.Rules => Named(Rule(), RulesReader.MostRules, orNothing: true),
        KeyShape.Once => OneOrSeveral(Ref(KeyShape.OnceAction), Ref(KeyShape.OnceAction), ActionReader.MostActions),
        KeyShape.OnceAction => ComponentSchema.Action(RuleSteps.AllSinks(_catalog), lasting: false),
        KeyShape.Lasting => OneOrSeveral(Ref(KeyShape.LastingAction), Ref(KeyShape.LastingAction), ActionReader.MostActions),
        KeyShape.LastingAction => ComponentSchema.Action(RuleSteps.AllSinks(_catalog), lasting: true),
        KeyShape.Tests => ListOfTests(),
        KeyShape.Feed => Timed(Keys.Test.Fed, Patterns.Fed, FedValue(Map(Keys.WrittenCard.All), Map(Keys.WrittenEntry.All), Map(Keys.WrittenDigit.All), Map(Keys.WrittenSound.All), Map(Keys.WrittenMessage.All)), "The value of a signal, or a sequence of them such as 'inactive 3ms active'; behind 'port.' what comes from a port, or a list of samples; behind 'message.' a message of the broker."),
        KeyShape.Expectations => Timed(Keys.Test.Expected, Patterns.Expected, new JsonObject { ["anyOf"] = new JsonArray(ParameterSchema.Text(), Map(Keys.WrittenCard.All), Map(Keys.WrittenEntry.All), Map(Keys.WrittenDigit.All)) }, "What an output becomes, the frame that is sent on a reader line, the clip that a speaker plays, or the value that a signal has."),
        KeyShape.Silence => OneOrSeveral(Ref(KeyShape.Span), Map(Keys.Test.Silenced)),
        KeyShape.Names => OneOrSeveral(Text(Patterns.Tested), Text(Patterns.Tested), SilenceReader.MostNames),
        KeyShape.Faults => Faults(),
        KeyShape.Fed => Text(Patterns.Tested),
        KeyShape.ProfilePorts => Named(new() { ["anyOf"] = new JsonArray(Samples(), Sound(), Contact()) }, ProfileReader.MostPorts),
        KeyShape.ProfileOutputs => Named(ComponentSchema.Map(ProfileReader.OutputSpecs), ProfileReader.MostPorts),
        KeyShape.ProfileLines => Named(ComponentSchema.Map(ProfileReader.LineSpecs), ProfileReader.MostPorts),
        KeyShape.ProfileSpeakers => Named(ComponentSchema.Map(ProfileReader.SpeakerSpecs), ProfileReader.MostPorts),
        KeyShape.Connection => _catalog.Connection(Keys.Pipeline.Mqtt.Name) is ConnectionSpec broker ? ConnectionSchema.Of(broker) : new() { ["type"] = "object" },
        KeyShape.Exchange => _catalog.Connection(Keys.Pipeline.Sip.Name) is ConnectionSpec exchange ? ConnectionSchema.Of(exchange) : new() { ["type"] = "object" },
        KeyShape.Contacts => OneOrSeveral(Text(Patterns.Reference), Text(Patterns.Reference), CallReader.MostRecipients),
        KeyShape.Telephones => Named(_catalog.Connection(Keys.Pipeline.Sip.Name)?.Peers is ConnectionPart peer ? ComponentSchema.Map(peer.Parameters) : new() { ["type"] = "object" }, ConnectionReader.MostEntries),
        KeyShape.Published => new() { ["anyOf"] = new JsonArray(ParameterSchema.Text(), Map(Keys.Published.All)) },
        KeyShape.FrontEnd => ComponentSchema.Map(ProfileReader.FrontEndSpecs),
        _ => throw new InvalidOperationException($"{shape} has no definition of its own."),
    };

    private JsonObject Ref(KeyShape shape)
    {
        _definitions.TryAdd(shape, null);
        return new JsonObject { ["$ref"] = "#/$defs/" + NameOf(shape) };
    }

    private JsonObject Map(MapSpec map)
    {
        JsonObject properties = [];
        JsonArray required = [];
        foreach (KeySpec key in map.Keys)
        {
            properties[key.Name] = Property(key);
            if (key.Required)
                required.Add((JsonNode?)key.Name);
        }

        JsonObject schema = new() { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0)
            schema["required"] = required;
        return schema;
    }

    private JsonObject Property(KeySpec key)
    {
        if (key.Parameter is not null)
            return ParameterSchema.Of(key.Parameter);
        JsonObject property = Ref(key.Shape);
        property.Insert(0, "description", key.Summary);
        return property;
    }

    private JsonObject Signal()
    {
        JsonObject signal = Map(Keys.Signal.All);
        JsonArray ways = [];
        foreach (KeySpec way in Keys.Signal.Ways)
            ways.Add((JsonNode?)Has(way));
        signal["anyOf"] = ways;
        return signal;
    }

    private JsonObject Use()
    {
        JsonObject use = Map(Keys.Use.All);
        use["patternProperties"] = new JsonObject { [Patterns.Instance] = new JsonObject { ["description"] = "The block: one that comes with the product, or a file relative to the pipeline.", ["type"] = "string", ["pattern"] = Patterns.Block } };
        use["minProperties"] = 1;
        return use;
    }

    private JsonObject Input() => new() { ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = ParameterSchema.Types([.. InputDraft.Kinds]) }, Map(Keys.Input.All)) };

    // beside the keys of the machine stand its states
    private JsonObject Machine()
    {
        JsonObject machine = Map(Keys.Machine.All);
        JsonObject state = Map(Keys.MachineState.All);
        state["type"] = ParameterSchema.Types("object", "null");
        machine["patternProperties"] = new JsonObject { [Patterns.State] = state };
        machine["minProperties"] = 2;
        return machine;
    }

    private JsonObject Rule()
    {
        JsonObject rule = Map(Keys.Rule.All);
        rule["anyOf"] = new JsonArray(Has(Keys.Rule.Do), Has(Keys.Rule.While));
        return rule;
    }

    private JsonObject ListOfTests()
    {
        JsonObject test = Map(Keys.Test.All);
        test["anyOf"] = new JsonArray(Has(Keys.Test.Expect), Has(Keys.Test.Silent));
        JsonObject tests = List(test, TestsReader.MostTests);
        tests["type"] = ParameterSchema.Types("array", "null");
        return tests;
    }

    private JsonObject Faults()
    {
        JsonArray kinds = [];
        foreach (MapSpec kind in Keys.Fault.Kinds)
            kinds.Add((JsonNode?)Map(kind));
        return List(new JsonObject { ["anyOf"] = kinds }, FaultReader.MostFaults);
    }

    private static JsonObject FedValue(params JsonObject[] records)
    {
        JsonObject samples = List(ParameterSchema.Text(), SequenceReader.MostSteps);
        samples["minItems"] = 1;
        return new JsonObject { ["anyOf"] = new JsonArray([ParameterSchema.Text(), samples, .. records]) };
    }

    private JsonObject Device()
    {
        JsonArray forms = [];
        foreach (DeviceProfile profile in _catalog.Profiles)
            forms.Add((JsonNode?)new JsonObject { ["description"] = profile.Summary, ["enum"] = ParameterSchema.Types(profile.Name) });
        JsonObject own = Text(Patterns.ProfileFile);
        own.Insert(0, "description", "The file of a profile, relative to the pipeline.");
        forms.Add((JsonNode?)own);
        return new JsonObject { ["anyOf"] = forms };
    }

    // a list of what is fed or expected: an instant, and at least one thing more
    private JsonObject Timed(MapSpec keys, string others, JsonObject value, string summary)
    {
        JsonObject entry = Map(keys);
        value.Insert(0, "description", summary);
        entry["patternProperties"] = new JsonObject { [others] = value };
        entry["minProperties"] = 2;
        return new JsonObject { ["type"] = "array", ["items"] = entry };
    }

    private JsonObject Samples()
    {
        JsonObject port = PortOf([ProfileReader.Samples], ComponentSchema.Map(ProfileReader.SampleSpecs));
        port["properties"]![Keys.Profile.FrontEnd.Name] = Property(Keys.Profile.FrontEnd);
        return port;
    }

    private static JsonObject Sound() => PortOf([ProfileReader.Sound], ComponentSchema.Map(ProfileReader.SoundSpecs));

    private static JsonObject Contact() => PortOf([ProfileReader.Contact, ProfileReader.Wiegand, ProfileReader.Digits], ComponentSchema.Map(ProfileReader.ContactSpecs));

    // what comes from a port decides what else it takes
    private static JsonObject PortOf(string[] kinds, JsonObject port)
    {
        port["properties"]![ProfileReader.In.Name]!["enum"] = ParameterSchema.Types(kinds);
        return port;
    }

    private static JsonObject Has(KeySpec key) => new() { ["required"] = ParameterSchema.Types(key.Name) };

    private static JsonObject Text(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject List(JsonObject item, int most) => new() { ["type"] = "array", ["items"] = item, ["maxItems"] = most };

    private static JsonObject OneOrSeveral(JsonObject one, JsonObject item, int most = 0)
    {
        JsonObject several = most > 0 ? List(item, most) : new JsonObject { ["type"] = "array", ["items"] = item };
        if (most > 0)
            several["minItems"] = 1;
        return new JsonObject { ["anyOf"] = new JsonArray(one, several) };
    }

    private static JsonObject Named(JsonObject value, int most = 0, bool orNothing = false)
    {
        JsonObject map = new()
        {
            ["type"] = orNothing ? ParameterSchema.Types("object", "null") : "object",
            ["patternProperties"] = new JsonObject { [Patterns.Name] = value },
            ["additionalProperties"] = false,
        };
        if (most > 0)
            map["maxProperties"] = most;
        return map;
    }

    private static string NameOf(KeyShape shape)
    {
        string name = shape.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
