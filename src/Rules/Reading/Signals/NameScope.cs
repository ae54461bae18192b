using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
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
/// The names that one part of a pipeline can use: signals first, then outputs, then sparse ports. A port that is used directly
/// becomes a signal of its own, without operators.
/// </summary>
/// <param name="table">All names of the pipeline.</param>
/// <param name="prefix">What the names of a block begin with: that of the block and a dot; empty for the pipeline itself.</param>
/// <param name="outer">Where a name is looked up that the block does not have, or null: a block knows what it is given, and nothing else.</param>
/// <param name="arguments">What a block was given, by name.</param>
internal sealed class NameScope(NameTable table, string prefix = "", NameScope? outer = null, IReadOnlyDictionary<string, BlockArgument>? arguments = null)
{
    private const string ReadbackSuffix = ".readback";
    private static readonly Flow ContactState = new(FlowKind.State, SymbolType.Contact);

    /// <summary>A scope over a device alone; signals are added to it.</summary>
    public NameScope(DeviceProfile? device)
        : this(new NameTable(device))
    {
    }

    /// <summary>All names of the pipeline.</summary>
    public NameTable Table => table;

    /// <summary>The device, or null where it is not known: then every unknown name may be one of its ports.</summary>
    public DeviceProfile? Device => table.Device;

    /// <summary>Whether it is the scope of a block.</summary>
    public bool IsBlock => prefix.Length > 0;

    /// <summary>The scope of a block that is called <paramref name="instance"/> here.</summary>
    public NameScope Within(string instance, IReadOnlyDictionary<string, BlockArgument> given, NameScope? outer) => new(table, $"{prefix}{instance}.", outer, given);

    /// <summary>What a block was given for <paramref name="name"/>, or null.</summary>
    public BlockArgument? Argument(string name) => arguments?.GetValueOrDefault(name) ?? outer?.Argument(name);

    /// <summary>The output of this name, as far as it can be seen from here; null for none.</summary>
    public OutputSpec? Output(string name) => IsBlock ? outer?.Output(name) : table.Output(name);

    /// <summary>The reader line of this name, as far as it can be seen from here; null for none.</summary>
    public ReaderLineSpec? Line(string name) => IsBlock ? outer?.Line(name) : table.Line(name);

    /// <summary>The speaker of this name, as far as it can be seen from here; null for none.</summary>
    public SpeakerSpec? Speaker(string name) => IsBlock ? outer?.Speaker(name) : table.Speaker(name);

    /// <summary>The port of this name, as far as it can be seen from here; null for none.</summary>
    public PortSpec? Port(string name) => IsBlock ? outer?.Port(name) : table.Port(name);

    /// <summary>The whole name of what is called <paramref name="name"/> here.</summary>
    public string FullName(string name) => prefix + name;

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

    /// <summary>Whether there is a signal of this name, good or broken: one that was defined, or a port that rules use directly.</summary>
    public bool HasSignal(string name)
    {
        string full = FullName(name);
        return table.TryMade(full, out _) || table.DraftOf(full) is not null || IsMemberOfBroken(full) || table.IsOfBrokenBlock(full);
    }

