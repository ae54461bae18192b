using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Every key of the maps of the language, said once: readers look keys up here, and the JSON Schema is made of them. Parameters of
/// operators, actions and ports are specs of their own.
/// </summary>
internal static class Keys
{
    /// <summary>A pipeline.</summary>
    internal static class Pipeline
    {
        public static readonly KeySpec Name = new("pipeline", KeyShape.Name, "The name of the pipeline.", required: true);
        public static readonly KeySpec Device = new("device", KeyShape.Device, "The device profile that gives the ports and outputs: a built-in one, or a file beside the pipeline.", required: true);
        public static readonly KeySpec Ports = new("ports", KeyShape.Ports, "Settings of ports, outputs and reader lines, by name, where they differ from the profile.");
        public static readonly KeySpec Signals = new("signals", KeyShape.Signals, "What the rules speak of, by name: each is made from a port or another signal.");
        public static readonly KeySpec Use = new("use", KeyShape.Uses, "Building blocks: each is named, gives the file or the block that comes with the product, and what it takes.");
        public static readonly KeySpec Include = new("include", KeyShape.Include, "Files with parts of the pipeline, relative to it: they are read as if they stood here.");
        public static readonly KeySpec Inputs = new("inputs", KeyShape.Inputs, "Inputs that no port gives, by name: triggers and states that people or the network set, and connections.");
        public static readonly KeySpec States = new("states", KeyShape.Machines, "State machines, by name; the value of each is the name of the state that it is in.");
        public static readonly KeySpec Schedules = new("schedules", KeyShape.Schedules, "Times of the week and of the year, by name: rules read them as signals.");
        public static readonly KeySpec TimeZone = new("time-zone", KeyShape.TimeZone, "The time zone by whose clocks the schedules go.");
        public static readonly KeySpec Start = new("start", KeyShape.Instant, "Wall time at the start of tests and of runs at full speed, where nothing else says it.");
        public static readonly KeySpec CardFormats = new("card-formats", KeyShape.CardFormats, "Formats of cards beside those that come with the product, by name.");
        public static readonly KeySpec Mqtt = new("mqtt", KeyShape.Connection, "The broker that the pipeline is connected to: what is published there, and what is listened to.");
        public static readonly KeySpec Sip = new("sip", KeyShape.Exchange, "The telephone of the device: its accounts, whom it calls, and what becomes of calls that come in.");
        public static readonly KeySpec Rules = new("rules", KeyShape.Rules, "What is done when, by name.");
        public static readonly KeySpec Tests = new("tests", KeyShape.Tests, "What must come of what is fed, in virtual time.");
        public static readonly MapSpec All = new("a pipeline", [Name, Device, TimeZone, Start, Ports, Use, Include, CardFormats, Mqtt, Sip, Inputs, Signals, Schedules, States, Rules, Tests], "sinks");
    }

    /// <summary>A part of a pipeline in a file of its own.</summary>
    internal static class Part
    {
        public static readonly KeySpec Name = new("part", KeyShape.Name, "The name of the part.", required: true);
        public static readonly MapSpec All = new("a part", [Name, Pipeline.Use, Pipeline.Include, Pipeline.Inputs, Pipeline.Signals, Pipeline.Schedules, Pipeline.States, Pipeline.Rules]);
    }

    /// <summary>A building block.</summary>
    internal static class Block
    {
        public static readonly KeySpec Name = new("block", KeyShape.Name, "The name of the block.", required: true);
        public static readonly KeySpec Summary = new("summary", KeyShape.Text, "What the block does.");
        public static readonly KeySpec Parameters = new("parameters", KeyShape.BlockParameters, "What it takes, by name; where it is used, the name stands behind a $.");
        public static readonly MapSpec All = new("a block", [Name, Summary, Parameters, Pipeline.Use, Pipeline.Inputs, Pipeline.Signals, Pipeline.Schedules, Pipeline.States, Pipeline.Rules]);
    }

