using System;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>Reads states that must be of a kernel's type, so that a damaged or foreign checkpoint is refused and not believed.</summary>
internal static class SavedStates
{
    /// <summary>Whether <paramref name="code"/> is a state or a fault of the type.</summary>
    public static bool HasCode(this SymbolType type, byte code) =>
        code < SymbolType.FirstFault ? code < type.Names.Length : code - SymbolType.FirstFault < type.Faults.Length;

    /// <summary>Reads a value of <paramref name="type"/> (null: of any), or unknown.</summary>
    /// <exception cref="StateException">It is of another type.</exception>
    public static Value ValueOf(this StateReader reader, SymbolType? type)
    {
        Value value = reader.Value();
        bool fits = type is null || value.Kind switch
        {
            ValueKind.Unknown => true,
            ValueKind.Fault => type.Faults.Contains(value.Text!, StringComparer.Ordinal) || value.Text == DelayOperator.Overflow,
            ValueKind.Symbol => ReferenceEquals(value.Type, type),
            _ => false,
        };
        return fits ? value : throw new StateException($"'{value}' is no value of a {type}.");
    }

    /// <summary>Reads a value that may flow in <paramref name="flow"/> (null: any), or unknown.</summary>
    /// <exception cref="StateException">It cannot.</exception>
    public static Value ValueOf(this StateReader reader, Flow? flow)
    {
        Value value = reader.ValueOf(flow?.Symbols);
        bool fits = flow?.Unit is null || !value.IsKnown || ReferenceEquals(value.Unit, flow.Unit);
        return fits ? value : throw new StateException($"'{value}' is no value of {flow}.");
    }
}
