using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>What an entry list knows of one reader: a card that waits for its PIN, and wrong PINs.</summary>
internal sealed class EntryReader
{
    /// <summary>A reader at which nothing was presented yet.</summary>
    public EntryReader(EntryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        Options = options;
    }

    /// <summary>Before any stamp, and near enough that differences do not overflow.</summary>
    public static readonly SignalTime LongAgo = new(long.MinValue / 4);

    private SignalTime _lastWrong = LongAgo;
    private int _wrong;
    private SignalTime _lockedUntil = LongAgo;

    /// <summary>A card that was handed on, whose PIN is handed on too.</summary>
    public const int Forwarded = -1;

    /// <summary>How it is decided here.</summary>
    public EntryOptions Options { get; }

    /// <summary>Whose card waits for its PIN; 0 for none, <see cref="Forwarded"/> for one that was handed on.</summary>
    public int Waiting { get; private set; }

    /// <summary>When what waits began.</summary>
    public SignalTime Since { get; private set; }

    /// <summary>When it has waited too long.</summary>
    public SignalTime Due { get; private set; } = SignalTime.Never;

    /// <summary>Whether nobody presented it.</summary>
    public bool IsCheck { get; private set; }

    /// <summary>Whether PINs are locked out.</summary>
    public bool IsLockedOut(SignalTime now) => now < _lockedUntil;

    /// <summary>A card waits for its PIN.</summary>
    public void Wait(int holderId, SignalTime since, SignalTime due, bool isCheck)
    {
        Waiting = holderId;
        Since = since;
        Due = due;
        IsCheck = isCheck;
    }

    /// <summary>Nothing waits any more.</summary>
    public void StopWaiting() => Wait(0, default, SignalTime.Never, false);

    /// <summary>A PIN was wrong: one of many within the time of the one before locks PINs out. Right ones between take nothing back, or whoever has one guesses on.</summary>
    public void Wrong(SignalTime now)
    {
        if (Options.WrongPins == 0)
            return;
        if (now >= _lastWrong + Options.LockOutFor)
            _wrong = 0;
        _lastWrong = now;
        if (++_wrong < Options.WrongPins)
            return;
        _wrong = 0;
        _lockedUntil = now + Options.LockOutFor;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        StopWaiting();
        _lastWrong = _lockedUntil = LongAgo;
        _wrong = 0;
    }

    /// <summary>Writes everything.</summary>
    public void Save(StateWriter writer)
    {
        writer.Int64(Waiting);
        writer.Time(Since);
        writer.Time(Due);
        writer.Bool(IsCheck);
        writer.Time(_lastWrong);
        writer.Time(_lockedUntil);
        writer.Int64(_wrong);
    }

    /// <summary>Reads what <see cref="Save"/> wrote at <paramref name="now"/>.</summary>
    public void Load(StateReader reader, SignalTime now)
    {
        long waiting = reader.Int64();
        Wait((int)waiting, reader.Time(), reader.Time(), reader.Bool());
        _lastWrong = reader.Time();
        _lockedUntil = reader.Time();
        _wrong = reader.Count(Math.Max(Options.WrongPins - 1, 0));
        if (waiting is < Forwarded or > int.MaxValue || (waiting != 0) != (Due != SignalTime.Never) || Due <= now || (waiting != 0 && Since > now) || _lastWrong > now || _lockedUntil > now + Options.LockOutFor
            || (waiting != 0 && Options.Require != EntryRequirement.CardAndPin))
        {
            throw new StateException("The state of a reader is impossible.");
        }
    }
}
