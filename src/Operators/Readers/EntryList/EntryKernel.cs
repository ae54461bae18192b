using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// Decides who may enter. Holders, the uses that a store has taken, and the time of day come as inputs, so that what it says depends on
/// nothing else. A holder with a number of times is granted when the store has taken a use for good, all others at once; a use is granted
/// once, whatever the store says how often. A decision allocates nothing.
/// </summary>
/// <remarks>
/// The store has one list and takes uses by their numbers: <c>use n</c> of a holder only if <c>n - 1</c> was the last one and one is left.
/// Whoever keeps several kernels on one store has to give each the answers to its own requests alone.
/// </remarks>
public sealed class EntryKernel : Kernel<Stamped<EntryInput>, Stamped<EntryDecision>>, ICounting
{
    /// <summary>The most readers that one list serves.</summary>
    public const int MostReaders = 256;

    /// <summary>So long a use may take to be committed; exactly then it is too late.</summary>
    public static readonly TimeSpan CommitWithin = TimeSpan.FromSeconds(2);

    private readonly EntryReader[] _readers;
    private readonly UseRequests _requests = new();
    private readonly UseCounts _uses = new();
    private HolderList _list = HolderList.Empty;
    private bool _hasList;
    private SignalTime _now = EntryReader.LongAgo;
    private bool _hasTime;
    private SignalTime _anchorAt;
    private long _anchorWall;
    private long _repeated;
    private long _unclaimed;

    /// <summary>A kernel without holders.</summary>
    /// <param name="readers">How it decides at each reader, 1 to <see cref="MostReaders"/> of them: the channels of what is presented.</param>
    /// <exception cref="ArgumentException">There is no reader, or too many, or an option is out of its range.</exception>
    public EntryKernel(params ImmutableArray<EntryOptions> readers)
    {
        if (readers.Length is 0 or > MostReaders)
            throw new ArgumentException($"A list serves 1 to {MostReaders} readers, not {readers.Length}.", nameof(readers));
        _readers = [.. readers.Select(r => new EntryReader(r))];
    }