    /// <summary>An entry of <c>card-formats</c>.</summary>
    internal static class CardFormat
    {
        public static readonly KeySpec Bits = new(ParameterSpec.Of(CardFormatReader.BitsSection, "How many bits a card has.", null, "1", "128", true, Dimension.Count));
        public static readonly KeySpec Fields = new(CardFormatReader.FieldsSection, KeyShape.BitLines, "Where the numbers lie: 'facility', 'card', 'issue' and 'oem' with their bits, from 0 for the first one sent; behind 'bcd' where every four are a decimal digit.", required: true);
        public static readonly KeySpec Parity = new(CardFormatReader.ParitySection, KeyShape.BitLines, "Parity bits by position, in the order of their computing: 'even' or 'odd' and the bits that each covers.");
        public static readonly KeySpec Fixed = new(CardFormatReader.FixedSection, KeyShape.BitLines, "Bits that are always the same, by position: a digit 0 or 1 for each.");
        public static readonly MapSpec All = new("a card format", [Bits, Fields, Parity, Fixed]);
    }

    /// <summary>A card that a test feeds or expects.</summary>
    internal static class WrittenCard
    {
        public static readonly KeySpec Format = new("format", KeyShape.Text, "The format of the card, by name.", required: true);
        public static readonly ImmutableArray<KeySpec> Numbers = [.. CardNumbers.Names.Select(static n => new KeySpec(ParameterSpec.Of(n, "A number that the card bears.", null, "0", null, false, Dimension.Count)))];
        public static readonly MapSpec All = new("a card", [Format, .. Numbers]);
    }

    /// <summary>A DTMF digit that a test feeds or expects.</summary>
    internal static class WrittenDigit
    {
        public static readonly KeySpec Digit = new("digit", KeyShape.Text, "The digit: 0 to 9, *, # or A to D.", required: true);
        public static readonly KeySpec By = new(ParameterSpec.Choice("by", "What brought it: its tones in sound, a telephone event of RTP, or a message of the call.", RecordType.Carriers[0], RecordType.Carriers));
        public static readonly KeySpec Duration = new(ParameterSpec.Duration("duration", "How long it lasted, of a digit that is over."));
        public static readonly MapSpec All = new("a digit", [Digit, By, Duration]);
    }

    /// <summary>Sound that a test lets a port hear: exactly one of the first three says what.</summary>
    internal static class WrittenSound
    {
        public static readonly KeySpec Digits = new("digits", KeyShape.Text, "DTMF digits, one after the other.");
        public static readonly KeySpec Tones = new(ParameterSpec.Quantities("tones", "Tones of these frequencies, all at once.", null, "20 Hz", "20 kHz", false, Dimension.Frequency));
        public static readonly KeySpec Play = new("play", KeyShape.Text, "A file of sound beside the pipeline: all its channels, at the rate of the port.");
        public static readonly KeySpec Tone = new(ParameterSpec.Duration("tone", "How long each digit sounds.", "100 ms", "1 ms", "10 s"));
        public static readonly KeySpec Pause = new(ParameterSpec.Duration("pause", "How long the pause is behind each digit.", "100 ms", "1 ms", "10 s"));
        public static readonly KeySpec For = new(ParameterSpec.Duration("for", "How long the tones sound.", null, "1 ms", "1 min"));
        public static readonly KeySpec Level = new(ParameterSpec.Of("level", "The power of all tones together, of a sine that uses the whole range 0 dB; of a file, by how much it is changed.", null, "-100 dB", "20 dB", false, Dimension.Level));
        public static readonly MapSpec All = new("a sound", [Digits, Tones, Play, Tone, Pause, For, Level]);
    }

    /// <summary>A message of a broker that a test feeds.</summary>
    internal static class WrittenMessage
    {
        public static readonly KeySpec Payload = new("payload", KeyShape.Text, "What it says, as it is sent.", required: true);
        public static readonly KeySpec Retained = new(ParameterSpec.Choice("retained", "Whether the broker had kept it.", "no", "yes", "no"));
        public static readonly MapSpec All = new("a message", [Payload, Retained]);
    }

