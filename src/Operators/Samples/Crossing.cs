using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>crossing</c>.</summary>
public static class CrossingOperator
{
    /// <summary>
    /// An event of <see cref="SymbolType.Crossing"/> when a number rises above a threshold or falls below it. Stamped when that is sure, since the
    /// number was first there. The first number makes no event, nor the first after what is unknown, a fault or NaN. Allocates nothing.
    /// </summary>
    /// <param name="source">A number.</param>
    /// <param name="options">The threshold.</param>
    /// <param name="context">Signal time, which wakes it when a number has stood for long enough; without it that is noticed with the next value.</param>
    /// <exception cref="ArgumentException">The threshold is not finite, or the hysteresis or the time less than 0.</exception>
    public static IObservable<Stamped<Value>> Crossing(this IObservable<Stamped<Value>> source, CrossingOptions options, OperatorContext? context)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!double.IsFinite(options.At) || !(options.Hysteresis >= 0 && double.IsFinite(options.Hysteresis)) || options.Hold < TimeSpan.Zero)
            throw new ArgumentException("The threshold must be finite, and neither the hysteresis nor the time less than 0.", nameof(options));
        return source.Through(() => new CrossingKernel(options), context);
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "crossing",
        Summary = "Tells when a number rises above a threshold or falls below it.",
        Details = "An event `above` when the number reaches `at`, `below` when it is less than `at` less `hysteresis`: in between nothing changes. With `hold` the number must stand beyond for so long; the event then comes at that instant, since the number was first there. "
            + "Any event of it says that the number has passed the threshold. The first number makes no event: it says on which side it begins. After what is unknown, a fault or NaN it begins anew.",
        Shorthand = "at",
        Parameters =
        [
            ParameterSpec.Of("at", "The threshold, in the unit of the input.", null, null, null, true, Unit.Dimensions),
            ParameterSpec.Of("hysteresis", "How far below the threshold the number must fall, in the unit of the input.", "0", null, null, false, Unit.Dimensions),
            ParameterSpec.Duration("hold", "How long the number must stand beyond.", "0 s"),
        ],
        Examples =
        [
            new OperatorExample("crossing: 5 V", "Each time when a voltage passes 5 V."),
            new OperatorExample("crossing: { at: 8 V, hysteresis: 0.5 V, hold: 20 ms }", "Only what is beyond 8 V, or below 7.5 V, for 20 ms."),
            new OperatorExample("crossing: { at: 40, hysteresis: 3 }", "A bare number, such as a level from 0 to 100."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a number",
                Yields = "an event for each crossing: above or below",
                Accepts = flow => flow is { Kind: FlowKind.State, Symbols: null, Unit: not null },
                Output = (flow, _) => new Flow(FlowKind.Event, SymbolType.Crossing, Channels: flow.Channels),
                Kernel = (_, values) => new CrossingKernel(Read(values)),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (InputUnits.Mismatch(values, "at", input) is { } unit)
            yield return unit;
        if (values.IsGiven("hysteresis") && values.Number("hysteresis") != 0 && InputUnits.Mismatch(values, "hysteresis", input) is { } other)
            yield return other;
        if (values.Number("hysteresis") < 0)
            yield return new ParameterProblem("hysteresis", $"'hysteresis' must be at least 0, not {values.Quantity("hysteresis")}");
    }

    private static CrossingOptions Read(ParameterValues values) => new() { At = values.Number("at"), Hysteresis = values.Number("hysteresis"), Hold = values.Duration("hold") };
}

/// <summary>When a number crosses a threshold. Numbers are in the base unit of the input.</summary>
public sealed record CrossingOptions
{
    /// <summary>From it on a number is above; finite.</summary>
    public required double At { get; init; }

    /// <summary>How far below it a number must fall to be below, at least 0. Default: 0.</summary>
    public double Hysteresis { get; init; }

    /// <summary>How long a number must stand beyond, at least 0 s. Default: 0 s.</summary>
    public TimeSpan Hold { get; init; }
}

/// <summary>Remembers the side on which the number is, and since when it has been on the other.</summary>
internal sealed class CrossingKernel(CrossingOptions options) : DeadlineKernel(SignalTime.Never)
{
    private static readonly Value Above = Value.Symbol(SymbolType.Crossing, "above");
    private static readonly Value Below = Value.Symbol(SymbolType.Crossing, "below");

    // null before the first number
    private bool? _isAbove;
    private SignalTime _since;

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        double number = input.Value.Number;
        if (double.IsNaN(number))
        {
            Clear();
            return;
        }

        if (_isAbove is not { } isAbove)
        {
            _isAbove = number >= options.At;
            return;
        }

        if (isAbove ? number >= options.At - options.Hysteresis : number < options.At)
        {
            Due = SignalTime.Never;
        }
        else if (Due == SignalTime.Never)
        {
            _since = SignalTime.Min(input.Since, Now);
            if (options.Hold > TimeSpan.Zero)
                Due = Now + options.Hold;
            else
                Run(output);
        }
    }

    protected override void Run(IEmit<Stamped<Value>> output)
    {
        _isAbove = _isAbove != true;
        output.Emit(new Stamped<Value>(_isAbove == true ? Above : Below, Now, _since));
    }

    protected override void Clear()
    {
        _isAbove = null;
        _since = default;
        Due = SignalTime.Never;
    }

    protected override void SaveRest(StateWriter writer)
    {
        writer.Bool(_isAbove.HasValue);
        writer.Bool(_isAbove == true);
        writer.Time(_since);
    }

    protected override void LoadRest(StateReader reader)
    {
        bool isKnown = reader.Bool(), isAbove = reader.Bool();
        _isAbove = isKnown ? isAbove : null;
        _since = reader.Time();
        if (Due != SignalTime.Never && (!isKnown || _since > Now || options.Hold <= TimeSpan.Zero))
            throw new StateException("Nothing can be waited for.");
    }
}