    /// <inheritdoc/>
    public override SignalTime Deadline
    {
        get
        {
            SignalTime due = _requests.Due;
            foreach (EntryReader reader in _readers)
                due = SignalTime.Min(due, reader.Due);
            return due;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<(string What, long Count)> Counts =>
    [
        ("credentials presented again before their use was taken", _repeated),
        ("answers of the store that nobody waited for", _unclaimed),
    ];

    /// <summary>The holders, with what is left to them by now.</summary>
    public HolderList Holders => HolderList.Create(_list.Holders.Select(h => _uses.TryGet(h.Id, out int left, out long last) ? h with { UsesLeft = left, LastUse = last } : h), out _)!;

    /// <inheritdoc/>
    public override SignalTime StampOf(in Stamped<EntryInput> input) => input.Stamp;

    /// <inheritdoc/>
    public override void Step(in Stamped<EntryInput> input, IEmit<Stamped<EntryDecision>> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _now = SignalTime.Max(_now, input.Stamp);
        switch (input.Value.Kind)
        {
            case EntryInputKind.Presented:
                Present(input, output);
                break;
            case EntryInputKind.List:
                Take(input.Value.List!, output);
                break;
            case EntryInputKind.Changed:
                Change(input.Value.Holder!, output);
                break;
            case EntryInputKind.Removed:
                _list = _list.Without(input.Value.HolderId);
                _uses.Remove(input.Value.HolderId);
                break;
            case EntryInputKind.Committed:
                Commit(input.Value, output);
                break;
            case EntryInputKind.Refused:
                if (_requests.TryTake(input.Value.HolderId, input.Value.Use, out UseRequest refused))
                    Fail(refused, input.Value.Reason!, output);
                else
                    _unclaimed++;
                break;
            default:
                (_hasTime, _anchorAt, _anchorWall) = (true, input.Stamp, input.Value.WallNanoseconds);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Expire(SignalTime now, IEmit<Stamped<EntryDecision>> output)
    {
        _now = SignalTime.Max(_now, Deadline);
        for (int i = 0; i < _readers.Length; i++)
        {
            if (_readers[i].Due <= _now)
                GiveUpWaiting(i, output);
        }

        while (_requests.Due <= _now)
            Fail(_requests.Take(), EntryFault.StoreTimeout, output);
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        foreach (EntryReader reader in _readers)
            reader.Reset();
        _requests.Clear();
        _list = HolderList.Empty;
        _hasList = false;
        _uses.Clear();
        _now = EntryReader.LongAgo;
        (_hasTime, _anchorAt, _anchorWall) = (false, default, 0);
        _repeated = _unclaimed = 0;
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Time(_now);
        writer.Bool(_hasTime);
        writer.Time(_anchorAt);
        writer.Int64(_anchorWall);
        writer.Int64(_repeated);
        writer.Int64(_unclaimed);
        writer.Bool(_hasList);
        HolderState.Save(_list, _uses, writer);
        foreach (EntryReader reader in _readers)
            reader.Save(writer);
        _requests.Save(writer);
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _now = reader.Time();
        _hasTime = reader.Bool();
        _anchorAt = reader.Time();
        _anchorWall = reader.Int64();
        _repeated = reader.Int64();
        _unclaimed = reader.Int64();
        // beyond 146 years differences of instants would overflow
        if (Math.Abs(_now.Nanoseconds / 2) > long.MaxValue / 4 || _repeated < 0 || _unclaimed < 0)
            throw new StateException("The state of an entry list is impossible.");
        _hasList = reader.Bool();
        _list = HolderState.Load(reader);
        _uses.Clear();
        _uses.Take(_list);
        for (int i = 0; i < _readers.Length; i++)
            _readers[i].Load(reader, _now);
        _requests.Load(reader, _readers.Length, _now);
    }

    private void Present(in Stamped<EntryInput> input, IEmit<Stamped<EntryDecision>> output)
    {
        EntryReader reader = _readers[input.Channel];
        Credential credential = input.Value.Credential;
        bool isCheck = input.Value.IsCheck;
        bool isPin = credential.Kind == CredentialKind.Pin;
        var attempt = new EntryAttempt(credential, SignalTime.Min(input.Since, _now), input.Channel, isCheck);
        if (!_hasList)
            Emit(attempt, new EntryDecision { Outcome = EntryOutcome.Fault, Fault = EntryFault.HoldersUnknown, Credential = credential.WithoutDigits }, output);
        else if ((isPin || reader.Options.Require == EntryRequirement.CardAndPin) && reader.IsLockedOut(_now))
            Deny(attempt, EntryDenial.LockedOut, null, output);
        else if (isPin && reader.Options.Require == EntryRequirement.CardAndPin)
            PresentSecond(attempt, reader, output);
        else
            PresentFirst(attempt, reader, output);
    }

    /// <summary>A card, a QR code, or a PIN that needs no card.</summary>
    private void PresentFirst(in EntryAttempt attempt, EntryReader reader, IEmit<Stamped<EntryDecision>> output)
    {
        Holder? holder = attempt.Credential.Kind switch
        {
            CredentialKind.Card => _list.Find(attempt.Credential.Bits, attempt.Credential.Format),
            CredentialKind.Pin => _list.Find(attempt.Credential.Pin),
            CredentialKind.Qr => _list.Find(attempt.Credential.Text!),
            _ => throw new ArgumentException("Nothing was presented."),
        };
        // the same card once more only prolongs the time for its PIN
        if (reader.Waiting != 0 && reader.Waiting != holder?.Id)
            GiveUpWaiting(attempt.Reader, output);
        if (holder is null)
        {
            MeetUnknown(attempt, reader, output);
        }
        else if (!reader.Options.Takes(attempt.Credential.Kind))
        {
            Deny(attempt, EntryDenial.NotAccepted, holder, output);
        }
        else if (_requests.Has(holder.Id, attempt.Reader))
        {
            _repeated++;
        }
        else if (DenialOf(holder) is var denial && denial != EntryDenial.None)
        {
            reader.StopWaiting();
            Deny(attempt, denial, holder, output);
        }
        else if (reader.Options.Require != EntryRequirement.CardAndPin)
        {
            Admit(attempt, holder, output);
        }
        else if (holder.Pin is null)
        {
            reader.StopWaiting();
            Deny(attempt, EntryDenial.NoPin, holder, output);
        }
        else
        {
            reader.Wait(holder.Id, attempt.Since, _now + reader.Options.PinWithin, attempt.IsCheck);
            Emit(attempt, new EntryDecision { Outcome = EntryOutcome.AwaitsPin, Holder = holder, Credential = attempt.Credential }, output);
        }
    }

    /// <summary>The PIN that has to follow a card.</summary>
    private void PresentSecond(in EntryAttempt attempt, EntryReader reader, IEmit<Stamped<EntryDecision>> output)
    {
        int waiting = reader.Waiting;
        if (waiting <= 0)
        {
            // the PIN behind a card that was handed on belongs to it, even if somebody here has the same
            reader.StopWaiting();
            if (waiting == EntryReader.Forwarded || (reader.Options.ForwardUnknown && _list.Find(attempt.Credential.Pin) is null))
                Forward(attempt, output);
            else
                Deny(attempt, EntryDenial.NoCard, null, output);
            return;
        }

        EntryAttempt whole = attempt with { Since = reader.Since, IsCheck = attempt.IsCheck || reader.IsCheck };
        reader.StopWaiting();
        Holder? holder = _list.Find(waiting);
        if (holder is null)
        {
            Deny(whole, EntryDenial.Unknown, null, output);
        }
        else if (holder.Pin != attempt.Credential.Pin)
        {
            reader.Wrong(_now);
            Deny(whole, EntryDenial.WrongPin, holder, output);
        }
        else if (DenialOf(holder) is var denial && denial != EntryDenial.None)
        {
            Deny(whole, denial, holder, output);
        }
        else
        {
            Admit(whole, holder, output);
        }
    }

    private void MeetUnknown(in EntryAttempt attempt, EntryReader reader, IEmit<Stamped<EntryDecision>> output)
    {
        if (reader.Options.ForwardUnknown)
        {
            if (reader.Options.Require == EntryRequirement.CardAndPin)
                reader.Wait(EntryReader.Forwarded, attempt.Since, _now + reader.Options.PinWithin, attempt.IsCheck);
            Forward(attempt, output);
        }
        else if (!reader.Options.Takes(attempt.Credential.Kind))
        {
            Deny(attempt, EntryDenial.NotAccepted, null, output);
        }
        else
        {
            if (attempt.Credential.Kind == CredentialKind.Pin)
                reader.Wrong(_now);
            Deny(attempt, EntryDenial.Unknown, null, output);
        }
    }

    private void Admit(in EntryAttempt attempt, Holder holder, IEmit<Stamped<EntryDecision>> output)
    {
        Credential credential = attempt.Credential.WithoutDigits;
        if (!_uses.TryGet(holder.Id, out int left, out long last))
        {
            Emit(attempt, new EntryDecision { Outcome = EntryOutcome.Granted, Holder = holder, Credential = credential }, output);
            return;
        }

        if (_requests.AreFull)
        {
            Emit(attempt, new EntryDecision { Outcome = EntryOutcome.Fault, Fault = EntryFault.StoreBusy, Holder = holder, Credential = credential }, output);
            return;
        }

        (int waiting, long highest) = _requests.Of(holder.Id);
        long use = Math.Max(last, highest) + 1;
        _requests.Add(new UseRequest(holder.Id, use, attempt.Reader, attempt.Since, _now + CommitWithin, attempt.IsCheck));
        Emit(attempt, new EntryDecision { Outcome = EntryOutcome.UseRequested, Holder = holder, Credential = credential, Use = use, Remaining = left - waiting - 1 }, output);
    }

    private void Commit(in EntryInput input, IEmit<Stamped<EntryDecision>> output)
    {
        _uses.Commit(input.HolderId, input.Use, input.Remaining);
        if (!_requests.TryTake(input.HolderId, input.Use, out UseRequest request))
        {
            _unclaimed++;
            return;
        }

        // whoever was taken off the list or suspended meanwhile does not enter, though the use is gone
        Holder? holder = _list.Find(request.HolderId);
        EntryAttempt attempt = EntryAttempt.Of(request);
        if (holder is null)
            Deny(attempt, EntryDenial.Unknown, null, output);
        else if (holder.IsSuspended)
            Deny(attempt, EntryDenial.Suspended, holder, output);
        else
            Emit(attempt, new EntryDecision { Outcome = EntryOutcome.Granted, Holder = holder, Use = input.Use, Remaining = input.Remaining }, output);
    }

    private void Take(HolderList list, IEmit<Stamped<EntryDecision>> output)
    {
        // an answer to what was requested before may come, or come again: whether it was taken is in the list
        while (_requests.Due != SignalTime.Never)
            Fail(_requests.Take(), EntryFault.StoreRestarted, output);
        _list = list;
        _hasList = true;
        _uses.Take(list);
    }

    private void Change(Holder holder, IEmit<Stamped<EntryDecision>> output)
    {
        if (_list.With(holder, out ImmutableArray<HolderConflict> _) is not { } changed)
        {
            output.Emit(new Stamped<EntryDecision>(new EntryDecision { Outcome = EntryOutcome.Fault, Fault = EntryFault.HolderConflict, Holder = holder }, _now));
            return;
        }

        _list = changed;
        _uses.Take(holder);
    }

    private void GiveUpWaiting(int channel, IEmit<Stamped<EntryDecision>> output)
    {
        EntryReader reader = _readers[channel];
        var attempt = new EntryAttempt(default, reader.Since, channel, reader.IsCheck);
        int waiting = reader.Waiting;
        reader.StopWaiting();
        if (waiting != EntryReader.Forwarded)
            Deny(attempt, EntryDenial.NoPin, _list.Find(waiting), output);
    }

    private EntryDenial DenialOf(Holder holder)
    {
        if (holder.IsSuspended)
            return EntryDenial.Suspended;
        if (holder.ValidFrom is not null || holder.ValidTo is not null)
        {
            if (!_hasTime)
                return EntryDenial.TimeUnknown;
            Int128 wall = (Int128)_anchorWall + _now.Nanoseconds - _anchorAt.Nanoseconds;
            if (wall < holder.ValidFrom)
                return EntryDenial.NotYetValid;
            if (wall >= holder.ValidTo)
                return EntryDenial.Expired;
        }

        return _uses.TryGet(holder.Id, out int left, out _) && left <= _requests.Of(holder.Id).Count ? EntryDenial.UsedUp : EntryDenial.None;
    }

    private void Forward(in EntryAttempt attempt, IEmit<Stamped<EntryDecision>> output) =>
        Emit(attempt, new EntryDecision { Outcome = EntryOutcome.Forwarded, Credential = attempt.Credential }, output);

    private void Deny(in EntryAttempt attempt, EntryDenial denial, Holder? holder, IEmit<Stamped<EntryDecision>> output) =>
        Emit(attempt, new EntryDecision { Outcome = EntryOutcome.Denied, Denial = denial, Holder = holder, Credential = attempt.Credential.WithoutDigits }, output);

    private void Fail(in UseRequest request, string fault, IEmit<Stamped<EntryDecision>> output) =>
        Emit(EntryAttempt.Of(request), new EntryDecision { Outcome = EntryOutcome.Fault, Fault = fault, Holder = _list.Find(request.HolderId), Use = request.Use }, output);

    private void Emit(in EntryAttempt attempt, in EntryDecision decision, IEmit<Stamped<EntryDecision>> output) =>
        output.Emit(new Stamped<EntryDecision>(decision with { IsCheck = attempt.IsCheck }, _now, attempt.Since, attempt.Reader));
}
