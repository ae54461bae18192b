using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>sequence</c>.</summary>
public static class SequenceOperator
{
    /// <summary>
    /// An event for each named sequence of symbols that comes, a word of <see cref="SymbolType.Words"/>, as soon as no longer one can be meant;
    /// since its first symbol. Faults pass and take nothing back. Allocates nothing.
    /// </summary>
    /// <param name="source">DTMF digits, keys, or other events of symbols.</param>
    /// <param name="input">Which of them.</param>
    /// <param name="options">The sequences, and how fast they come.</param>
    /// <param name="context">Signal time, which tells a sequence that nothing has followed; without it that is noticed with the next symbol.</param>
    /// <exception cref="ArgumentException">The options are wrong, or the input cannot give the sequences.</exception>
    public static IObservable<Stamped<Value>> Sequence(this IObservable<Stamped<Value>> source, Flow input, SequenceOptions options, OperatorContext? context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Timeout <= TimeSpan.Zero || options.Within <= TimeSpan.Zero)
            throw new ArgumentException("Sequences have times above 0 s.", nameof(options));
        ImmutableArray<string> problems = SymbolSet.Of(input) is { } symbols ? [.. SequenceTexts.Problems(options.Of, symbols).Select(p => p.Message)] : [$"'sequence' takes {Takes}, not {input}"];
        if (problems.Length > 0)
            throw new ArgumentException(string.Join("; ", problems) + ".", nameof(options));
        return source.Through(() => new SequenceKernel(SymbolSet.Of(input)!, options), context);
    }

    private const string Takes = "DTMF digits, keys, or other events of symbols";

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "sequence",
        Summary = "Tells named sequences of digits, keys, presses or other symbols.",
        Details = "The event is the name of the sequence, since its first symbol: rules say `code is open`. A sequence is written as characters (`\"*12#\"`), or as words with blanks between them (`double long`, `F1 5`); a name may have a list of several. "
            + "It is told with its last symbol, unless a longer one begins with it (`5` and `55`): then when `timeout` has passed without a further symbol, or as soon as one comes that does not go on with the longer one. "
            + "A symbol that does not go on with what was begun starts anew: of the symbols so far the first are left out until what remains begins a sequence, so that `1 1 2` is `1 2`. The earliest beginning wins, then the longest sequence; no symbol belongs to two. So every sequence can be told, whatever others there are. "
            + "What was begun is forgotten when no symbol has come for `timeout`, and cannot go on when its first symbol is `within` ago; a symbol exactly then comes too late. Ends of digits are ignored; faults pass and take nothing back.",
        Parameters =
        [
            ParameterSpec.Texts("of", $"The sequences by name: up to {SymbolType.MostWords} names and {ParameterSpec.MostTexts} sequences, of 1 to {SequenceOptions.MostSymbols} symbols each.", "{ open: \"5\", page: [\"9#\", \"0\"] }", required: true, isTyped: true),
            ParameterSpec.Duration("timeout", "How long after the last symbol nothing follows any more.", "3 s", "10 ms", "1 h"),
            ParameterSpec.Duration("within", "How long a whole sequence takes at most, from its first symbol to its last; any time when it is left out.", null, "10 ms", "1 d"),
        ],
        Examples =
        [
            new OperatorExample("sequence: { of: { open: \"5\", page: \"9#\" } }", "Two codes of a telephone or a keypad."),
            new OperatorExample("sequence: { of: { bell: \"#\", office: \"##\", night: [\"*1#\", \"55\"] }, timeout: 2 s, within: 10 s }", "`#` is told after 2 s, for it may become `##`; two sequences mean `night`."),
            new OperatorExample("sequence: { of: { light: double, all-off: \"single long\" } }", "Gestures on a button."),
            new OperatorExample("sequence: { of: { knock: \"active inactive active inactive\" }, within: 3 s }", "What a contact does, as `edge` tells it."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = Takes,
                Yields = "an event with the name of the sequence",
                Accepts = flow => SymbolSet.Of(flow) is not null,
                Output = (flow, values) => new Flow(FlowKind.Event, SymbolType.Words(SequenceTexts.Names(values.Texts("of"))), Channels: flow.Channels),
                Kernel = (flow, values) => new SequenceKernel(SymbolSet.Of(flow)!, Read(values)),
            },
        ],
        Check = (values, flow) => SymbolSet.Of(flow) is { } symbols && values.Has("of") ? SequenceTexts.Problems(values.Texts("of"), symbols) : [],
    };

    private static SequenceOptions Read(ParameterValues values) => new()
    {
        Of = values.Texts("of"),
        Timeout = values.Duration("timeout"),
        Within = values.Has("within") ? values.Duration("within") : null,
    };
}

/// <summary>Sequences, and how fast they come.</summary>
public sealed record SequenceOptions
{
    /// <summary>The most symbols that a sequence has.</summary>
    public const int MostSymbols = 32;

    /// <summary>The sequences by name, 1 to 256 with 64 names.</summary>
    public required ImmutableArray<NamedText> Of { get; init; }

    /// <summary>How long after the last symbol nothing follows any more, above 0 s. Default 3 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a whole sequence takes at most, above 0 s; null for any time. Default null.</summary>
    public TimeSpan? Within { get; init; }
}