    /// <summary>What an entry list says, where a test feeds or expects it.</summary>
    internal static class WrittenEntry
    {
        public static readonly MapSpec All = new("an entry", [.. RecordType.Entry.Fields.Select(static f => f.Unit is null
            ? new KeySpec(f.Name, KeyShape.Text, $"{char.ToUpperInvariant(f.Summary[0])}{f.Summary[1..]}.")
            : new KeySpec(ParameterSpec.Of(f.Name, $"{char.ToUpperInvariant(f.Summary[0])}{f.Summary[1..]}.", null, "0", null, false, Dimension.Count)))]);
    }

    /// <summary>An entry of <c>parameters</c> of a block.</summary>
    internal static class BlockParameter
    {
        public static readonly KeySpec Is = new(BlockFile.Is);
        public static readonly KeySpec Default = new("default", KeyShape.Text, "What it is where nothing is given; without it something must be. 'none' for an output that the block can do without.");
        public static readonly KeySpec Least = new("least", KeyShape.Text, "The least that a duration may be.");
        public static readonly KeySpec Most = new("most", KeyShape.Text, "The most that a duration may be.");
        public static readonly KeySpec Of = new("of", KeyShape.Words, "The words of which a word is one.");
        public static readonly KeySpec Summary = new("summary", KeyShape.Text, "What it is for.");
        public static readonly MapSpec All = new("a parameter", [Is, Default, Least, Most, Of, Summary]);
    }

    /// <summary>An entry of <c>use</c>; the other key is the name of the block there, its value the block.</summary>
    internal static class Use
    {
        public static readonly KeySpec With = new("with", KeyShape.Arguments, "What the block is given, by parameter.");
        public static readonly KeySpec Override = new("override", KeyShape.Override, "What is different here: maps are merged key by key, what is 'none' goes, all else takes the place of what was there.");
        public static readonly MapSpec All = new("a use of a block", [With, Override]);
    }

    /// <summary>What a use of a block may change of it.</summary>
    internal static class Override
    {
        public static readonly MapSpec All = new("what is overridden", [Pipeline.Inputs, Pipeline.Signals, Pipeline.Schedules, Pipeline.States, Pipeline.Rules]);
    }

    /// <summary>An entry of <c>signals</c>.</summary>
    internal static class Signal
    {
        public static readonly KeySpec From = new("from", KeyShape.Source, "The port or signal that it is made from, or a list of them for an operator that joins.");
        public static readonly KeySpec Through = new("through", KeyShape.Chain, "The operators that it goes through, in their order.");
        public static readonly KeySpec Is = new("is", KeyShape.Expression, "A condition: the signal is active while it holds.");
        public static readonly KeySpec When = new("when", KeyShape.Expression, "An event: the signal happens when it does.");
        public static readonly KeySpec Latch = new("latch", KeyShape.Latch, "Active from one event on until another.");
        public static readonly KeySpec Counter = new("counter", KeyShape.Counter, "A count that events take up and down.");
        public static readonly MapSpec All = new("a signal", [From, Through, Is, When, Latch, Counter]);

        /// <summary>The keys of which a signal has exactly one: how it is made.</summary>
        public static readonly KeySpec[] Ways = [From, Is, When, Latch, Counter];

        /// <summary>Whether a key says how a signal is made.</summary>
        public static bool IsWay(string key)
        {
            foreach (KeySpec way in Ways)
            {
                if (way.Name == key)
                    return true;
            }

            return false;
        }
    }

    /// <summary><c>latch</c> of a signal.</summary>
    internal static class Latch
    {
        public static readonly KeySpec Set = new("set", KeyShape.Expression, "The event that makes it active.", required: true);
        public static readonly KeySpec Reset = new("reset", KeyShape.Expression, "The event that makes it inactive.");
        public static readonly KeySpec Prefer = new(LatchDraft.Prefer);
        public static readonly MapSpec All = new("a latch", [Set, Reset, Prefer]);
    }

