using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Testing;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads <c>faults</c>: what goes wrong in a test. A fault befalls what the test feeds, or the device itself.</summary>
internal sealed class FaultReader(ReadContext context, NameScope scope)
{
    public static readonly ParameterSpec For = ParameterSpec.Duration("for", "How long it lasts; left out: until the test ends.", least: "1 ns");
    public static readonly ParameterSpec BounceFor = ParameterSpec.Duration("for", "How long the contact bounces.", least: "2 ms", most: "1 s", required: true);
    public static readonly ParameterSpec Restart = ParameterSpec.Duration("restart", "How long the device is down before it starts anew.", required: true);
    public static readonly ParameterSpec Of = ParameterSpec.Of("of", "The amplitude of the noise, in a unit in which the port can be fed.", null, null, null, true, [.. Unit.Dimensions]);
    public static readonly ParameterSpec Seed = ParameterSpec.Of("seed", "Which noise it is: the same seed gives the same noise.", "1", "0", "4294967295", false, Dimension.Count);

    /// <summary>Faults in one test.</summary>
    public const int MostFaults = 1000;

    private const string Example = "{ at: 5 s, offline: rex, for: 2 s }";

    /// <summary>What goes wrong, in order of time; <paramref name="last"/> becomes the last instant of it, if that is later.</summary>
    /// <param name="node">The section.</param>
    /// <param name="path">Its path.</param>
    /// <param name="feeds">What the test feeds.</param>
    /// <param name="last">The last instant of anything in the test.</param>
    public ImmutableArray<FaultDefinition> Read(YamlNode node, string path, ImmutableArray<FeedDefinition> feeds, ref SignalTime last)
    {
        if (context.List(node, path, $"a list: [ {Example} ]") is not YamlList list)
            return [];
        FaultTargets targets = new(context, scope, feeds);
        ImmutableArray<FaultDefinition>.Builder faults = ImmutableArray.CreateBuilder<FaultDefinition>();
        SignalTime now = SignalTime.Zero, back = SignalTime.Zero;
        for (int i = 0; i < list.Items.Count; i++)
        {
            if (i == MostFaults)
            {
                context.Error(DiagnosticCodes.TooMany, list.Items[i].Start, path, $"a test has at most {MostFaults} faults", "make two tests of it");
                break;
            }

            string entryPath = $"{path}[{i}]";
            if (context.Map(list.Items[i], entryPath, Example) is not YamlMap map || ReadKind(map, entryPath) is not KeySpec kind)
                continue;
            YamlEntry? time = context.Required(map, Keys.Fault.At, entryPath, map.Start, "at: and an instant, such as 'at: 5 s'");
            SignalTime? at = time is null ? null : SpanReader.At(context, time.Value, ReadContext.Join(entryPath, "at"));
            if (at is SignalTime read)
                SpanReader.InOrder(context, read, ref now, time!.Value.Start, entryPath);
            int before = faults.Count;
            ReadFault(map, kind, at ?? now, targets, entryPath, faults);
            for (int added = before; added < faults.Count && at is not null; added++)
            {
                last = SignalTime.Max(last, EndOf(faults[added], feeds));
                if (faults[added] is RestartFault restart)
                    CheckRestart(restart, map, entryPath, ref back);
            }
        }

        return faults.ToImmutable();
    }

    private static SignalTime EndOf(FaultDefinition fault, ImmutableArray<FeedDefinition> feeds)
    {
        SignalTime end = fault switch
        {
            OfflineFault offline => offline.Until,
            NoiseFault noise => noise.Until,
            WireFault wire => wire.Until,
            LockFault locked => locked.Until,
            LostFault lost => lost.Until,
            RestartFault restart => restart.Back,
            BounceFault bounce => feeds[Bounces.ChangeAfter(feeds, bounce.Source, bounce.At)].At.AddNanoseconds(bounce.Nanoseconds),
            _ => fault.At,
        };
        return end == SignalTime.Never ? fault.At : end;
    }

