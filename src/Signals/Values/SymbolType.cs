using System;
using System.Collections.Immutable;

namespace Reactive.Signals;

/// <summary>
/// A type with a fixed list of named values, such as a contact or a supervised loop, and the faults that can stand in
/// their place. One instance per type; values refer to it by reference.
/// </summary>
public sealed class SymbolType
{
    /// <summary>Codes from here on are faults: code - 128 is the index into <see cref="Faults"/>.</summary>
    public const byte FirstFault = 128;

    /// <summary>A contact: the logical state of an input or output. A port is <c>active</c> when its circuit differs from its normal state.</summary>
    public static readonly SymbolType Contact = new("contact", ["inactive", "active"], ["not-a-number"], Unit.Volt);

    /// <summary>
    /// A supervised loop: the switch <c>open</c> or <c>closed</c>, the cable <c>short</c> or <c>cut</c>. Faults:
    /// <c>undefined</c> (between the bands for too long), <c>foreign-voltage</c> (a voltage that no resistance explains),
    /// <c>not-a-number</c>. Carries ohms and margin.
    /// </summary>
    public static readonly SymbolType LoopState =
        new("loop state", ["open", "closed", "short", "cut"], ["undefined", "foreign-voltage", "not-a-number"], Unit.Ohm);

    /// <summary>Whether an outward command was <c>done</c>, <c>failed</c> or <c>expired</c>.</summary>
    public static readonly SymbolType Outcome = new("outcome", ["done", "failed", "expired"], [], null);

    /// <summary>A gesture on a button: pressed once, twice or three times in a row, or held. Only events carry it.</summary>
    public static readonly SymbolType Press = new("press", ["single", "double", "triple", "long"], [], null);

    /// <summary>All types, by which a stored value finds its own again. Stored values name them by index: new ones come last.</summary>
    public static readonly ImmutableArray<SymbolType> All = [Contact, LoopState, Outcome, Press];

    private SymbolType(string name, ImmutableArray<string> names, ImmutableArray<string> faults, Unit? measurement)
    {
        Name = name;
        Names = names;
        Faults = faults;
        Measurement = measurement;
    }

    /// <summary>What the type is called in messages and docs.</summary>
    public string Name { get; }

    /// <summary>The names of its values; the index is the code.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The faults that may stand in place of a value.</summary>
    public ImmutableArray<string> Faults { get; }

    /// <summary>The unit of the measurement that a value may carry with it, or null where it carries none.</summary>
    public Unit? Measurement { get; }

    /// <summary>The code of <paramref name="name"/>, or -1.</summary>
    public int IndexOf(string name) => Names.IndexOf(name, 0, StringComparer.Ordinal);

    /// <summary>The value that <paramref name="code"/> means, with what was measured (in <see cref="Measurement"/>; NaN for none).</summary>
    public Value ToValue(byte code, float measurement = float.NaN, float margin = float.NaN) =>
        code >= FirstFault ? Value.Fault(Faults[code - FirstFault]) : Value.Symbol(this, code, measurement, margin);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
