using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// All names of one pipeline and its blocks, by their whole name. A draft is made into a signal when it is first looked up;
/// so signals come in an order in which each stands after all that it is made from.
/// </summary>
internal sealed class NameTable(DeviceProfile? device)
{
    /// <summary>Signals made from signals, in a row: more than anybody follows.</summary>
    private const int MostDepth = 1000;

    private readonly Dictionary<string, SignalDefinition?> _signals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Draft> _drafts = new(StringComparer.Ordinal);
    private readonly List<Draft> _order = [];
    private readonly List<SignalDefinition> _ordered = [];
    private readonly List<Draft> _underWay = [];
    private readonly Dictionary<string, OutputSpec> _outputs = ByName(device?.Outputs, static o => o.Name);
    private readonly Dictionary<string, ReaderLineSpec> _lines = ByName(device?.Lines, static l => l.Name);
    private readonly Dictionary<string, SpeakerSpec> _speakers = ByName(device?.Speakers, static s => s.Name);
    private readonly Dictionary<string, PortSpec> _ports = ByName(device?.Ports, static p => p.Name);

    /// <summary>The device, or null where it is not known: then every unknown name may be one of its ports.</summary>
    public DeviceProfile? Device => device;

    /// <summary>The time zone of its schedules.</summary>
    public TimeZoneSetting Zone { get; init; } = new();

    /// <summary>All good signals, each after what it is made from; ports that were used directly come last.</summary>
    public ImmutableArray<SignalDefinition> Signals => [.. _ordered];

    /// <summary>Ports of the pipeline's own, that no hardware is behind.</summary>
    public List<PortSpec> VirtualPorts { get; } = [];

    /// <summary>The connections that the pipeline has, by name; null for one that is wrong, which is reported.</summary>
    public Dictionary<string, ConnectionDefinition?> Connections { get; } = new(StringComparer.Ordinal);

    /// <summary>The topics that are listened to, by the names of their signals; null for one that is wrong, which is reported.</summary>
    public Dictionary<string, SubscriptionDefinition?> Subscriptions { get; } = new(StringComparer.Ordinal);

