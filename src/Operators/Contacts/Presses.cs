using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>presses</c>.</summary>
public static class PressesOperator
{
    /// <summary>The most presses in a row that can be told apart.</summary>
    internal const int MostPresses = 3;

    /// <summary>
    /// An event of <see cref="SymbolType.Press"/> for each gesture on a button: how often it was pressed in a row, or that it
    /// is held. Stamped when that is decided, since its first press began. Unknown values and faults make no event and end
    /// what was begun; a contact that is active when it is first seen is no press. Allocates nothing.
    /// </summary>
    /// <param name="source">A contact, active while the button is pressed.</param>
    /// <param name="options">What is told apart.</param>
    /// <param name="context">Signal time, which wakes it when a pause has passed or a press is long; without it that is noticed with the next value.</param>
    public static IObservable<Stamped<Value>> Presses(this IObservable<Stamped<Value>> source, PressOptions options, OperatorContext? context)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Most is < 1 or > MostPresses || options.DoubleWithin <= TimeSpan.Zero || options.LongAfter <= TimeSpan.Zero)
            throw new ArgumentException($"1 to {MostPresses} presses in a row are told apart, with times above 0 s.", nameof(options));
        return source.Through(() => new PressesKernel(options), context);
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "presses",
        Summary = "Tells single, double, triple and long presses of a button apart.",
        Details = "One gesture is one event, since its first press began. It is `single`, `double` or `triple` once no further press can belong to it: at the release of the last of `most`, "
            + "else when `double-within` has passed since the release. It is `long` as soon as a press has been held for `long-after`, whatever short presses came before it in the row: "
            + "they were part of the gesture and are not told besides. A release after exactly `long-after`, or a press after exactly `double-within`, comes too late. "
            + "A contact that is active when it is first seen, or seen again, is no press; unknown values and faults make no event and end what was begun.",
        Parameters =
        [
            ParameterSpec.Of("most", "How many presses in a row are told apart. With 1, each press is told at its release.", "2", "1", "3", false, Dimension.Count),
            ParameterSpec.Duration("double-within", "How long the pause between a release and the next press of the row may be.", "400 ms", least: "1 ms", most: "1 h"),
            ParameterSpec.Duration("long-after", "Held for so long, it is a long press.", "1 s", least: "1 ms", most: "1 h"),
        ],
        Examples =
        [
            new OperatorExample("presses: {}", "Single, double and long presses."),
            new OperatorExample("presses: { most: 1, long-after: 3 s }", "Short presses, told at once, and those of 3 s."),
            new OperatorExample("presses: { most: 3, double-within: 250 ms }", "Up to three presses, in quick succession."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a contact",
                Yields = "an event for each gesture: single, double, triple or long",
                Accepts = flow => flow.Kind == FlowKind.State && ReferenceEquals(flow.Symbols, SymbolType.Contact),
                Output = (flow, _) => new Flow(FlowKind.Event, SymbolType.Press, Channels: flow.Channels),
                Kernel = (_, values) => new PressesKernel(Read(values)),
            },
        ],
        Check = Check,
        NeverGives = NeverGives,
    };

    private static ParameterProblem? NeverGives(ParameterValues values, string press)
    {
        int inARow = PressesKernel.InARow.IndexOf(Value.Symbol(SymbolType.Press, press)) + 1, most = (int)values.Quantity("most").Value;
        return inARow <= most ? null : new ParameterProblem("most", string.Create(CultureInfo.InvariantCulture, $"tells {most} in a row at most"), string.Create(CultureInfo.InvariantCulture, $"write presses: {{ most: {inARow} }}"));
    }

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (values.NotWhole("most") is { } fraction)
            yield return fraction;
        else if (values.Quantity("most").Value == 1 && values.IsGiven("double-within"))
            yield return new ParameterProblem("double-within", "with 'most: 1' no press waits for another", "leave 'double-within' out");
    }

    private static PressOptions Read(ParameterValues values) => new()
    {
        Most = (int)values.Quantity("most").Value,
        DoubleWithin = values.Duration("double-within"),
        LongAfter = values.Duration("long-after"),
    };
}

/// <summary>Which presses are told apart.</summary>
public sealed record PressOptions
{
    /// <summary>How many presses in a row, 1 to 3. Default: 2.</summary>
    public int Most { get; init; } = 2;

    /// <summary>The pause between a release and the next press must be shorter than this, above 0 s. Default: 400 ms. Ignored where <see cref="Most"/> is 1.</summary>
    public TimeSpan DoubleWithin { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How long a long press is held, above 0 s. Default: 1 s.</summary>
    public TimeSpan LongAfter { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Two deadlines that never stand together are one: while a press is held, when it is long; after a release, when the pause
/// has passed. A press that came to be long is over for it, though the contact is still active.
/// </summary>
internal sealed class PressesKernel(PressOptions options) : DeadlineKernel(SignalTime.Never)
{
    private static readonly Value Active = Value.Contact(true);
    private static readonly Value Long = Value.Symbol(SymbolType.Press, "long");

    // by how many presses there were in a row, from one on
    internal static readonly ImmutableArray<Value> InARow =
        [.. new[] { "single", "double", "triple" }.Select(name => Value.Symbol(SymbolType.Press, name))];

    private Value _last;

    // whether a press is held that may become long
    private bool _isHeld;

    // how many presses of the row have been released
    private int _released;
    private SignalTime _since;

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        Value before = _last;
        if (input.Value == before)
            return;
        _last = input.Value;
        if (!before.IsKnown || !input.Value.IsKnown)
            Forget();
        else if (input.Value == Active)
            Press(SignalTime.Min(input.Since, Now));
        else if (_isHeld)
            Release(output);
    }

    protected override void Run(IEmit<Stamped<Value>> output) => Tell(_isHeld ? Long : InARow[_released - 1], output);

    protected override void Clear()
    {
        _last = default;
        Forget();
    }

    protected override void SaveRest(StateWriter writer)
    {
        writer.Value(_last);
        writer.Bool(_isHeld);
        writer.Int64(_released);
        writer.Time(_since);
    }

    protected override void LoadRest(StateReader reader)
    {
        _last = reader.ValueOf(SymbolType.Contact);
        _isHeld = reader.Bool();
        _released = reader.Count(options.Most - 1);
        _since = reader.Time();
        bool waits = _isHeld || _released > 0;
        if (waits != (Due != SignalTime.Never) || (waits && (_last != Value.Contact(_isHeld) || _since > Now)))
            throw new StateException("The state of the presses is impossible.");
    }

    private void Press(SignalTime since)
    {
        if (_released == 0)
            _since = since;
        _isHeld = true;
        Due = Now + options.LongAfter;
    }

    private void Release(IEmit<Stamped<Value>> output)
    {
        _isHeld = false;
        _released++;
        if (_released == options.Most)
            Tell(InARow[_released - 1], output);
        else
            Due = Now + options.DoubleWithin;
    }

    private void Tell(Value gesture, IEmit<Stamped<Value>> output)
    {
        SignalTime since = _since;
        Forget();
        output.Emit(new Stamped<Value>(gesture, Now, since));
    }

    private void Forget()
    {
        _isHeld = false;
        _released = 0;
        _since = default;
        Due = SignalTime.Never;
    }
}