    /// <summary>Looks a name up that stands at <paramref name="position"/>; what it stands for is made where that is not done yet.</summary>
    public Lookup Resolve(ReadContext context, string name, SourcePosition position, string path, out Operand? operand)
    {
        operand = null;
        string full = FullName(name);
        Make(context, full, position, path);
        if (table.TryMade(full, out SignalDefinition? signal))
        {
            operand = signal is null ? null : new Operand(full, OperandKind.Signal, signal.Flow, position);
            return signal is null ? Lookup.Broken : signal.Flow.Channels > 1 ? Lookup.Bank : Lookup.Found;
        }

        if (IsMemberOfBroken(full) || table.DraftOf(full) is not null || table.IsOfBrokenBlock(full))
            return Lookup.Broken;
        if (IsBlock)
            return outer is null ? BuiltIn(context, name, position, path, out operand) : outer.Resolve(context, name, position, path, out operand);
        if (Device is null)
            return Lookup.Broken;
        if (table.Output(name) is not null)
        {
            operand = new Operand(name, OperandKind.Output, ContactState, position);
            return Lookup.Found;
        }

        if (name.EndsWith(ReadbackSuffix, StringComparison.Ordinal) && table.Output(name[..^ReadbackSuffix.Length]) is not null)
        {
            operand = new Operand(name[..^ReadbackSuffix.Length], OperandKind.Readback, ContactState, position);
            return Lookup.Found;
        }

        if (table.Port(name) is not PortSpec port)
            return BuiltIn(context, name, position, path, out operand);
        if (port.Flow.IsDense)
            return Lookup.Dense;
        table.Add(new SignalDefinition(name, position, [new SignalInput(port, null)], [], port.Flow));
        operand = new Operand(name, OperandKind.Signal, port.Flow, position);
        return Lookup.Found;
    }

    /// <summary>Every name there is, for near misses.</summary>
    public IEnumerable<string> Names()
    {
        foreach (string signal in table.Names())
        {
            if (signal.StartsWith(prefix, StringComparison.Ordinal))
                yield return signal[prefix.Length..];
        }

        foreach (string schedule in BuiltInSchedules.Names)
        {
            if (schedule != BuiltInSchedules.Always && table.DraftOf(schedule) is null)
                yield return schedule;
        }

        if (Device is null || IsBlock)
            yield break;
        foreach (OutputSpec output in Device.Outputs)
            yield return output.Name;
        foreach (PortSpec port in Device.Ports)
        {
            if (!port.Flow.IsDense && !table.TryMade(port.Name, out _) && table.DraftOf(port.Name) is null)
                yield return port.Name;
        }
    }

    /// <summary>How a signal is a schedule; null where it is none.</summary>
    public ScheduleDerivation? Schedule(Operand? operand) =>
        operand is { Kind: OperandKind.Signal } && table.TryMade(operand.Name, out SignalDefinition? signal) ? signal?.Derivation as ScheduleDerivation : null;

    /// <summary>The names of all schedules, for near misses.</summary>
    public IEnumerable<string> Schedules() => table.Schedules().Where(s => s.StartsWith(prefix, StringComparison.Ordinal)).Select(s => s[prefix.Length..]).Concat(BuiltInSchedules.Names).Distinct();

    // One of the schedules that need not be written down. Blocks see the pipeline's own of that name, where it has one.
    private Lookup BuiltIn(ReadContext context, string name, SourcePosition position, string path, out Operand? operand)
    {
        operand = null;
        if (!BuiltInSchedules.Has(name))
            return Lookup.Unknown;
        if (table.DraftOf(name) is null && !table.TryMade(name, out _))
            table.Declare(BuiltInSchedules.Draft(context, table, name, position, path));
        if (table.DraftOf(name) is Draft draft)
            table.Make(draft, context, position, path);
        if (!table.TryMade(name, out SignalDefinition? signal) || signal is null)
            return Lookup.Broken;
        if (signal.Derivation is not ScheduleDerivation)
            return Lookup.Unknown;
        operand = new Operand(name, OperandKind.Signal, signal.Flow, position);
        return Lookup.Found;
    }

    // the signal itself, or the bank whose member it may be
    private void Make(ReadContext context, string full, SourcePosition position, string path)
    {
        if (table.DraftOf(full) is Draft draft)
            table.Make(draft, context, position, path);
        else if (!table.TryMade(full, out _) && TryMember(full, out string bank, out _) && table.DraftOf(bank) is Draft whole)
            table.Make(whole, context, position, path);
    }

    // zones-7 where zones is wrong: it may well be a member, and what is wrong has been told
    private bool IsMemberOfBroken(string name) =>
        TryMember(name, out string bank, out _)
        && table.TryMade(bank, out SignalDefinition? signal) && signal is null
        && table.Output(name) is null && table.Port(name) is null;
}
