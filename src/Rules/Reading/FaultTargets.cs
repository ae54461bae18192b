using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>What a fault befalls.</summary>
/// <param name="Source">What the test feeds.</param>
/// <param name="Port">The port, or null for a signal.</param>
/// <param name="Flow">What flows from it.</param>
internal sealed record FaultTarget(FedSource Source, PortSpec? Port, Flow Flow);

/// <summary>
/// Finds what the faults of one test befall, by name: a signal that the test feeds, else a port, else the ports that a signal is made
/// from. <c>port.NAME</c> is always the port.
/// </summary>
internal sealed class FaultTargets
{
    private readonly ReadContext _context;
    private readonly NameScope _scope;
    private readonly HashSet<string> _fedSignals = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fedPorts = new(StringComparer.Ordinal);

    public FaultTargets(ReadContext context, NameScope scope, ImmutableArray<FeedDefinition> feeds)
    {
        _context = context;
        _scope = scope;
        Feeds = feeds;
        foreach (FeedDefinition feed in feeds)
        {
            if (feed.Signal is not null)
                _fedSignals.Add(feed.Signal);
            else
                _fedPorts.Add(feed.Port!);
        }
    }

    /// <summary>What the test feeds.</summary>
    public ImmutableArray<FeedDefinition> Feeds { get; }

    /// <summary>What a name means; nothing where it means nothing that can be befallen, which is reported.</summary>
    /// <param name="name">The name.</param>
    /// <param name="ofSamples">Whether it must be a port of samples.</param>
    /// <param name="path">The path of the name.</param>
    public IReadOnlyList<FaultTarget> Find(YamlScalar name, bool ofSamples, string path)
    {
        if (_scope.Device is null)
            return [];
        bool isPort = name.Value.StartsWith(FeedReader.PortPrefix, StringComparison.Ordinal);
        string word = isPort ? name.Value[FeedReader.PortPrefix.Length..] : name.Value;
        if (!isPort && !ofSamples && _fedSignals.Contains(word) && _scope.Resolve(_context, word, _context.At(name.Start), path, out Operand? fed) == Lookup.Found)
            return [new FaultTarget(new FedSource(word, null), null, fed!.Flow)];
        if (FeedReader.Port(_scope.Device, word, out int? channel) is PortSpec port)
            return Fed(name, port, channel, ofSamples, path) is FaultTarget target ? [target] : [];
        if (!isPort && _scope.HasSignal(word))
            return BehindSignal(name, ofSamples, path);
        List<string> names = [.. _scope.Names(), .. ReadContext.NamesOf(_scope.Device.Ports, static p => p.Name)];
        _context.Error(DiagnosticCodes.UnknownFeed, name.Start, path, isPort ? $"'{_scope.Device.Name}' has no port '{word}'" : $"there is no port or signal {name.Describe()}", _context.Near(word, names));
        return [];
    }

    private FaultTarget? Fed(YamlScalar name, PortSpec port, int? channel, bool ofSamples, string path)
    {
        if (ofSamples && !port.Flow.IsDense)
            _context.Error(DiagnosticCodes.WrongFault, name.Start, path, $"'{port.Name}' gives {port.Flow}: only a port of samples has noise and wires", "feed it what it says then");
        else if (!_fedPorts.Contains(port.Name))
            _context.Error(DiagnosticCodes.WrongFault, name.Start, path, $"nothing is fed to the port '{port.Name}' in this test", $"feed it, such as '{FeedReader.PortPrefix}{port.Name}: {(port.Flow.IsDense ? "4.7 kΩ" : "inactive")}'");
        else
            return new FaultTarget(new FedSource(null, port.Name, channel), port, port.Flow);
        return null;
    }

    // A signal that is not fed: what befalls it befalls what it is made from, down to the signals and ports that are.
    private List<FaultTarget> BehindSignal(YamlScalar name, bool ofSamples, string path)
    {
        int errors = _context.Report.Errors;
        Dictionary<string, SignalDefinition> signals = new(StringComparer.Ordinal);
        foreach (SignalDefinition signal in _scope.Table.Signals)
            signals[signal.Name] = signal;
        List<FaultTarget> targets = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        Queue<string> waiting = new([name.Value]);
        while (waiting.TryDequeue(out string? next))
        {
            if (!seen.Add(next) || !signals.TryGetValue(next, out SignalDefinition? signal))
                continue;
            if (!ofSamples && _fedSignals.Contains(next))
            {
                targets.Add(new FaultTarget(new FedSource(next, null), null, signal.Flow));
                continue;
            }

            foreach (SignalInput input in signal.Inputs)
            {
                if (input.Signal is not null)
                    waiting.Enqueue(input.Signal);
                else if (seen.Add(FeedReader.PortPrefix + input.Port!.Name) && Fed(name, input.Port, null, ofSamples, path) is FaultTarget target)
                    targets.Add(target);
            }
        }

        if (targets.Count == 0 && signals.ContainsKey(name.Value) && _context.Report.Errors == errors)
            _context.Error(DiagnosticCodes.WrongFault, name.Start, path, $"nothing that this test feeds lies behind {name.Describe()}", "name what it feeds");
        return targets;
    }
}
