using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>What looking up a name gave.</summary>
internal enum Lookup
{
    Found,
    /// <summary>There is no such name.</summary>
    Unknown,
    /// <summary>It is there, but its own definition is wrong and reported: what uses it stays silent.</summary>
    Broken,
    /// <summary>It is a port of samples, which rules cannot read.</summary>
    Dense,
    /// <summary>It is a bank: rules read its members.</summary>
    Bank,
}

/// <summary>
/// The names that rules and tests can use: signals first, then outputs, then sparse ports. A port that is used directly becomes a
/// signal of its own, without operators.
/// </summary>
internal sealed class NameScope(DeviceProfile? device)
{
    private const string ReadbackSuffix = ".readback";
    private static readonly Flow ContactState = new(FlowKind.State, SymbolType.Contact);
    private readonly Dictionary<string, SignalDefinition?> _signals = new(StringComparer.Ordinal);
    private readonly List<SignalDefinition> _ordered = [];

    /// <summary>The device, or null where it is not known: then every unknown name may be one of its ports.</summary>
    public DeviceProfile? Device { get; } = device;

    /// <summary>All good signals, each after what it is made from; ports that were used directly come last.</summary>
    public ImmutableArray<SignalDefinition> Signals => [.. _ordered];

    /// <summary>Adds a good signal, and behind a bank its members.</summary>
    public void Add(SignalDefinition signal)
    {
        _signals[signal.Name] = signal;
        _ordered.Add(signal);
        if (signal.Flow.Channels == 1)
            return;
        Flow one = signal.Flow with { Channels = 1 };
        for (int channel = 0; channel < signal.Flow.Channels; channel++)
            Add(new SignalDefinition(MemberName(signal.Name, channel), signal.Position, [new SignalInput(null, signal.Name)], [], one, channel));
    }

    /// <summary>The name of a member of a bank; people count channels from 1.</summary>
    public static string MemberName(string bank, int channel) => string.Create(CultureInfo.InvariantCulture, $"{bank}-{channel + 1}");

    /// <summary>Whether <paramref name="name"/> is written like the name of a member (see <see cref="MemberName"/>), of which bank and which number it has, from 1.</summary>
    public static bool TryMember(string name, out string bank, out int number)
    {
        int hyphen = name.LastIndexOf('-');
        bank = hyphen > 0 ? name[..hyphen] : "";
        number = 0;
        return hyphen > 0 && int.TryParse(name.AsSpan(hyphen + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Notes that a signal of this name exists but is wrong.</summary>
    public void AddBroken(string name) => _signals[name] = null;

    /// <summary>Whether there is a signal of this name, good or broken: one that was defined, or a port that rules use directly.</summary>
    public bool HasSignal(string name) => _signals.ContainsKey(name) || IsMemberOfBroken(name);

    /// <summary>Looks a name up that stands at <paramref name="position"/>.</summary>
    public Lookup Resolve(string name, SourcePosition position, out Operand? operand)
    {
        operand = null;
        if (_signals.TryGetValue(name, out SignalDefinition? signal))
        {
            operand = signal is null ? null : new Operand(name, OperandKind.Signal, signal.Flow, position);
            return signal is null ? Lookup.Broken : signal.Flow.Channels > 1 ? Lookup.Bank : Lookup.Found;
        }

        if (Device is null || IsMemberOfBroken(name))
            return Lookup.Broken;
        if (Device.Output(name) is not null)
        {
            operand = new Operand(name, OperandKind.Output, ContactState, position);
            return Lookup.Found;
        }

        if (name.EndsWith(ReadbackSuffix, StringComparison.Ordinal) && Device.Output(name[..^ReadbackSuffix.Length]) is not null)
        {
            operand = new Operand(name[..^ReadbackSuffix.Length], OperandKind.Readback, ContactState, position);
            return Lookup.Found;
        }

        if (Device.Port(name) is not PortSpec port)
            return Lookup.Unknown;
        if (port.Flow.IsDense)
            return Lookup.Dense;
        Add(new SignalDefinition(name, position, [new SignalInput(port, null)], [], port.Flow));
        operand = new Operand(name, OperandKind.Signal, port.Flow, position);
        return Lookup.Found;
    }

    // zones-7 where zones is wrong: it may well be a member, and what is wrong has been told
    private bool IsMemberOfBroken(string name) =>
        TryMember(name, out string bank, out _)
        && _signals.TryGetValue(bank, out SignalDefinition? signal) && signal is null
        && Device?.Output(name) is null && Device?.Port(name) is null;

    /// <summary>Every name there is, for near misses.</summary>
    public IEnumerable<string> Names()
    {
        foreach (string signal in _signals.Keys)
            yield return signal;
        if (Device is null)
            yield break;
        foreach (OutputSpec output in Device.Outputs)
            yield return output.Name;
        foreach (PortSpec port in Device.Ports)
        {
            if (!port.Flow.IsDense && !_signals.ContainsKey(port.Name))
                yield return port.Name;
        }
    }
}
