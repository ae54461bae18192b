using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>How a PIN is typed.</summary>
public sealed record PinOptions
{
    /// <summary>The most digits that a PIN has.</summary>
    public const int MostDigits = 32;

    /// <summary>How many digits it has, 1 to 32; 0 for any number up to 32, ended by <see cref="End"/>. Default 4.</summary>
    public int Length { get; init; } = 4;

    /// <summary>So long after a key nothing has been typed any more, 3 to 50 s. Default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The key that ends a PIN. Default <c>#</c>.</summary>
    public string End { get; init; } = "#";

    /// <summary>The key that takes back what was typed. Default <c>*</c>.</summary>
    public string Clear { get; init; } = "*";
}

/// <summary>The operator <c>pin</c>.</summary>
public static class PinOperator
{
    private static readonly ImmutableArray<string> Commands = ["*", "#", "F1", "F2"];

    // in YAML * and # mean something else
    private static readonly ImmutableArray<string> Words = ["star", "hash", "f1", "f2"];

    /// <summary>
    /// A PIN when its last digit, or the key that ends it, is pressed; since the first key. Faults pass and take nothing back. Allocates
    /// nothing, but for PINs of more than 16 digits.
    /// </summary>
    /// <param name="source">Keys.</param>
    /// <param name="options">How it is typed.</param>
    /// <param name="context">Signal time, which forgets what was begun; without it that is noticed with the next key.</param>
    public static IObservable<Stamped<Value>> Pin(this IObservable<Stamped<Value>> source, PinOptions options, OperatorContext? context)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Length is < 0 or > PinOptions.MostDigits || options.Timeout <= TimeSpan.Zero || !Commands.Contains(options.End) || !Commands.Contains(options.Clear) || options.End == options.Clear)
            throw new ArgumentException($"A PIN has up to {PinOptions.MostDigits} digits, a time above 0 s, and two keys that are no digits.", nameof(options));
        return source.Through(() => new PinKernel(options), context);
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "pin",
        Summary = "Collects the digits of a PIN.",
        YieldsWhatIsTyped = true,
        Details = "The event comes with the last digit, since the first one. With `length: 0` any number of digits up to 32 are taken until the `end` key; else that key takes back a PIN that is too short, as `clear` does. "
            + "What was begun is forgotten when no key has come for `timeout`; a key exactly then begins anew. More than 32 digits are the fault `too-long`, and nothing is taken before the next `end`, `clear` or timeout. "
            + "DTMF digits are keys of a telephone: A to D are ignored, and so are other keys; faults pass and take nothing back. What was typed is never printed: only how many digits there were.",
        Parameters =
        [
            ParameterSpec.Of("length", "How many digits a PIN has; 0 for any number, ended by a key.", "4", "0", "32", false, Dimension.Count),
            ParameterSpec.Duration("timeout", "How long after the last key what was typed is forgotten.", "5 s", "3 s", "50 s"),
            ParameterSpec.Choice("end", "The key that ends a PIN: `#` is the hash, `*` the star.", "hash", Words),
            ParameterSpec.Choice("clear", "The key that takes back what was typed.", "star", Words),
        ],
        Examples =
        [
            new OperatorExample("pin: {}", "Four digits."),
            new OperatorExample("pin: { length: 0, timeout: 10 s }", "As many as there are before `#`."),
            new OperatorExample("pin: { length: 2, end: f1, clear: hash }", "Two digits, on a keypad that is used to other keys."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "keys, or DTMF digits",
                Yields = "an event with the PIN",
                Accepts = flow => flow.Kind == FlowKind.Event && (ReferenceEquals(flow.Symbols, SymbolType.Key) || ReferenceEquals(flow.Record, RecordType.Digit)),
                Output = (flow, _) => new Flow(FlowKind.Event, Channels: flow.Channels, Record: RecordType.Pin),
                Kernel = (_, values) => new PinKernel(Read(values)),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (values.NotWhole("length") is { } fraction)
            yield return fraction;
        if (values.Text("end") == values.Text("clear"))
            yield return new ParameterProblem("clear", $"'clear' and 'end' cannot both be {values.Text("end")}");
    }

    private static PinOptions Read(ParameterValues values) => new()
    {
        Length = (int)values.Number("length"),
        Timeout = values.Duration("timeout"),
        End = Commands[Words.IndexOf(values.Text("end"))],
        Clear = Commands[Words.IndexOf(values.Text("clear"))],
    };
}

