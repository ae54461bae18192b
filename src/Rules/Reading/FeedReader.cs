using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Reads <c>feed</c>: <c>door: closed</c> in place of a signal's chain, or <c>port.door-monitor: 3.873 kΩ</c> through it. A port of sound
/// hears <c>{ digits: '5#' }</c> (<see cref="SoundFeed"/>). On a port of samples <c>short</c> is 0 Ω and <c>cut</c> infinite ohms, and a list
/// is samples as they are. A message of a broker is read as its subscription says (<see cref="MessageFeed"/>). A state can be <c>unknown</c> or <c>offline</c>; an event without values <c>occurs</c>. A value can be a sequence of them (<see cref="SequenceReader"/>).
/// </summary>
internal sealed class FeedReader(ReadContext context, NameScope scope)
{
    public const string PortPrefix = "port.";

    public const string Example = "feed: [ { at: 1 s, rex: active } ]";

    // of the test that is read: how far each source is fed, and by what; and from when on a bank is fed as a whole
    private readonly Dictionary<FedSource, (SignalTime From, SignalTime Until, int Offset)> _fed = [];
    private readonly Dictionary<string, SignalTime> _whole = new(StringComparer.Ordinal);

    private readonly List<(string Name, SignalTime At, int Offset)> _messages = [];

    // wall time at the start of the test, in nanoseconds since 1970
    private long _wall;

    /// <summary>What is fed, in order of time; <paramref name="last"/> becomes the last instant of it, if that is later.</summary>
    /// <param name="node">The list.</param>
    /// <param name="path">The path that leads there.</param>
    /// <param name="wall">Wall time at the start, in nanoseconds since 1970.</param>
    /// <param name="last">The last instant of anything.</param>
    public ImmutableArray<FeedDefinition> Read(YamlNode node, string path, long wall, ref SignalTime last)
    {
        _wall = wall;
        _messages.Clear();
        _fed.Clear();
        _whole.Clear();
        if (context.List(node, path, Example) is not YamlList list)
            return [];
        List<FeedDefinition> feeds = [];
        SignalTime now = SignalTime.Zero;
        for (int i = 0; i < list.Items.Count; i++)
        {
            string entryPath = $"{path}[{i}]";
            if (context.Map(list.Items[i], entryPath, "{ at: 1 s, rex: active }") is not YamlMap map)
                continue;
            SignalTime? at = null;
            if (context.Required(map, Keys.Test.At, entryPath, map.Start, "at: and an instant, such as 'at: 1 s'") is YamlEntry time
                && SpanReader.At(context, time.Value, ReadContext.Join(entryPath, "at")) is SignalTime read)
            {
                SpanReader.InOrder(context, read, ref now, time.Value.Start, entryPath);
                at = read;
            }

            if (map.Entries.Count == 1 && at is not null)
                context.Error(DiagnosticCodes.MissingKey, map.Start, entryPath, "nothing is fed here", "add a signal and its value, such as 'rex: active'");
            foreach (YamlEntry entry in map.Entries)
            {
                if (entry.Key.Value != Keys.Test.At.Name)
                    ReadEntry(entry, at ?? now, entryPath, feeds);
            }
        }

        NoListToCheck(feeds, path);
        NothingToRead(feeds, path);
        // entries go by their starts, and a sequence goes on while others begin
        ImmutableArray<FeedDefinition> ordered = [.. feeds.OrderBy(static f => f.At)];
        last = SignalTime.Max(last, ordered.IsEmpty ? now : SignalTime.Max(now, ordered[^1].At));
        return ordered;
    }

    /// <summary>Refuses messages of what was read last that come while their connection is lost.</summary>
    public void NothingWhileLost(ImmutableArray<FaultDefinition> faults, string path)
    {
        foreach ((string name, SignalTime at, int offset) in _messages)
        {
            if (scope.Table.Subscriptions.GetValueOrDefault(name) is { } subscription && faults.OfType<LostFault>().FirstOrDefault(f => f.Connection == subscription.Connection && at >= f.At && at < f.Until) is { } lost)
                context.Error(DiagnosticCodes.WrongFeed, offset, path, $"'{MessageFeed.Prefix}{name}' comes at {at} s, and '{lost.Connection}' is lost from {lost.At} s on: nothing comes then", "let it come before, or when the connection is back");
        }
    }

