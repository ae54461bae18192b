using System;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Testing;

/// <summary>A form whose kernel needs secrets, which it names in its parameters (<see cref="ParameterValues.Secret"/>).</summary>
public sealed class SecretForm<TIn, TOut> : OperatorForm
{
    /// <summary>Makes the kernel for an input, checked parameters, and the secrets of the run.</summary>
    public required Func<Flow, ParameterValues, SecretSet, Kernel<TIn, TOut>> Kernel { get; init; }

    /// <inheritdoc/>
    public override object Apply(object source, Flow input, ParameterValues parameters, OperatorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ((IObservable<TIn>)source).Through(() => Kernel(input, parameters, context.Secrets), context);
    }

    /// <inheritdoc/>
    public override IKernel CreateKernel(Flow input, ParameterValues parameters) => Kernel(input, parameters, SecretSet.OfTests);
}
