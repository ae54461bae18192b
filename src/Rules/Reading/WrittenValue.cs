using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Values as tests write them: those of signals, and the levels that a port of samples can be fed.</summary>
internal static class WrittenValue
{
    /// <summary>An event, whatever it brings.</summary>
    public const string Occurs = "occurs";

    public const string Short = "short";

    public const string Cut = "cut";

    /// <summary>A value of a signal; null where it can have no such value, which is reported as <paramref name="code"/>.</summary>
    public static Value? OfSignal(ReadContext context, string code, Flow flow, string name, YamlScalar scalar, string path)
    {
        if (flow.Record is RecordType record)
            return new WrittenRecord(context, code).Of(record, scalar, path);
        // a state that is gone for no stated cause is stale: it is unknown, but not offline
        if (flow.Kind == FlowKind.State && scalar.Value is (Words.Unknown or Words.Offline))
            return Value.Unknown(scalar.Value == Words.Offline ? UnknownReason.Offline : UnknownReason.Stale);

        if (flow.Symbols is SymbolType type)
        {
            int symbol = type.IndexOf(scalar.Value);
            if (symbol >= 0)
                return Value.Symbol(type, (byte)symbol);
            List<string> words = [.. type.Names];
            if (flow.Kind == FlowKind.State)
                words.AddRange([Words.Unknown, Words.Offline]);
            string hint = ParameterReader.IsBoolean(scalar.Value) ? "there is no true or false here" : context.Near(scalar.Value, words);
            context.Error(code, scalar.Start, path, $"'{name}' is never {scalar.Describe()}: it is {ParameterSpec.Or([.. words])}", hint);
            return null;
        }

        if (flow.Unit is Unit unit)
        {
            ParameterSpec number = ParameterSpec.Of(name, "", null, null, null, false, unit.Dimension);
            return ParameterReader.ReadOne(context, number, scalar, path) is Quantity quantity ? Value.Of(quantity.Number, unit) : null;
        }

        return flow.Kind == FlowKind.Event && scalar.Value == Occurs ? Value.Pulse : Value.Of(scalar.Value);
    }

    /// <summary>What can be measured at a port of samples: <c>short</c> is 0 Ω and <c>cut</c> infinite ohms. Null where it cannot, which is reported.</summary>
    public static Value? OfPort(ReadContext context, PortSpec port, YamlScalar scalar, string path)
    {
        switch (scalar.Value)
        {
            case Short or Cut when HasOhms(port):
                return Value.Of(scalar.Value == Short ? 0 : double.PositiveInfinity, Unit.Ohm);
            case Short or Cut:
                context.Error(DiagnosticCodes.WrongFeed, scalar.Start, path, $"'{port.Name}' measures {port.Flow}: no resistance is known there", $"feed a level, such as '0.2 {port.Flow.Unit}'");
                return null;
            case Words.Offline or Words.Unknown:
                context.Error(DiagnosticCodes.WrongFeed, scalar.Start, path, $"'{port.Name}' measures: it takes a level, not '{scalar.Value}'", $"let it go offline under 'faults': {{ at: 5 s, offline: {port.Name}, for: 2 s }}");
                return null;
            case "open" or "closed" or "active" or "inactive":
                context.Error(DiagnosticCodes.WrongFeed, scalar.Start, path, $"'{port.Name}' measures: it takes a level, not '{scalar.Value}'", "feed a resistance such as 3.873 kΩ, a voltage, a count, 'short' or 'cut'; or feed the signal instead of its port");
                return null;
            default:
                ParameterSpec spec = ParameterSpec.Of(port.Name, "", null, null, null, false, LevelsOf(port));
                return ParameterReader.ReadOne(context, spec, scalar, path) is Quantity quantity ? Value.Of(quantity.Number, Unit.BaseOf(quantity.Dimension)) : null;
        }
    }

    /// <summary>Whether a port of samples knows resistances.</summary>
    public static bool HasOhms(PortSpec port) => port.Flow.Samples?.FrontEnd is not null || port.Flow.Unit == Unit.Ohm;

    /// <summary>In which dimensions a port of samples can be fed: counts where the samples are counts; volts and ohms where the front end is known.</summary>
    public static ImmutableArray<Dimension> LevelsOf(PortSpec port)
    {
        Dimension own = port.Flow.Unit?.Dimension ?? Dimension.Count;
        if (port.Flow.Samples?.FrontEnd is null)
            return [own];
        return own switch
        {
            Dimension.Voltage => [Dimension.Voltage, Dimension.Resistance],
            Dimension.Resistance => [Dimension.Resistance, Dimension.Voltage],
            _ => [own, Dimension.Voltage, Dimension.Resistance],
        };
    }
}
