using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Reactive.Signals.Specs;

/// <summary>A half-open range of quantities, <c>[Low, High)</c>; infinite where an end was left out.</summary>
/// <param name="Low">The inclusive lower end in base units.</param>
/// <param name="High">The exclusive upper end in base units.</param>
/// <param name="Dimension">What it measures.</param>
public readonly record struct QuantityRange(double Low, double High, Dimension Dimension);

/// <summary>A point of a curve: what an input means.</summary>
/// <param name="Input">The input, in base units.</param>
/// <param name="Output">What it means, in base units.</param>
public readonly record struct CurvePoint(double Input, double Output);

/// <summary>A curve given by points.</summary>
/// <param name="InputDimension">What the inputs measure.</param>
/// <param name="OutputDimension">What the outputs measure.</param>
/// <param name="Points">Two or more, their inputs strictly increasing.</param>
public sealed record CurvePoints(Dimension InputDimension, Dimension OutputDimension, ImmutableArray<CurvePoint> Points);

/// <summary>A text with its name, as it was written.</summary>
/// <param name="Name">The name. Several texts may have one.</param>
/// <param name="Text">The text.</param>
public readonly record struct NamedText(string Name, string Text);

/// <summary>The values given for a component's parameters, checked against their specs; what was left out has its default.</summary>
public sealed class ParameterValues
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>All defaults of <paramref name="parameters"/>.</summary>
    public ParameterValues(ImmutableArray<ParameterSpec> parameters)
    {
        Specs = parameters;
        foreach (ParameterSpec parameter in parameters)
        {
            if (parameter.Default is null)
                continue;
            if (!parameter.TryRead(parameter.Default, out object value, out string problem, out _))
                throw new InvalidOperationException($"The spec's own default is wrong: {problem}.");
            _values[parameter.Name] = value;
        }
    }

    /// <summary>The parameters there are.</summary>
    public ImmutableArray<ParameterSpec> Specs { get; }

    /// <summary>Gives <paramref name="name"/> a value as its spec read it.</summary>
    public void Set(string name, object value)
    {
        _values[name] = value;
        _given.Add(name);
    }

    /// <summary>Whether the author gave it (rather than its default).</summary>
    public bool IsGiven(string name) => _given.Contains(name);

    /// <summary>Whether it has a value, given or default.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>A quantity.</summary>
    public Quantity Quantity(string name) => (Quantity)_values[name];

    /// <summary>A quantity in base units.</summary>
    public double Number(string name) => Quantity(name).Number;

    /// <summary>What is wrong with a quantity that must be a whole number; null where it is one, or is not there.</summary>
    public ParameterProblem? NotWhole(string name) =>
        Has(name) && Quantity(name) is var quantity && quantity.Value % 1 != 0 ? new ParameterProblem(name, $"'{name}' must be a whole number, not {quantity}") : null;

    /// <summary>A duration, to 100 ns.</summary>
    public TimeSpan Duration(string name) => TimeSpan.FromTicks(Quantity(name).Nanoseconds / 100);

    /// <summary>A word or text.</summary>
    public string Text(string name) => (string)_values[name];

    /// <summary>Ranges by state name.</summary>
    public ImmutableDictionary<string, QuantityRange> Ranges(string name) => (ImmutableDictionary<string, QuantityRange>)_values[name];

    /// <summary>Formats of cards, in the order given.</summary>
    public ImmutableArray<CardFormat> CardFormats(string name) => (ImmutableArray<CardFormat>)_values[name];

    /// <summary>The name of a secret, by which a <see cref="SecretSet"/> has its bytes.</summary>
    public string Secret(string name) => (string)_values[name];

    /// <summary>Quantities, in the order given.</summary>
    public ImmutableArray<Quantity> Quantities(string name) => (ImmutableArray<Quantity>)_values[name];

    /// <summary>Texts by name, in the order given; none where it has no value.</summary>
    public ImmutableArray<NamedText> Texts(string name) => Has(name) ? (ImmutableArray<NamedText>)_values[name] : [];

    /// <summary>The points of a curve.</summary>
    public CurvePoints Points(string name) => (CurvePoints)_values[name];
}