    // The one key that says what goes wrong.
    private KeySpec? ReadKind(YamlMap map, string path)
    {
        KeySpec? kind = null;
        foreach (YamlEntry entry in map.Entries)
        {
            if (Keys.Fault.KindOf(entry.Key.Value) is not KeySpec found)
                continue;
            if (kind is not null)
            {
                context.Error(DiagnosticCodes.WrongFault, entry.Key.Start, path, $"'{found.Name}' stands beside '{kind.Name}': one map is one fault", "give each fault its own map");
                return null;
            }

            kind = found;
        }

        if (kind is not null)
        {
            context.OnlyKeys(map, path, Keys.Fault.MapOf(kind));
            return kind;
        }

        int errors = context.Report.Errors;
        context.OnlyKeys(map, path, Keys.Fault.All);
        if (context.Report.Errors == errors)
            context.Error(DiagnosticCodes.MissingKey, map.Start, path, "nothing goes wrong here", $"add what does, such as {Example}");
        return null;
    }

    private void ReadFault(YamlMap map, KeySpec kind, SignalTime at, FaultTargets targets, string path, ImmutableArray<FaultDefinition>.Builder faults)
    {
        SourcePosition position = context.At(map.Start);
        YamlEntry what = map.Find(kind)!;
        string kindPath = ReadContext.Join(path, kind.Name);
        if (kind == Keys.Fault.Restart)
        {
            if (ParameterReader.ReadOne(context, Restart, what.Value, kindPath) is Quantity down)
                faults.Add(new RestartFault(at, down.Nanoseconds, position));
            return;
        }

        int errors = context.Report.Errors;
        bool bounces = kind == Keys.Fault.Bounce;
        long? lasts = Duration(map, bounces ? BounceFor : For, path);
        SignalTime until = lasts is long nanoseconds ? at.AddNanoseconds(nanoseconds) : SignalTime.Never;
        if (context.Scalar(what.Value, kindPath, $"{kind.Name}: rex") is not YamlScalar name)
            return;
        if (kind == Keys.Fault.Locked)
        {
            if (IsTable(name, kindPath) && context.Report.Errors == errors)
                faults.Add(new LockFault(at, until, name.Value, position));
            return;
        }

        if (kind == Keys.Fault.Lost)
        {
            if (scope.Table.Connections.ContainsKey(name.Value))
                faults.Add(new LostFault(at, until, name.Value, position));
            else
                context.Error(DiagnosticCodes.WrongFault, name.Start, kindPath, $"there is no connection {name.Describe()}", scope.Table.Connections.Count > 0 ? $"there is {ParameterSpec.Or([.. scope.Table.Connections.Keys])}" : "this pipeline has none");
            return;
        }

        bool ofSamples = !bounces && kind != Keys.Fault.Offline;
        foreach (FaultTarget target in targets.Find(name, ofSamples, kindPath))
        {
            FaultDefinition? fault = kind.Name switch
            {
                _ when bounces => Bounce(target, at, lasts, targets, name, kindPath, position),
                _ when kind == Keys.Fault.Offline => Offline(target, at, until, name, kindPath, position),
                _ when kind == Keys.Fault.Noise => Noise(map, target, at, until, path, position),
                _ => Wire(target, at, until, kind == Keys.Fault.Short, name, kindPath, position),
            };
            if (fault is not null && context.Report.Errors == errors)
                faults.Add(fault);
        }
    }

    private bool IsTable(YamlScalar name, string path)
    {
        List<string> tables = [.. SharedUse.Of(scope.Table.Signals).Select(static u => u.Name)];
        if (tables.Contains(name.Value))
            return true;
        context.Error(DiagnosticCodes.WrongFault, name.Start, path, $"there is no entry list with a table {name.Describe()}", context.Near(name.Value, tables) is { Length: > 0 } near ? near : tables.Count > 0 ? $"there is {ParameterSpec.Or([.. tables])}" : "only the store of an entry list is locked");
        return false;
    }

    private long? Duration(YamlMap map, ParameterSpec spec, string path)
    {
        YamlEntry? entry = map.Find(spec.Name);
        if (entry is null && spec.Required && !map.MayHave(spec.Name))
            context.Error(DiagnosticCodes.MissingKey, map.Start, path, $"the key '{spec.Name}' is missing", $"add {spec.Name}: 5 ms");
        return entry is not null && ParameterReader.ReadOne(context, spec, entry.Value, ReadContext.Join(path, spec.Name)) is Quantity duration ? duration.Nanoseconds : null;
    }