    /// <summary><c>counter</c> of a signal.</summary>
    internal static class Counter
    {
        public static readonly KeySpec Up = new("up", KeyShape.Expression, "The event that adds one.");
        public static readonly KeySpec Down = new("down", KeyShape.Expression, "The event that takes one away.");
        public static readonly KeySpec Reset = new("reset", KeyShape.Expression, "The event that sets it back to its start.");
        public static readonly KeySpec From = new(CounterDraft.From);
        public static readonly KeySpec Least = new(CounterDraft.Least);
        public static readonly KeySpec Most = new(CounterDraft.Most);
        public static readonly MapSpec All = new("a counter", [Up, Down, Reset, From, Least, Most]);
    }

    /// <summary>An entry of <c>schedules</c>, or one of several.</summary>
    internal static class Schedule
    {
        public static readonly KeySpec Days = new("days", KeyShape.Days, "The days of the week on which it begins; every day where nothing is said.");
        public static readonly KeySpec Dates = new("dates", KeyShape.Dates, "The days of the calendar on which it begins.");
        public static readonly KeySpec Rrule = new("rrule", KeyShape.Recurrence, "The days on which it begins, as a recurrence rule of RFC 5545.");
        public static readonly KeySpec Starting = new("starting", KeyShape.Date, "The first day of 'rrule', from which it is counted.");
        public static readonly KeySpec From = new("from", KeyShape.Time, "When it begins; without it, it is the whole day.");
        public static readonly KeySpec To = new("to", KeyShape.EndTime, "When it ends, on the next day where that is earlier than when it begins.");
        public static readonly KeySpec For = new(ScheduleEntryReader.For);
        public static readonly KeySpec At = new("at", KeyShape.Time, "When it happens: the schedule is an event.");
        public static readonly KeySpec Every = new(ScheduleEntryReader.Every);
        public static readonly KeySpec Except = new("except", KeyShape.ScheduleNames, "The schedules whose times are taken away.");
        public static readonly KeySpec Plus = new("plus", KeyShape.ScheduleNames, "The schedules whose times are added, after 'except'.");
        public static readonly MapSpec All = new("a schedule", [Days, Dates, Rrule, Starting, From, To, For, At, Every, Except, Plus]);

        /// <summary>Whether a key speaks of the clock on the wall.</summary>
        public static bool IsOfTheWall(string key) => All.Has(key) && key != Every.Name && key != Except.Name && key != Plus.Name;
    }

    /// <summary>An entry of <c>inputs</c>.</summary>
    internal static class Input
    {
        public static readonly KeySpec Is = new("is", KeyShape.InputKind, "What it is: a contact, a trigger, a connection, a text, or one of a list of words.", required: true);
        public static readonly KeySpec Initially = new("initially", KeyShape.Text, "Its value until somebody sets it; 'unknown' for none. Else inactive, lost, or the first word.");
        public static readonly KeySpec Summary = new("summary", KeyShape.Text, "What it is for.");
        public static readonly MapSpec All = new("an input", [Is, Initially, Summary]);
    }

    /// <summary>An entry of <c>states</c>; the other keys are its states.</summary>
    internal static class Machine
    {
        public static readonly KeySpec Starts = new("starts", KeyShape.Reference, "The state in which it starts.", required: true);
        public static readonly KeySpec Summary = new("summary", KeyShape.Text, "What the machine is for.");
        public static readonly KeySpec OnRestart = new(MachineDraft.OnRestart);
        public static readonly KeySpec Priority = new(RuleOptionsReader.Priority);
        public static readonly MapSpec All = new("a state machine", [Starts, Summary, OnRestart, Priority]);
    }

