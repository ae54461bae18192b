using System;
using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Reactive.Signals;

/// <summary>
/// A type with a fixed list of named values, such as a contact or a supervised loop, and the faults that can stand in
/// their place. One instance per type; values refer to it by reference.
/// </summary>
public sealed class SymbolType
{
    /// <summary>Codes from here on are faults: code - 128 is the index into <see cref="Faults"/>.</summary>
    public const byte FirstFault = 128;

    /// <summary>A contact: the logical state of an input or output. A port is <c>active</c> when its circuit differs from its normal state.</summary>
    public static readonly SymbolType Contact = new("contact", ["inactive", "active"], ["not-a-number"], Unit.Volt) { IsOfThings = true };

    /// <summary>
    /// A supervised loop: the switch <c>open</c> or <c>closed</c>, the cable <c>short</c> or <c>cut</c>. Faults:
    /// <c>undefined</c> (between the bands for too long), <c>foreign-voltage</c> (a voltage that no resistance explains),
    /// <c>not-a-number</c>. Carries ohms and margin.
    /// </summary>
    public static readonly SymbolType LoopState =
        new("loop state", ["open", "closed", "short", "cut"], ["undefined", "foreign-voltage", "not-a-number"], Unit.Ohm) { IsOfThings = true };

    /// <summary>Whether an outward command was <c>done</c>, <c>failed</c> or <c>expired</c>.</summary>
    public static readonly SymbolType Outcome = new("outcome", ["done", "failed", "expired"], [], null) { IsOfThings = true };

    /// <summary>Whether a connection of the device (to a controller, a broker, an exchange) is <c>lost</c> or <c>connected</c>.</summary>
    public static readonly SymbolType Connection = new("connection", ["lost", "connected"], [], null) { IsOfThings = true };

    /// <summary>How the calls of a device stand: none; one goes out, and its other end rings; one comes in; one stands.</summary>
    public static readonly SymbolType Call = new("call state", ["idle", "calling", "ringing", "incoming", "answered"], [], null) { IsOfThings = true };

    /// <summary>How a call ended: by us, by the other end once it stood, unanswered in one of several ways, or broken. Only events carry it.</summary>
    public static readonly SymbolType CallEnd = new("end of a call", ["ours", "hung-up", "busy", "declined", "no-answer", "failed", "lost"], [], null) { IsOfThings = true };

    /// <summary>Whether an account is known to its registrar.</summary>
    public static readonly SymbolType Registration = new("registration", ["unregistered", "registered"], [], null) { IsOfThings = true };

    /// <summary>A gesture on a button: pressed once, twice or three times in a row, or held. Only events carry it.</summary>
    public static readonly SymbolType Press = new("press", ["single", "double", "triple", "long"], [], null) { IsOfThings = true };

    /// <summary>On which side of a threshold a number is from now on. Only events carry it.</summary>
    public static readonly SymbolType Crossing = new("crossing", ["above", "below"], [], null) { IsOfThings = true };

    /// <summary>The level of a logic line.</summary>
    public static readonly SymbolType Level = new("level", ["low", "high"], [], null) { IsOfThings = true };

    /// <summary>
    /// The two data lines of a Wiegand reader: which of them is pulled low, and so sends a bit. <c>both</c> never happens on a sound line.
    /// </summary>
    public static readonly SymbolType WiegandLines = new("Wiegand lines", ["idle", "d0", "d1", "both"], [], null);

    /// <summary>A key of a keypad.</summary>
    public static readonly SymbolType Key = new("key", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#", "F1", "F2"], [], null);

    /// <summary>All types that come with the product, by which a stored value finds its own again.</summary>
    public static readonly ImmutableArray<SymbolType> All = [Contact, LoopState, Outcome, Connection, Press, Crossing, Level, WiegandLines, Key, Call, CallEnd, Registration];

    /// <summary>The most words that a type of a definition's own has.</summary>
    public const int MostWords = 64;

    private const string WordsPrefix = "words:";

    // One instance for one list of words, whoever writes it: values refer to their type by reference.
    private static readonly ConcurrentDictionary<string, SymbolType> OwnTypes = new(StringComparer.Ordinal);

    private SymbolType(string name, ImmutableArray<string> names, ImmutableArray<string> faults, Unit? measurement)
        : this(name, name, names, faults, measurement)
    {
    }

    private SymbolType(string id, string name, ImmutableArray<string> names, ImmutableArray<string> faults, Unit? measurement)
    {
        Id = id;
        Name = name;
        Names = names;
        Faults = faults;
        Measurement = measurement;
    }

    /// <summary>
    /// The type of the states of a state machine, or of an input of a few words: the same instance for the same words in the
    /// same order.
    /// </summary>
    /// <param name="words">1 to <see cref="MostWords"/> names of a definition.</param>
    public static SymbolType Words(ImmutableArray<string> words)
    {
        if (words.Length is 0 or > MostWords)
            throw new ArgumentOutOfRangeException(nameof(words), words.Length, $"A type has 1 to {MostWords} words.");
        string id = WordsPrefix + string.Join(',', words);
        return OwnTypes.GetOrAdd(id, static (id, names) => new SymbolType(id, "word", names, [], null) { IsOfThings = true }, words);
    }

    /// <summary>The type whose <see cref="Id"/> this is, or null.</summary>
    public static SymbolType? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        foreach (SymbolType type in All)
        {
            if (type.Id == id)
                return type;
        }

        if (!id.StartsWith(WordsPrefix, StringComparison.Ordinal))
            return null;
        string[] words = id[WordsPrefix.Length..].Split(',');
        return words.Length <= MostWords && !Array.Exists(words, static w => w.Length == 0) ? Words([.. words]) : null;
    }

    /// <summary>By which recordings and saved states name it: <c>contact</c>, <c>words:day,night</c>.</summary>
    public string Id { get; }

    /// <summary>What the type is called in messages and docs.</summary>
    public string Name { get; }

    /// <summary>The names of its values; the index is the code.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The faults that may stand in place of a value.</summary>
    public ImmutableArray<string> Faults { get; }

    /// <summary>The unit of the measurement that a value may carry with it, or null where it carries none.</summary>
    public Unit? Measurement { get; }

    /// <summary>
    /// Whether its values say how a thing stands, and not what a person typed, holds or said: they are shown even where they stem from a
    /// sensitive port.
    /// </summary>
    public bool IsOfThings { get; private init; }

    /// <summary>The code of <paramref name="name"/>, or -1.</summary>
    public int IndexOf(string name) => Names.IndexOf(name, 0, StringComparer.Ordinal);

    /// <summary>The value that <paramref name="code"/> means, with what was measured (in <see cref="Measurement"/>; NaN for none).</summary>
    public Value ToValue(byte code, float measurement = float.NaN, float margin = float.NaN) =>
        code >= FirstFault ? Value.Fault(Faults[code - FirstFault]) : Value.Symbol(this, code, measurement, margin);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