    /// <summary>The whole names of blocks that are used and could not be read, which is reported: nothing is known of what they define.</summary>
    public HashSet<string> BrokenBlocks { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a name may be one of a block that could not be read.</summary>
    public bool IsOfBrokenBlock(string name)
    {
        if (BrokenBlocks.Count == 0)
            return false;
        for (int dot = name.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = name.IndexOf('.', dot + 1))
        {
            if (BrokenBlocks.Contains(name[..dot]))
                return true;
        }

        return false;
    }

    /// <summary>How many drafts there are.</summary>
    public int Count => _order.Count;

    /// <summary>The output of this name, or null.</summary>
    public OutputSpec? Output(string name) => _outputs.GetValueOrDefault(name);

    /// <summary>The reader line of this name, or null.</summary>
    public ReaderLineSpec? Line(string name) => _lines.GetValueOrDefault(name);

    /// <summary>The speaker of this name, or null.</summary>
    public SpeakerSpec? Speaker(string name) => _speakers.GetValueOrDefault(name);

    /// <summary>The port of this name, or null.</summary>
    public PortSpec? Port(string name) => _ports.GetValueOrDefault(name);

    /// <summary>The draft of this name, or null.</summary>
    public Draft? DraftOf(string name) => _drafts.GetValueOrDefault(name);

    /// <summary>The signal of this name as far as it is made: null where it is broken; false where there is none yet.</summary>
    public bool TryMade(string name, out SignalDefinition? signal) => _signals.TryGetValue(name, out signal);

    /// <summary>Notes a draft. One of the same name is there already where this gives false.</summary>
    public bool Declare(Draft draft)
    {
        if (!_drafts.TryAdd(draft.Name, draft))
            return false;
        _order.Add(draft);
        return true;
    }

    /// <summary>Makes signals of all drafts.</summary>
    public void MakeAll(ReadContext context)
    {
        // blocks may be declared while others are made
        for (int i = 0; i < _order.Count; i++)
            Make(_order[i], context, default, "");
    }

    /// <summary>Makes the signal of a draft, where that is not done yet. One that is being made is part of a circle, which is reported where it is named.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="context">Where to report.</param>
    /// <param name="position">Where it is named.</param>
    /// <param name="path">The path that leads there.</param>
    public void Make(Draft draft, ReadContext context, SourcePosition position, string path)
    {
        if (draft.Progress == Draft.Stage.UnderWay)
            ReportCycle(draft, context, position, path);
        // each is made within the making of the next: a row of long expressions may fill the stack before that
        if (draft.Progress == Draft.Stage.Waiting && (_underWay.Count >= MostDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack()))
        {
            context.Report.ErrorAt(DiagnosticCodes.ExpressionTooDeep, position, path, $"signals are made from each other too deep: {_underWay.Count} in a row", "make some of them from ports");
            draft.Progress = Draft.Stage.Bad;
        }

        if (draft.Progress == Draft.Stage.Bad && !_signals.ContainsKey(draft.Name))
            AddBroken(draft.Name);
        if (draft.Progress != Draft.Stage.Waiting)
            return;
        draft.Progress = Draft.Stage.UnderWay;
        _underWay.Add(draft);
        SignalDefinition? signal = draft.Build();
        _underWay.RemoveAt(_underWay.Count - 1);
        // a circle may have condemned it meanwhile
        draft.Progress = signal is not null && draft.Progress != Draft.Stage.Bad ? Draft.Stage.Good : Draft.Stage.Bad;
        if (draft.Progress == Draft.Stage.Good)
            Add(signal!);
        else
            AddBroken(draft.Name);
    }

    /// <summary>Adds a good signal, and behind a bank its members.</summary>
    public void Add(SignalDefinition signal)
    {
        _signals[signal.Name] = signal;
        _ordered.Add(signal);
        if (signal.Flow.Channels == 1)
            return;
        Flow one = signal.Flow with { Channels = 1 };
        for (int channel = 0; channel < signal.Flow.Channels; channel++)
            Add(new SignalDefinition(NameScope.MemberName(signal.Name, channel), signal.Position, [new SignalInput(null, signal.Name)], [], one, channel));
    }

    /// <summary>Notes that a signal of this name exists but is wrong.</summary>
    public void AddBroken(string name) => _signals[name] = null;

    /// <summary>The schedules of the pipeline, made or not, in the order of the file.</summary>
    public IEnumerable<string> Schedules()
    {
        foreach (Draft draft in _order)
        {
            if (draft is ScheduleDraft)
                yield return draft.Name;
        }
    }

    /// <summary>Every name of a signal, made or not, in the order of the file.</summary>
    public IEnumerable<string> Names()
    {
        foreach (Draft draft in _order)
            yield return draft.Name;
        foreach (string made in _signals.Keys)
        {
            if (!_drafts.ContainsKey(made))
                yield return made;
        }
    }

    private void ReportCycle(Draft source, ReadContext context, SourcePosition position, string path)
    {
        int first = _underWay.IndexOf(source);
        List<string> names = [];
        for (int i = first; i < _underWay.Count; i++)
        {
            _underWay[i].Progress = Draft.Stage.Bad;
            if (names.Count < 8)
                names.Add(_underWay[i].Name);
        }

        context.Report.ErrorAt(DiagnosticCodes.Cycle, position, path, $"these signals are made from each other: {string.Join(" <- ", names)} <- {source.Name}", source is ScheduleDraft ? "take a name out of one 'except' or 'plus'" : "one of them must come from a port");
    }

    private static Dictionary<string, T> ByName<T>(ImmutableArray<T>? all, Func<T, string> name)
    {
        Dictionary<string, T> named = new(StringComparer.Ordinal);
        foreach (T one in all ?? [])
            named.TryAdd(name(one), one);
        return named;
    }
}
