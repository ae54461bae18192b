using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>What may stand behind a key. Each but <see cref="Parameter"/> is a definition of the JSON Schema.</summary>
internal enum KeyShape
{
    /// <summary>What the key's own <see cref="KeySpec.Parameter"/> says.</summary>
    Parameter,
    /// <summary>A name that is given to something.</summary>
    Name,
    /// <summary>A text for people, or a file.</summary>
    Text,
    /// <summary>A condition or an event.</summary>
    Expression,
    /// <summary>An instant, or the time between two.</summary>
    Span,
    /// <summary>A profile by name or file.</summary>
    Device,
    /// <summary>Settings by port or output.</summary>
    Ports,
    /// <summary>Signals by name.</summary>
    Signals,
    /// <summary>One port or signal, or a list of them.</summary>
    Source,
    /// <summary>A list of operators.</summary>
    Chain,
    /// <summary>What sets and resets a latch.</summary>
    Latch,
    /// <summary>What a counter counts.</summary>
    Counter,
    /// <summary>Schedules by name.</summary>
    Schedules,
    /// <summary>The name of a time zone.</summary>
    TimeZone,
    /// <summary>An instant in wall time.</summary>
    Instant,
    /// <summary>A time of day.</summary>
    Time,
    /// <summary>A time of day, or the end of the day.</summary>
    EndTime,
    /// <summary>Days of the week.</summary>
    Days,
    /// <summary>Days of the calendar.</summary>
    Dates,
    /// <summary>A day of the calendar.</summary>
    Date,
    /// <summary>A recurrence rule.</summary>
    Recurrence,
    /// <summary>The name of a schedule, or a list of them.</summary>
    ScheduleNames,
    /// <summary>One operator of a chain.</summary>
    Operator,
    /// <summary>Formats of cards by name.</summary>
    CardFormats,
    /// <summary>What bits of a card are, by what they mean or where they lie.</summary>
    BitLines,
    /// <summary>Rules by name.</summary>
    Rules,
    /// <summary>One building block, or a list of them.</summary>
    Uses,
    /// <summary>A file, or a list of them.</summary>
    Include,
    /// <summary>What a block takes, by name.</summary>
    BlockParameters,
    /// <summary>What a block is given, by name.</summary>
    Arguments,
    /// <summary>What is different in one use of a block.</summary>
    Override,
    /// <summary>A list of words.</summary>
    Words,
    /// <summary>The name of something that is there.</summary>
    Reference,
    /// <summary>Inputs that no port gives, by name.</summary>
    Inputs,
    /// <summary>What such an input is.</summary>
    InputKind,
    /// <summary>State machines by name.</summary>
    Machines,
    /// <summary>One transition, or a list of them.</summary>
    Transitions,
    /// <summary>One timeout, or a list of them.</summary>
    Timeouts,
    /// <summary>One action that is done once, or a list of them.</summary>
    Once,
    /// <summary>One action that is done once.</summary>
    OnceAction,
    /// <summary>One action that lasts, or a list of them.</summary>
    Lasting,
    /// <summary>One action that lasts.</summary>
    LastingAction,
    /// <summary>A list of tests.</summary>
    Tests,
    /// <summary>A list of values at instants.</summary>
    Feed,
    /// <summary>A list of commands and values at instants.</summary>
    Expectations,
    /// <summary>A span in which nothing comes, or a list of them.</summary>
    Silence,
    /// <summary>One output or signal, or a list of them.</summary>
    Names,
    /// <summary>A list of what goes wrong.</summary>
    Faults,
    /// <summary>One port or signal that a test feeds.</summary>
    Fed,
    /// <summary>Inputs of a profile by name.</summary>
    ProfilePorts,
    /// <summary>Outputs of a profile by name.</summary>
    ProfileOutputs,
    ProfileLines,
    /// <summary>Speakers of a profile by name.</summary>
    ProfileSpeakers,
    /// <summary>A connection to a broker.</summary>
    Connection,
    /// <summary>The section of a connection to an exchange.</summary>
    Exchange,
    /// <summary>One contact of a connection, or a list of several.</summary>
    Contacts,
    /// <summary>What those who are called do in a test.</summary>
    Telephones,
    /// <summary>A message that a test expects.</summary>
    Published,
    /// <summary>The electronics before an ADC.</summary>
    FrontEnd,
}

/// <summary>A key of a map of the language: readers look it up and the JSON Schema describes it by the same object.</summary>
internal sealed class KeySpec
{
    /// <summary>A key whose value has a shape of its own.</summary>
    /// <param name="name">As it is written.</param>
    /// <param name="shape">What may stand behind it.</param>
    /// <param name="summary">What it says, in a sentence.</param>
    /// <param name="required">Whether the map must have it.</param>
    public KeySpec(string name, KeyShape shape, string summary, bool required = false)
    {
        Name = name;
        Shape = shape;
        Summary = summary;
        Required = required;
    }

    /// <summary>A key whose value is a parameter, which says all of it.</summary>
    public KeySpec(ParameterSpec parameter)
        : this(parameter.Name, KeyShape.Parameter, parameter.Summary, parameter.Required) => Parameter = parameter;

    /// <summary>As it is written.</summary>
    public string Name { get; }

    /// <summary>What may stand behind it.</summary>
    public KeyShape Shape { get; }

    /// <summary>What it says, in a sentence.</summary>
    public string Summary { get; }

    /// <summary>Whether the map must have it.</summary>
    public bool Required { get; }

    /// <summary>How its value is read, where it is a parameter.</summary>
    public ParameterSpec? Parameter { get; }
}

/// <summary>The keys of one kind of map, and those that are kept for later versions.</summary>
/// <param name="what">The map, for messages: <c>a rule</c>.</param>
/// <param name="keys">Its keys, in the order of the docs.</param>
/// <param name="reserved">Keys that are refused as not yet known.</param>
internal sealed class MapSpec(string what, KeySpec[] keys, params string[] reserved)
{
    /// <summary>The map, for messages.</summary>
    public string What { get; } = what;

    /// <summary>Its keys, in the order of the docs.</summary>
    public KeySpec[] Keys { get; } = keys;

    /// <summary>Keys that are refused as not yet known.</summary>
    public string[] Reserved { get; } = reserved;

    /// <summary>Whether <paramref name="name"/> is one of the keys.</summary>
    public bool Has(string name)
    {
        foreach (KeySpec key in Keys)
        {
            if (key.Name == name)
                return true;
        }

        return false;
    }

    /// <summary>The names of the keys, for messages.</summary>
    public ImmutableArray<string> Names() => [.. ReadContext.NamesOf(Keys, static k => k.Name)];
}