    // what a test feeds in place of an entry list cannot be checked against it
    private void NoListToCheck(List<FeedDefinition> feeds, string path)
    {
        foreach (FeedDefinition check in feeds)
        {
            if (check.Port is { } port && port.StartsWith(CheckFeed.Prefix, StringComparison.Ordinal) && feeds.Exists(f => f.Signal == port[CheckFeed.Prefix.Length..]))
                context.Report.ErrorAt(DiagnosticCodes.WrongFeed, check.Position, path, $"'{port}' asks an entry list in whose place this test feeds '{port[CheckFeed.Prefix.Length..]}'", "make two tests of it");
        }
    }

    // nor does what it feeds in place of a subscription read messages
    private void NothingToRead(List<FeedDefinition> feeds, string path)
    {
        foreach ((string name, _, int offset) in _messages.Where(m => feeds.Exists(f => f.Signal == m.Name)))
            context.Error(DiagnosticCodes.WrongFeed, offset, path, $"'{MessageFeed.Prefix}{name}' is a message to a subscription in whose place this test feeds '{name}'", "feed messages alone, or values alone");
    }

    private void ReadEntry(YamlEntry entry, SignalTime at, string path, List<FeedDefinition> feeds)
    {
        int before = feeds.Count;
        string keyPath = ReadContext.Join(path, entry.Key.Value);
        if (entry.Key.Value.StartsWith(PortPrefix, StringComparison.Ordinal))
            ReadPort(entry, at, keyPath, feeds);
        else if (entry.Key.Value.StartsWith(CheckFeed.Prefix, StringComparison.Ordinal))
            new CheckFeed(context, scope).Read(entry, at, keyPath, feeds);
        else if (entry.Key.Value.StartsWith(MessageFeed.Prefix, StringComparison.Ordinal))
            ReadMessage(entry, at, keyPath, feeds);
        else
            ReadSignal(entry, at, keyPath, feeds);
        if (feeds.Count == before)
            return;
        FeedDefinition first = feeds[before];
        // an entry that stands before an earlier one has been told of
        if (_fed.TryGetValue(first.Source, out (SignalTime From, SignalTime Until, int Offset) earlier) && at >= earlier.From && first.At < earlier.Until)
            context.Error(DiagnosticCodes.TimesOutOfOrder, entry.Key.Start, keyPath, $"'{entry.Key.Value}' is fed until {earlier.Until} s by what begins in line {context.Report.Source.LineOf(earlier.Offset)}", "let that end first, or write one sequence");
        _fed[first.Source] = (at, feeds[^1].At, entry.Key.Start);
        if (first.Port is not null && first.Channel is null)
            _whole.TryAdd(first.Port, first.At);
        else if (first.Port is not null && !(_whole.TryGetValue(first.Port, out SignalTime whole) && whole <= first.At))
            context.Error(DiagnosticCodes.WrongFeed, entry.Key.Start, path, $"'{entry.Key.Value}' is fed before the bank as a whole, so nothing says what its other channels measure", $"feed the port first, such as 'port.{first.Port}: 4.7 kΩ'");
    }

    private void ReadMessage(YamlEntry entry, SignalTime at, string path, List<FeedDefinition> feeds)
    {
        _messages.Add((entry.Key.Value[MessageFeed.Prefix.Length..], at, entry.Key.Start));
        new MessageFeed(context, scope).Read(entry, at, DateTimeOffset.UnixEpoch.AddTicks((_wall + at.Nanoseconds) / 100), path, feeds);
    }