    /// <summary>A state of a machine.</summary>
    internal static class MachineState
    {
        public static readonly KeySpec On = new("on", KeyShape.Transitions, "The events that lead out of it: the first that occurs while its conditions allow it.");
        public static readonly KeySpec Timeout = new("timeout", KeyShape.Timeouts, "The times after which it is left.");
        public static readonly KeySpec Entry = new("entry", KeyShape.Once, "What is done once when the state is entered from another.");
        public static readonly KeySpec Exit = new("exit", KeyShape.Once, "What is done once when the state is left for another.");
        public static readonly KeySpec While = new("while", KeyShape.Lasting, "What lasts as long as the machine is in the state.");
        public static readonly KeySpec Summary = new("summary", KeyShape.Text, "What the state means.");
        public static readonly MapSpec All = new("a state", [On, Timeout, Entry, Exit, While, Summary]);
    }

    /// <summary>An entry of <c>on</c>.</summary>
    internal static class Transition
    {
        public static readonly KeySpec When = new("when", KeyShape.Expression, "The event, or the condition that comes to hold.", required: true);
        public static readonly KeySpec If = new("if", KeyShape.Expression, "What must hold as well.");
        public static readonly KeySpec Unless = new("unless", KeyShape.Expression, "What must be known not to hold.");
        public static readonly KeySpec Go = new("go", KeyShape.Reference, "The state that it leads to.", required: true);
        public static readonly MapSpec All = new("a transition", [When, If, Unless, Go]);
    }

    /// <summary>An entry of <c>timeout</c>.</summary>
    internal static class Timeout
    {
        public static readonly KeySpec After = new(MachineDraft.After);
        public static readonly KeySpec If = Transition.If;
        public static readonly KeySpec Unless = Transition.Unless;
        public static readonly KeySpec Go = Transition.Go;
        public static readonly MapSpec All = new("a timeout", [After, If, Unless, Go]);
    }

    /// <summary>An entry of <c>rules</c>.</summary>
    internal static class Rule
    {
        public static readonly KeySpec When = new("when", KeyShape.Expression, "What starts the rule: an event, or conditions that come to hold.", required: true);
        public static readonly KeySpec If = new("if", KeyShape.Expression, "What must hold as well.");
        public static readonly KeySpec Unless = new("unless", KeyShape.Expression, "What must be known not to hold.");
        public static readonly KeySpec For = new(RulesReader.For);
        public static readonly KeySpec Cooldown = new(RulesReader.Cooldown);
        public static readonly KeySpec Do = new("do", KeyShape.Once, "What is done once for each activation: one action or a list of them.");
        public static readonly KeySpec While = new("while", KeyShape.Lasting, "What lasts as long as the rule's conditions hold: one action or a list of them.");
        public static readonly KeySpec Summary = new("summary", KeyShape.Text, "What the rule is for.");
        public static readonly KeySpec Enabled = new("enabled", KeyShape.Expression, "What must hold for the rule to be in force; 'off' takes it out of force. A rule that is not claims nothing.");
        public static readonly KeySpec Mode = new(RuleOptionsReader.Mode);
        public static readonly KeySpec Most = new(RuleOptionsReader.Most);
        public static readonly KeySpec OnOverflow = new(RuleOptionsReader.OnOverflow);
        public static readonly KeySpec OnUnknown = new(RuleOptionsReader.OnUnknown);
        public static readonly KeySpec OnRestart = new(RuleOptionsReader.OnRestart);
        public static readonly KeySpec Priority = new(RuleOptionsReader.Priority);
        public static readonly MapSpec All = new("a rule", [Summary, When, If, Unless, For, Cooldown, Do, While, Enabled, Mode, Most, OnOverflow, OnUnknown, OnRestart, Priority]);
    }

    /// <summary>An entry of <c>tests</c>.</summary>
    internal static class Test
    {
        public static readonly KeySpec Name = new("name", KeyShape.Text, "What the test shows.", required: true);
        public static readonly KeySpec Feed = new("feed", KeyShape.Feed, "The values that are fed, in the order of their instants.", required: true);
        public static readonly KeySpec Expect = new("expect", KeyShape.Expectations, "The commands that must come, in the order of their instants, and no others; and the values that signals must have.");
        public static readonly KeySpec Silent = new("silent", KeyShape.Silence, "When nothing may come. With it, 'expect' may be left out: then only this counts.");
        public static readonly KeySpec Faults = new("faults", KeyShape.Faults, "What goes wrong, in the order of its instants.");
        public static readonly KeySpec Until = new(TestsReader.Until);
        public static readonly KeySpec Start = new("start", KeyShape.Instant, "Wall time at the start of the test.");
        public static readonly KeySpec Telephones = new("telephones", KeyShape.Telephones, "What those who are called do, by the name of the contact; who is left out lets it ring.");
        public static readonly MapSpec All = new("a test", [Name, Telephones, Feed, Expect, Silent, Faults, Until, Start]);

