using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Reads one fed value: <c>door: closed</c> in place of a signal's chain, or <c>port.door-monitor: 3.873 kΩ</c> through it. On a port of samples
/// <c>short</c> is 0 Ω and <c>cut</c> infinite ohms; a signal can be <c>unknown</c> or <c>offline</c>; an event without values <c>occurs</c>.
/// </summary>
internal sealed class FeedReader(ReadContext context, NameScope scope)
{
    public const string PortPrefix = "port.";

    public FeedDefinition? Read(YamlEntry entry, SignalTime at, string path)
    {
        string key = entry.Key.Value, keyPath = ReadContext.Join(path, key);
        SourcePosition position = context.At(entry.Key.Start);
        if (key.StartsWith(PortPrefix, StringComparison.Ordinal))
        {
            string name = key[PortPrefix.Length..];
            (PortSpec? found, int? channel) = Port(name);
            if (found is not PortSpec port)
            {
                if (scope.Device is not null)
                    context.Error(DiagnosticCodes.UnknownFeed, entry.Key.Start, keyPath, $"'{scope.Device.Name}' has no port '{name}'", context.Near(name, ReadContext.NamesOf(scope.Device.Ports, static p => p.Name)));
                return null;
            }

            if (context.Scalar(entry.Value, keyPath, $"{key}: {(port.Flow.IsDense ? "cut" : "active")}") is not YamlScalar written)
                return null;
            Value? fed = port.Flow.IsDense ? Level(port, written, keyPath) : Unknown(port.Flow, written) ?? State(port.Flow, name, written, keyPath);
            return fed is Value level ? new FeedDefinition(at, null, port.Name, level, position, channel) : null;
        }

        Operand? operand = null;
        if ((scope.Device is null || scope.HasSignal(key)) && scope.Resolve(context, key, position, keyPath, out operand) is Lookup.Broken or Lookup.Bank)
        {
            if (operand is not null)
                context.Error(DiagnosticCodes.WrongFeed, entry.Key.Start, keyPath, $"'{key}' is a bank of {operand.Flow.Channels} signals", $"feed one of them, such as '{NameScope.MemberName(key, 0)}', or the port that it comes from");
            return null;
        }

        if (operand is null)
        {
            string hint = scope.Device!.Port(key) is not null ? $"to feed the port, write 'port.{key}'" : scope.Device.Output(key) is not null ? "outputs are commanded by rules: expect them" : context.Near(key, scope.Names());
            context.Error(DiagnosticCodes.UnknownFeed, entry.Key.Start, keyPath, $"there is no signal {entry.Key.Describe()} to feed", hint);
            return null;
        }

        if (context.Scalar(entry.Value, keyPath, $"{key}: and a value") is not YamlScalar scalar)
            return null;
        Value? value = Unknown(operand.Flow, scalar) ?? State(operand.Flow, key, scalar, keyPath);
        return value is Value good ? new FeedDefinition(at, key, null, good, position) : null;
    }

    // inputs, or inputs-3: one channel of a bank
    private (PortSpec? Port, int? Channel) Port(string name)
    {
        if (scope.Device?.Port(name) is PortSpec whole)
            return (whole, null);
        return NameScope.TryMember(name, out string bankName, out int number)
            && scope.Device?.Port(bankName) is { Flow.Channels: > 1 } bank
            && number >= 1 && number <= bank.Flow.Channels
                ? (bank, number - 1)
                : (null, null);
    }

    private static Value? Unknown(Flow flow, YamlScalar scalar) => scalar.Value switch
    {
        // a state that is gone for no stated cause is stale: it is unknown, but not offline
        Words.Unknown when flow.Kind == FlowKind.State => Value.Unknown(UnknownReason.Stale),
        Words.Offline when flow.Kind == FlowKind.State => Value.Unknown(UnknownReason.Offline),
        _ => null,
    };

    private Value? State(Flow flow, string name, YamlScalar scalar, string path)
    {
        if (flow.Symbols is SymbolType type)
        {
            int code = type.IndexOf(scalar.Value);
            if (code >= 0)
                return Value.Symbol(type, (byte)code);
            List<string> words = [.. type.Names];
            if (flow.Kind == FlowKind.State)
                words.AddRange([Words.Unknown, Words.Offline]);
            string hint = ParameterReader.IsBoolean(scalar.Value) ? "there is no true or false here" : context.Near(scalar.Value, words);
            context.Error(DiagnosticCodes.WrongFeed, scalar.Start, path, $"'{name}' is never {scalar.Describe()}: it is {ParameterSpec.Or([.. words])}", hint);
            return null;
        }

        if (flow.Unit is Unit unit)
        {
            ParameterSpec number = ParameterSpec.Of(name, "", null, null, null, false, unit.Dimension);
            return ParameterReader.ReadOne(context, number, scalar, path) is Quantity quantity ? Value.Of(quantity.Number, unit) : null;
        }

        if (flow.Kind == FlowKind.Event && scalar.Value == "occurs")
            return Value.Pulse;
        return Value.Of(scalar.Value);
    }

    private Value? Level(PortSpec port, YamlScalar scalar, string path)
    {
        FrontEnd? frontEnd = port.Flow.Samples?.FrontEnd;
        bool ohms = frontEnd is not null || port.Flow.Unit == Unit.Ohm;
        if (scalar.Value is "short" or "cut")
        {
            if (ohms)
                return Value.Of(scalar.Value == "short" ? 0 : double.PositiveInfinity, Unit.Ohm);
            context.Error(DiagnosticCodes.WrongFeed, scalar.Start, path, $"'{port.Name}' measures {port.Flow}: no resistance is known there", $"feed a level, such as '0.2 {port.Flow.Unit}'");
            return null;
        }

        if (scalar.Value is "open" or "closed" or "active" or "inactive")
        {
            context.Error(DiagnosticCodes.WrongFeed, scalar.Start, path, $"'{port.Name}' measures: it takes a level, not '{scalar.Value}'", "feed a resistance such as 3.873 kΩ, a voltage, a count, 'short' or 'cut'; or feed the signal instead of its port");
            return null;
        }

        // counts where the samples are counts; volts and ohms where the front end is known
        Dimension own = port.Flow.Unit?.Dimension ?? Dimension.Count;
        ImmutableArray<Dimension> dimensions = frontEnd is null ? [own] : own switch
        {
            Dimension.Voltage => [Dimension.Voltage, Dimension.Resistance],
            Dimension.Resistance => [Dimension.Resistance, Dimension.Voltage],
            _ => [own, Dimension.Voltage, Dimension.Resistance],
        };
        ParameterSpec spec = ParameterSpec.Of(port.Name, "", null, null, null, false, dimensions);
        return ParameterReader.ReadOne(context, spec, scalar, path) is Quantity quantity ? Value.Of(quantity.Number, Unit.BaseOf(quantity.Dimension)) : null;
    }
}