    private void ReadPort(YamlEntry entry, SignalTime at, string path, List<FeedDefinition> feeds)
    {
        string name = entry.Key.Value[PortPrefix.Length..];
        if (Port(scope.Device, name, out int? channel) is not PortSpec port)
        {
            if (scope.Device is not null)
                context.Error(DiagnosticCodes.UnknownFeed, entry.Key.Start, path, $"'{scope.Device.Name}' has no port '{name}'", context.Near(name, ReadContext.NamesOf(scope.Device.Ports, static p => p.Name)));
            return;
        }

        if (entry.Value is YamlList samples)
            ReadSamples(samples, port, channel, at, path, feeds);
        else if (entry.Value is YamlMap sound && port.Flow.IsDense)
            ReadSound(entry, sound, port, channel, at, path, feeds);
        else if (port.Flow.Symbols == SymbolType.WiegandLines && entry.Value is YamlMap or YamlScalar { Value: ['0' or '1', ..] })
            ReadFrame(entry, port, at, path, feeds);
        else if (context.Scalar(entry.Value, path, $"{entry.Key.Value}: {(port.Flow.IsDense ? "cut" : "active")}") is YamlScalar scalar)
            ReadSequence(scalar, port.Flow, new FedSource(null, port.Name, channel), port, name, at, entry.Key.Start, path, feeds);
    }

    private void ReadSignal(YamlEntry entry, SignalTime at, string path, List<FeedDefinition> feeds)
    {
        string key = entry.Key.Value;
        Operand? operand = null;
        if ((scope.Device is null || scope.HasSignal(key)) && scope.Resolve(context, key, context.At(entry.Key.Start), path, out operand) is Lookup.Broken or Lookup.Bank)
        {
            if (operand is not null)
                context.Error(DiagnosticCodes.WrongFeed, entry.Key.Start, path, $"'{key}' is a bank of {operand.Flow.Channels} signals", $"feed one of them, such as '{NameScope.MemberName(key, 0)}', or the port that it comes from");
            return;
        }

        if (operand is null && scope.Device!.Port(key) is { Flow: { IsDense: false, Channels: 1 } } contact)
        {
            // no rule reads it: it is fed as if one did
            if (entry.Value is YamlMap parts && contact.Flow.Record is RecordType record)
            {
                if (new WrittenRecord(context, DiagnosticCodes.WrongFeed).Of(record, parts, path) is Value value)
                    feeds.Add(new FeedDefinition(at, null, contact.Name, value, context.At(entry.Key.Start), null));
                return;
            }

            if (context.Scalar(entry.Value, path, $"{key}: and a value") is YamlScalar fed)
                ReadSequence(fed, contact.Flow, new FedSource(null, contact.Name, null), contact, key, at, entry.Key.Start, path, feeds);
        }
        else if (operand is null)
        {
            string hint = scope.Device!.Port(key) is not null ? $"to feed the port, write 'port.{key}'" : scope.Device.Output(key) is not null ? "outputs are commanded by rules: expect them" : scope.Device.Line(key) is not null ? "rules send frames there: expect them" : scope.Device.Speaker(key) is not null ? "rules play clips there: expect them" : context.Near(key, scope.Names());
            context.Error(DiagnosticCodes.UnknownFeed, entry.Key.Start, path, $"there is no signal {entry.Key.Describe()} to feed", hint);
        }
        else if (entry.Value is YamlMap map && operand.Flow.Record is RecordType type)
        {
            if (new WrittenRecord(context, DiagnosticCodes.WrongFeed).Of(type, map, path) is Value made)
                feeds.Add(new FeedDefinition(at, key, null, made, context.At(entry.Key.Start), null));
        }
        else if (context.Scalar(entry.Value, path, $"{key}: and a value") is YamlScalar scalar)
        {
            ReadSequence(scalar, operand.Flow, new FedSource(key, null), null, key, at, entry.Key.Start, path, feeds);
        }
    }

    // a whole frame in place of its edges
    private void ReadFrame(YamlEntry entry, PortSpec port, SignalTime at, string path, List<FeedDefinition> feeds)
    {
        if (new WrittenRecord(context, DiagnosticCodes.WrongFeed).Bits(entry.Value, path) is not ReaderBits frame)
            return;
        // a reader is at rest before it sends anything
        if (!_fed.ContainsKey(new FedSource(null, port.Name, null)))
            feeds.Add(new FeedDefinition(SignalTime.Zero, null, port.Name, Value.Symbol(SymbolType.WiegandLines, "idle"), context.At(entry.Key.Start), null));
        foreach ((long nanoseconds, Value lines) in ReaderPulses.Of(frame))
            feeds.Add(new FeedDefinition(at.AddNanoseconds(nanoseconds), null, port.Name, lines, context.At(entry.Key.Start), null));
    }