        public static readonly KeySpec At = new(TestsReader.At);

        /// <summary>One entry of <c>feed</c>; the other keys are signals, or ports behind <c>port.</c></summary>
        public static readonly MapSpec Fed = new("a feed", [At]);

        public static readonly KeySpec Span = new("at", KeyShape.Span, "The instant since the start at which it comes, or the span within: 1 s..1.05 s.", required: true);
        public static readonly KeySpec Publish = new("publish", KeyShape.Published, "The topic of a message that is published, without its prefix; or a map with 'topic', and any of 'payload', 'value', 'qos' and 'retain'.");
        public static readonly KeySpec Call = new("call", KeyShape.Contacts, "The contacts that are called at once: one, or a list of several.");
        public static readonly KeySpec HangUp = new("hang-up", KeyShape.Text, "The word 'call': whatever rings or stands is ended.");
        public static readonly KeySpec Answer = new("answer", KeyShape.Text, "The word 'call': what has come in is answered.");
        public static readonly KeySpec SendDigits = new("send-digits", KeyShape.Text, "The digits that are sent into the call.");
        public static readonly KeySpec Log = new("log", KeyShape.Text, "The text of the line that is written to the log.");

        /// <summary>One entry of <c>expect</c>; the other keys are outputs and signals.</summary>
        public static readonly MapSpec Expected = new("an expectation", [Span, Publish, Call, HangUp, Answer, SendDigits, Log]);

        public static readonly KeySpec SilentSpan = new("at", KeyShape.Span, "The span in which nothing may come: 2 s..5 s.", required: true);
        public static readonly KeySpec Of = new("of", KeyShape.Names, "The outputs and signals that are silent, and 'log'; left out: everything but the signals that the test itself feeds.");

        /// <summary>One entry of <c>silent</c>.</summary>
        public static readonly MapSpec Silenced = new("a silence", [SilentSpan, Of]);
    }

    /// <summary>A message that a test expects.</summary>
    internal static class Published
    {
        public static readonly KeySpec Topic = new("topic", KeyShape.Text, "The topic, as it stands behind 'publish', without its prefix.", required: true);
        public static readonly KeySpec Payload = new("payload", KeyShape.Text, "The payload as it is sent.");
        public static readonly KeySpec Value = new("value", KeyShape.Text, "The value in a payload that is JSON.");
        public static readonly KeySpec Qos = new(ParameterSpec.Choice("qos", "The quality of service.", null, "0", "1", "2"));
        public static readonly KeySpec Retain = new(ParameterSpec.Choice("retain", "Whether the broker keeps it.", null, "no", "yes"));
        public static readonly KeySpec Prefix = new(ParameterSpec.Choice("prefix", "Whether the prefix of the section stands before the topic.", "yes", "yes", "no"));
        public static readonly MapSpec All = new("a message", [Topic, Payload, Value, Qos, Retain, Prefix]);
    }