    private OfflineFault? Offline(FaultTarget target, SignalTime at, SignalTime until, YamlScalar name, string path, SourcePosition position)
    {
        if (target.Source.Channel is null)
            return new OfflineFault(at, until, target.Source, position);
        context.Error(DiagnosticCodes.WrongFault, name.Start, path, $"{name.Describe()} is one channel of '{target.Source.Port}': a port goes offline as a whole", $"write 'offline: {target.Source.Port}', or feed 'offline' to the signals made from it");
        return null;
    }

    private WireFault? Wire(FaultTarget target, SignalTime at, SignalTime until, bool isShort, YamlScalar name, string path, SourcePosition position)
    {
        if (WrittenValue.HasOhms(target.Port!))
            return new WireFault(at, until, target.Port!.Name, target.Source.Channel, isShort, position);
        context.Error(DiagnosticCodes.WrongFault, name.Start, path, $"'{target.Port!.Name}' measures {target.Port.Flow}: no resistance is known there, so nothing says how a damaged wire looks", "feed what it measures then");
        return null;
    }

    private NoiseFault? Noise(YamlMap map, FaultTarget target, SignalTime at, SignalTime until, string path, SourcePosition position)
    {
        PortSpec port = target.Port!;
        if (context.Required(map, Keys.Fault.Of, path, map.Start, "of: and the amplitude of the noise, such as 'of: 100 Ω'") is not YamlEntry of)
            return null;
        string ofPath = ReadContext.Join(path, "of");
        ParameterSpec amplitude = ParameterSpec.Of("of", "", null, null, null, true, WrittenValue.LevelsOf(port));
        if (ParameterReader.ReadOne(context, amplitude, of.Value, ofPath) is not Quantity quantity)
            return null;
        if (quantity.Value < 0)
            context.Error(DiagnosticCodes.OutOfRange, of.Value.Start, ofPath, $"an amplitude is not less than 0, as {quantity} is", "leave out the sign");
        return Number(map, path) is uint seed
            ? new NoiseFault(at, until, port.Name, target.Source.Channel, Value.Of(quantity.Number, Unit.BaseOf(quantity.Dimension)), seed, position)
            : null;
    }

    private uint? Number(YamlMap map, string path)
    {
        if (map.Find(Keys.Fault.Seed) is not YamlEntry entry)
            return 1;
        if (ParameterReader.ReadOne(context, Seed, entry.Value, ReadContext.Join(path, "seed")) is not Quantity seed)
            return null;
        if (seed.Value == decimal.Truncate(seed.Value))
            return (uint)seed.Value;
        context.Error(DiagnosticCodes.OutOfRange, entry.Value.Start, ReadContext.Join(path, "seed"), $"a seed is a whole number, which {seed} is not");
        return null;
    }

    private BounceFault? Bounce(FaultTarget target, SignalTime at, long? nanoseconds, FaultTargets targets, YamlScalar name, string path, SourcePosition position)
    {
        if (nanoseconds is not long lasts)
            return null;
        if (target.Flow.Kind == FlowKind.Event)
            context.Error(DiagnosticCodes.WrongFault, name.Start, path, $"{name.Describe()} is an event: only what has a state can bounce", "feed it several times, such as 'single 1ms single'");
        else if (Bounces.ChangeAfter(targets.Feeds, target.Source, at) < 0)
            context.Error(DiagnosticCodes.WrongFault, name.Start, path, $"nothing that is fed to {name.Describe()} changes from {at} s on, so nothing bounces", "let it bounce before its change");
        else
            return new BounceFault(at, lasts, target.Source, position);
        return null;
    }

    private void CheckRestart(RestartFault restart, YamlMap map, string path, ref SignalTime back)
    {
        if (restart.At == SignalTime.Zero)
            context.Error(DiagnosticCodes.WrongFault, map.Start, path, "a device that starts at 0 s cannot go down at 0 s", "let it run for a while first");
        else if (restart.At <= back && back > SignalTime.Zero)
            context.Error(DiagnosticCodes.WrongFault, map.Start, path, $"the device goes down at {restart.At} s, but it is back at {back} s only", "let it run for a while between");
        back = SignalTime.Max(back, restart.Back);
    }
}