/// <summary>Digits so far, four bits each, and one deadline.</summary>
internal sealed class PinKernel(PinOptions options) : DeadlineKernel(SignalTime.Never)
{
    private readonly int _most = options.Length == 0 ? PinOptions.MostDigits : options.Length;
    private readonly byte _end = (byte)SymbolType.Key.IndexOf(options.End);
    private readonly byte _clear = (byte)SymbolType.Key.IndexOf(options.Clear);

    private UInt128 _digits;
    private int _count;
    private bool _isOverlong;
    private SignalTime _since;

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (input.Value.Kind == ValueKind.Fault)
            output.Emit(input with { Stamp = Now, Since = SignalTime.Min(input.Since, Now) });
        if (KeyOf(input.Value) is not { } key)
            return;
        if (key == _clear)
            Clear();
        else if (key == _end)
            End(output);
        else if (key <= 9)
            Add(key, SignalTime.Min(input.Since, Now), output);
    }

    protected override void Run(IEmit<Stamped<Value>> output) => Clear();

    // a telephone has the digits of a keypad, its star and its hash; that a digit is over is no further one
    private static byte? KeyOf(in Value value) => value switch
    {
        { Kind: ValueKind.Symbol } => value.Code,
        { IsOver: true } => null,
        { DigitCharacter: >= '0' and <= '9' and var digit } => (byte)(digit - '0'),
        { DigitCharacter: '*' } => 10,
        { DigitCharacter: '#' } => 11,
        _ => null,
    };

    protected override void Clear()
    {
        _digits = UInt128.Zero;
        _count = 0;
        _isOverlong = false;
        _since = default;
        Due = SignalTime.Never;
    }

    protected override void SaveRest(StateWriter writer)
    {
        writer.Bits(new ReaderBits(4 * _count, _digits));
        writer.Bool(_isOverlong);
        writer.Time(_since);
    }

    protected override void LoadRest(StateReader reader)
    {
        ReaderBits digits = reader.Bits();
        (_digits, _count) = (digits.Bits, digits.Length / 4);
        _isOverlong = reader.Bool();
        _since = reader.Time();
        bool waits = _count > 0 || _isOverlong;
        bool isFull = options.Length > 0 ? _count >= _most : _count > _most;
        if (!digits.AreDecimal || isFull || (_isOverlong && (_count > 0 || options.Length > 0)) || waits != (Due != SignalTime.Never) || (_count > 0 && _since > Now))
            throw new StateException("The state of the PIN is impossible.");
    }

    private void Add(byte digit, SignalTime since, IEmit<Stamped<Value>> output)
    {
        Due = Now + options.Timeout;
        if (_isOverlong)
            return;
        if (_count == _most)
        {
            Clear();
            _isOverlong = true;
            Due = Now + options.Timeout;
            output.Emit(new Stamped<Value>(Value.Fault("too-long"), Now));
            return;
        }

        if (_count == 0)
            _since = since;
        _digits = (_digits << 4) | digit;
        _count++;
        if (_count == options.Length)
            Tell(output);
    }

    private void End(IEmit<Stamped<Value>> output)
    {
        if (options.Length == 0 && _count > 0)
            Tell(output);
        else
            Clear();
    }

    private void Tell(IEmit<Stamped<Value>> output)
    {
        var pin = new Stamped<Value>(Value.Pin(new ReaderBits(4 * _count, _digits)), Now, _since);
        Clear();
        output.Emit(pin);
    }
}
