using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Reactive.Signals.Specs;

/// <summary>An example of an operator: YAML as in a chain's <c>through</c> list, and what it does. Examples are linted and run by tests.</summary>
/// <param name="Yaml">One entry of a <c>through</c> list: <c>debounce: 50 ms</c>.</param>
/// <param name="Says">What it means.</param>
public sealed record OperatorExample(string Yaml, string Says);

/// <summary>
/// An operator as self-describing data. Everything that knows operators by name (parsing, checking, schema, docs, the
/// command line, the conformance harness) reads it from here.
/// </summary>
public sealed record OperatorSpec
{
    /// <summary>The name in a definition.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>More about it: when its output is decided, what bad input gives.</summary>
    public string Details { get; init; } = "";

    /// <summary>The standard it follows, by section; empty for none.</summary>
    public string Standard { get; init; } = "";

    /// <summary>Its parameters, in the order of the docs.</summary>
    public ImmutableArray<ParameterSpec> Parameters { get; init; } = [];

    /// <summary>The parameter that a bare value sets (<c>debounce: 50 ms</c>), or null.</summary>
    public string? Shorthand { get; init; }

    /// <summary>Examples.</summary>
    public ImmutableArray<OperatorExample> Examples { get; init; } = [];

    /// <summary>Whether it takes several inputs together (<c>from: [front, rear]</c>). What comes from each then names it in <see cref="Stamped{T}.Channel"/>.</summary>
    public bool Joins { get; init; }

    /// <summary>Whether what it yields is what somebody typed: a port that it reads should be <see cref="PortSpec.IsSensitive"/>.</summary>
    public bool YieldsWhatIsTyped { get; init; }

    /// <summary>How many channels of one input it reads together: 2 of one that takes the data lines of a reader.</summary>
    public int Together { get; init; } = 1;

    /// <summary>What it can be applied to; the first form that accepts the input is taken.</summary>
    public required ImmutableArray<OperatorForm> Forms { get; init; }

    /// <summary>What is wrong with the parameters taken together, for an input; nothing where all is well.</summary>
    public Func<ParameterValues, Flow, IEnumerable<ParameterProblem>> Check { get; init; } = (_, _) => [];

    /// <summary>
    /// Of an operator that decides by what it measures: the band that one of its values stands for, by parameters, input and value; null where that cannot be
    /// said. By it an explanation tells how far off a measurement was.
    /// </summary>
    public Func<ParameterValues, Flow, string, MeasuredBand?>? Band { get; init; }

    /// <summary>
    /// Of an operator whose parameters narrow its values: why it never gives one of them (the words behind its name: <c>tells 2 in a row at most</c>), and what to write where that is meant; null where it may give it.
    /// </summary>
    public Func<ParameterValues, string, ParameterProblem?>? NeverGives { get; init; }

    /// <summary>Of an operator whose output has channels of its own: their names, in order; null where they are those of the input.</summary>
    public Func<ParameterValues, Flow, ImmutableArray<string>>? ChannelNames { get; init; }

    /// <summary>The form that takes <paramref name="input"/>, or null.</summary>
    public OperatorForm? FormFor(Flow input)
    {
        foreach (OperatorForm form in Forms)
        {
            if (form.Accepts(input))
                return form;
        }

        return null;
    }
}

/// <summary>What a value stands for, in the unit of its type's measurement, without hysteresis.</summary>
/// <param name="Low">Its lower end; negative infinity for none.</param>
/// <param name="High">Its upper end; infinity for none.</param>
public readonly record struct MeasuredBand(double Low, double High)
{
    /// <summary>How far a measurement lies outside; 0 within.</summary>
    public double DistanceOf(double measurement) => measurement < Low ? Low - measurement : measurement > High ? measurement - High : 0;
}

/// <summary>One way to apply an operator: what it takes, what it yields, and its kernel.</summary>
public abstract class OperatorForm
{
    /// <summary>What it takes, for messages and docs: <c>samples in counts, V or Ω</c>.</summary>
    public required string Takes { get; init; }

    /// <summary>What it yields, for docs.</summary>
    public required string Yields { get; init; }

    /// <summary>Whether it can be applied to an input.</summary>
    public required Func<Flow, bool> Accepts { get; init; }

    /// <summary>What comes out when it is applied to an input.</summary>
    public required Func<Flow, ParameterValues, Flow> Output { get; init; }

    /// <summary>Applies it to an observable of what <see cref="Accepts"/> accepted; the result observes what <see cref="Output"/> says.</summary>
    public abstract object Apply(object source, Flow input, ParameterValues parameters, OperatorContext context);

    /// <summary>A fresh kernel for the conformance harness.</summary>
    public abstract IKernel CreateKernel(Flow input, ParameterValues parameters);
}

/// <summary>A form whose kernel takes <typeparamref name="TIn"/> and yields <typeparamref name="TOut"/>.</summary>
public sealed class OperatorForm<TIn, TOut> : OperatorForm
{
    /// <summary>Makes the kernel for an input and checked parameters.</summary>
    public required Func<Flow, ParameterValues, Kernel<TIn, TOut>> Kernel { get; init; }

    /// <inheritdoc/>
    public override object Apply(object source, Flow input, ParameterValues parameters, OperatorContext context) =>
        ((IObservable<TIn>)source).Through(() => Kernel(input, parameters), context);

    /// <inheritdoc/>
    public override IKernel CreateKernel(Flow input, ParameterValues parameters) => Kernel(input, parameters);
}