    /// <summary>An entry of <c>faults</c>: one key says what goes wrong, and which others there are.</summary>
    internal static class Fault
    {
        public static readonly KeySpec At = new(TestsReader.At);
        public static readonly KeySpec Offline = new("offline", KeyShape.Fed, "A port or signal that goes offline, and comes back with its last value or its samples.", required: true);
        public static readonly KeySpec Noise = new("noise", KeyShape.Fed, "A port of samples that is noisy.", required: true);
        public static readonly KeySpec Cut = new("cut", KeyShape.Fed, "A port of samples whose wire is cut, whatever is fed.", required: true);
        public static readonly KeySpec Short = new("short", KeyShape.Fed, "A port of samples whose wire is shorted, whatever is fed.", required: true);
        public static readonly KeySpec Bounce = new("bounce", KeyShape.Fed, "A port or signal whose next change bounces, a millisecond each way.", required: true);
        public static readonly KeySpec Locked = new("locked", KeyShape.Text, "A table of holders whose store is locked by somebody else.", required: true);
        public static readonly KeySpec Lost = new("lost", KeyShape.Text, "A connection that is lost: messages wait until it is back, or until they have expired.", required: true);
        public static readonly KeySpec Restart = new(FaultReader.Restart);
        public static readonly KeySpec For = new(FaultReader.For);
        public static readonly KeySpec BounceFor = new(FaultReader.BounceFor);
        public static readonly KeySpec Of = new(FaultReader.Of);
        public static readonly KeySpec Seed = new(FaultReader.Seed);

        /// <summary>Each kind of fault: the key that names it first.</summary>
        public static readonly MapSpec[] Kinds =
        [
            new("a source that goes offline", [Offline, At, For]),
            new("noise", [Noise, At, Of, For, Seed]),
            new("a cut", [Cut, At, For]),
            new("a short", [Short, At, For]),
            new("a bounce", [Bounce, At, BounceFor]),
            new("a lock", [Locked, At, For]),
            new("a loss", [Lost, At, For]),
            new("a restart", [Restart, At]),
        ];

        /// <summary>Every key, for a map that names no kind.</summary>
        public static readonly MapSpec All = new("a fault", [At, Offline, Noise, Cut, Short, Bounce, Locked, Lost, Restart, For, Of, Seed]);

        /// <summary>The key called <paramref name="name"/> where it says what goes wrong, else null.</summary>
        public static KeySpec? KindOf(string name)
        {
            foreach (MapSpec kind in Kinds)
            {
                if (kind.Keys[0].Name == name)
                    return kind.Keys[0];
            }

            return null;
        }

        /// <summary>The keys of a kind of fault.</summary>
        public static MapSpec MapOf(KeySpec kind)
        {
            foreach (MapSpec map in Kinds)
            {
                if (map.Keys[0] == kind)
                    return map;
            }

            return All;
        }
    }

    /// <summary>A file of tests beside its pipeline.</summary>
    internal static class TestFile
    {
        public static readonly KeySpec For = new("for", KeyShape.Text, "The pipeline that is tested, relative to this file.");
        public static readonly KeySpec Start = new("start", KeyShape.Instant, "Wall time at the start of the tests that do not say it themselves.");
        public static readonly KeySpec Tests = new("tests", KeyShape.Tests, Pipeline.Tests.Summary, required: true);
        public static readonly MapSpec All = new("a file of tests", [For, Start, Tests]);
    }

    /// <summary>A device profile.</summary>
    internal static class Profile
    {
        public static readonly KeySpec Name = new("profile", KeyShape.Name, "The name of the profile.", required: true);
        public static readonly KeySpec Summary = new("summary", KeyShape.Text, "What the device is.");
        public static readonly KeySpec Ports = new("ports", KeyShape.ProfilePorts, "The inputs, by name.");
        public static readonly KeySpec Outputs = new("outputs", KeyShape.ProfileOutputs, "The relays and outputs, by name.");
        public static readonly KeySpec Lines = new("lines", KeyShape.ProfileLines, "The lines on which it sends frames as a reader does, by name.");
        public static readonly KeySpec Speakers = new("speakers", KeyShape.ProfileSpeakers, "The speakers on which it plays clips, by name.");
        public static readonly MapSpec All = new("a profile", [Name, Summary, Ports, Outputs, Lines, Speakers]);

        /// <summary>Beside the parameters of a port of samples.</summary>
        public static readonly KeySpec FrontEnd = new("front-end", KeyShape.FrontEnd, "What lies between the input and the samples: with it, samples are taken for volts and ohms.");
    }
}
