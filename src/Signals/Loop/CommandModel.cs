using System;
using System.Globalization;

namespace Reactive.Signals.Loop;

/// <summary>
/// The stated model of a device where there is none (tests, <c>run --speed max</c>, replay through another pipeline): every
/// command is acknowledged as done at once, an output reads back what it was told, a frame and a message have been sent, a clip has been played, and the store of an entry list takes each use.
/// </summary>
public sealed class CommandModel : ICommandTarget
{
    /// <summary>The command by which the store of an entry list takes a use: the numbers of holder and use, and what is left after it.</summary>
    public const string TakeUse = "take-use";

    private readonly Engine _engine;

    /// <summary>A model that answers the commands of <paramref name="engine"/>.</summary>
    public CommandModel(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
    }

    /// <summary>What stands for the other ends of connections, where something does; null for nothing.</summary>
    public ConnectionModels? Others { get; init; }

    /// <inheritdoc/>
    public void Carry(in Command command)
    {
        if (Others is null || !Others.TryCarry(command))
            _engine.Answer(command.Number, Outcome.Done, ReadbackOf(command));
    }

    /// <summary>What a healthy output reads back after <paramref name="command"/>; unknown for what reads back nothing.</summary>
    public static Value ReadbackOf(in Command command) => command.Verb switch
    {
        "activate" => Value.Contact(active: true),
        "deactivate" => Value.Contact(active: false),
        Command.Publish or Command.Call or Command.HangUp or Command.Accept or Command.SendDigits => Value.Of(command.Sink),
        TakeUse => Value.Of(int.Parse(command.Text.AsSpan(command.Text!.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture), Unit.Count),
        _ => Value.Unknown(UnknownReason.Starting),
    };
}