    private void ReadSound(YamlEntry entry, YamlMap map, PortSpec port, int? channel, SignalTime at, string path, List<FeedDefinition> feeds)
    {
        if (new SoundFeed(context, scope).Read(map, port, path) is not { } sound)
            return;
        SourcePosition position = context.At(entry.Key.Start);
        Value silence = Value.Of(0, Unit.Count);
        // it is silent before it hears anything
        if (!_fed.Keys.Any(f => f.Port == port.Name))
        {
            feeds.Add(new FeedDefinition(SignalTime.Zero, null, port.Name, silence, position));
            _whole.TryAdd(port.Name, SignalTime.Zero);
        }

        feeds.Add(new FeedDefinition(at, null, port.Name, silence, position, channel) { Sound = sound });
        feeds.Add(new FeedDefinition(at.AddNanoseconds(port.Flow.Samples!.Rate.NanosecondsOf(sound.Length)), null, port.Name, silence, position, channel));
    }

    private void ReadSequence(YamlScalar scalar, Flow flow, FedSource source, PortSpec? port, string name, SignalTime at, int key, string path, List<FeedDefinition> feeds)
    {
        if (SequenceReader.Read(context, scalar, flow, path) is not List<SequenceStep> steps)
            return;
        foreach (SequenceStep step in steps)
        {
            Value? value = port is { Flow.IsDense: true } ? WrittenValue.OfPort(context, port, step.Value, path)
                : Digit(flow, step.Value) ?? WrittenValue.OfSignal(context, DiagnosticCodes.WrongFeed, flow, name, step.Value, path);
            // one value alone is found by its key, as ever
            if (value is Value fed)
                feeds.Add(new FeedDefinition(at.AddNanoseconds(step.Nanoseconds), source.Signal, source.Port, fed, context.At(steps.Count == 1 ? key : step.Value.Start), source.Channel));
        }
    }

    // logic analysers write 0 and 1
    private static Value? Digit(Flow flow, YamlScalar scalar) =>
        flow.Symbols == SymbolType.Contact && scalar.Value is ("0" or "1") ? Value.Contact(scalar.Value == "1") : null;

    private void ReadSamples(YamlList list, PortSpec port, int? channel, SignalTime at, string path, List<FeedDefinition> feeds)
    {
        if (port.Flow.Samples is not SampleFlow samples || list.Items.Count is 0 or > SequenceReader.MostSteps)
        {
            if (port.Flow.Samples is null)
                context.Error(DiagnosticCodes.WrongFeed, list.Start, path, $"'{port.Name}' gives {port.Flow}: only a port of samples takes a list of them", "write a sequence, such as 'inactive 3ms active'");
            else
                context.Error(DiagnosticCodes.TooMany, list.Start, path, $"1 to {SequenceReader.MostSteps} samples can be fed at once, not {list.Items.Count}", "make several entries of them");
            return;
        }

        SampleClock clock = new(samples.Rate);
        long first = clock.FirstIndexAtOrAfter(at);
        for (int i = 0; i < list.Items.Count; i++)
        {
            string samplePath = $"{path}[{i}]";
            if (context.Scalar(list.Items[i], samplePath, $"{PortPrefix}{port.Name}: [ 3.3 V, 0 V ]") is YamlScalar scalar && WrittenValue.OfPort(context, port, scalar, samplePath) is Value value)
                feeds.Add(new FeedDefinition(clock.TimeOf(first + i), null, port.Name, value, context.At(scalar.Start), channel));
        }
    }

    /// <summary>The port called <paramref name="name"/>, or the one that has the channel of that name (<c>inputs-3</c>); null where there is none.</summary>
    public static PortSpec? Port(DeviceProfile? device, string name, out int? channel)
    {
        channel = null;
        if (device?.Port(name) is PortSpec whole)
            return whole;
        if (!NameScope.TryMember(name, out string bankName, out int number) || device?.Port(bankName) is not { Flow.Channels: > 1 } bank || number < 1 || number > bank.Flow.Channels)
            return null;
        channel = number - 1;
        return bank;
    }
}
