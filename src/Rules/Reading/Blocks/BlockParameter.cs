using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>What a parameter of a block takes.</summary>
internal enum BlockParameterKind
{
    /// <summary>A port or a signal, behind <c>from</c>.</summary>
    Source,
    /// <summary>A signal or output that has a value at every instant.</summary>
    State,
    /// <summary>A condition.</summary>
    Condition,
    /// <summary>An event, or a condition that comes to hold.</summary>
    Event,
    /// <summary>An output, or none.</summary>
    Output,
    /// <summary>A time.</summary>
    Duration,
    /// <summary>A number with or without a unit.</summary>
    Quantity,
    /// <summary>One of a few words.</summary>
    Word,
    /// <summary>Text for people.</summary>
    Text,
    /// <summary>A secret by its name.</summary>
    Secret,
}

/// <summary>A parameter of a block, as the block declares it.</summary>
/// <param name="Name">Its name, which stands behind a <c>$</c> where it is used.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Summary">What it is for.</param>
/// <param name="Default">What it is where nothing is given; null where something must be.</param>
/// <param name="Spec">How a time or a word is read, else null.</param>
internal sealed record BlockParameter(YamlScalar Name, BlockParameterKind Kind, string Summary, YamlScalar? Default, ParameterSpec? Spec)
{
    /// <summary>What can stand behind <c>is</c>, in the order of the kinds.</summary>
    public static readonly ImmutableArray<string> Kinds = ["source", "state", "condition", "event", "output", "duration", "quantity", "word", "text", "secret"];

    /// <summary>Whether it is written out where it is used, rather than looked up.</summary>
    public bool IsLiteral => Kind >= BlockParameterKind.Duration;

    /// <summary>Whether it is an expression.</summary>
    public bool IsExpression => Kind is BlockParameterKind.Condition or BlockParameterKind.Event;
}

/// <summary>What was given for a parameter.</summary>
internal sealed class BlockArgument(BlockParameter parameter, YamlScalar written, NameScope scope, string path)
{
    private Expression? _read;
    private bool _wasRead;

    public BlockParameter Parameter => parameter;

    /// <summary>As it was written, by whoever uses the block or as its default.</summary>
    public YamlScalar Written => written;

    /// <summary>Where its names are looked up.</summary>
    public NameScope Scope => scope;

    public string Path => path;

    /// <summary>Whether it is wrong or missing, which was told: what uses it stays silent.</summary>
    public bool IsBroken { get; init; }

    /// <summary>Whether an output is left out.</summary>
    public bool IsNone => parameter.Kind == BlockParameterKind.Output && written.Value == YamlTree.None;

    /// <summary>The expression; null where it has a mistake, which is reported once.</summary>
    public Expression? Expression(ReadContext context)
    {
        if (!_wasRead)
        {
            _wasRead = true;
            ExpressionReader reader = new(context, scope);
            _read = parameter.Kind == BlockParameterKind.Event ? reader.Event(written, path) : reader.Condition(written, parameter.Name.Value, path);
        }

        return _read;
    }

    /// <summary>The state or output that it names; null where there is none, which is reported.</summary>
    public Operand? Operand(ReadContext context, string suffix)
    {
        SourcePosition position = context.At(written.Start);
        Lookup lookup = scope.Resolve(context, written.Value + suffix, position, path, out Operand? operand);
        if (lookup == Lookup.Found && operand!.Flow.Kind == FlowKind.State)
            return operand;
        if (lookup == Lookup.Found)
            context.Error(DiagnosticCodes.EventForState, written.Start, path, $"'{parameter.Name.Value}' takes a state, and '{written.Value}' is an event");
        else if (lookup is Lookup.Unknown)
            context.Error(DiagnosticCodes.UnknownName, written.Start, path, $"there is no signal, output or port {written.Describe()}", context.Near(written.Value, scope.Names()));
        else if (lookup is Lookup.Dense or Lookup.Bank)
            context.Error(DiagnosticCodes.WrongType, written.Start, path, $"{written.Describe()} is {(lookup == Lookup.Bank ? "a bank" : "a port of samples")}, which rules cannot read", "make a signal of it, and name that");
        return null;
    }
}
