using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Reactive.Device.Files;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Sinks;

namespace Reactive.Device.Credentials;

/// <summary>What a driver of a store tells others. All are called on the driver's thread, <see cref="Report"/> also on that of whoever gives a command; none may wait or throw.</summary>
/// <param name="Post">Hands over the value that says who the holders are (<see cref="HolderNews"/>); false where it does not fit, and then all holders are told later.</param>
/// <param name="Report">Takes outcomes.</param>
/// <param name="Unconfirmed">Told once for each use that an earlier run took without anybody having been let in, as far as is known.</param>
/// <param name="Trouble">For the log: why the store cannot be used, each time that this is another reason; null when it works again.</param>
public sealed record HolderStoreListener(Func<Value, bool> Post, OutcomeHandler Report, Action<TakenUse> Unconfirmed, Action<string?> Trouble);

/// <summary>
/// Stands between an entry list and its store, on a thread of its own. Tells all holders at the start and what another process changes in them, which
/// is looked for once a second, and carries out the command <c>take-use</c>, whose text is <c>HOLDER USE REMAINING</c>: it is done with what remains
/// as its read-back, or fails with a fault (<see cref="StoreFault"/>). Whoever gives commands never waits. A store that cannot be used is opened again after 0.1 s, then
/// twice as long each time, up to 10 s; meanwhile commands fail.
/// </summary>
public sealed class HolderStoreDriver : IDisposable
{
    /// <summary>How long <see cref="Dispose"/> waits for a store that is just being written.</summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1);

    // an entry list has at most 64 uses without an answer
    private const int Capacity = 256;

    // above it to tell all holders takes the loop less time
    private const int MostChanges = 2000;

    private const long FirstDelay = 100;
    private const long LongestDelay = 10_000;

    private readonly Channel<Request> _queue = Channel.CreateBounded<Request>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly string _path;
    private readonly IReadOnlyList<CardFormat> _ownFormats;
    private readonly HolderStoreListener _listener;
    private readonly long _lookMilliseconds;
    private readonly Thread _thread;
    private LatestCard? _latest;
    private volatile bool _isStopping;

    // the thread's
    private HolderStore? _store;
    private FileStream? _claim;
    private readonly List<(int HolderId, long Use)> _confirmed = [];
    private HolderList? _told;
    private bool _hasStarted;
    private string _fault = StoreFault.Failed;
    private long _lockedAt = -1;
    private string? _trouble;
    private long _delay = FirstDelay;
    private long _next;

    /// <summary>Begins.</summary>
    /// <param name="path">The store. It need not be there yet.</param>
    /// <param name="ownFormats">Card formats of the pipeline, found before those of the product.</param>
    /// <param name="listener">Who is told.</param>
    /// <param name="look">How often it is looked for changes; null for once a second.</param>
    public HolderStoreDriver(string path, IReadOnlyList<CardFormat> ownFormats, HolderStoreListener listener, TimeSpan? look = null)
    {
        _path = path;
        _ownFormats = ownFormats;
        _listener = listener;
        _lookMilliseconds = (long)(look ?? TimeSpan.FromSeconds(1)).TotalMilliseconds;
        _thread = new Thread(Run) { Name = "holders", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Takes a command. Never waits. It has exactly one outcome.</summary>
    public void Carry(in Command command)
    {
        if (!TryRead(command, out Request request))
            Fail(command.Number, StoreFault.UseRefused);
        else if (!_queue.Writer.TryWrite(request))
            Fail(command.Number, _isStopping ? StoreFault.Closed : StoreFault.Busy);
    }

    /// <summary>A holder was let in after the commit of a use. Never waits; where it does not fit the use is told as unconfirmed at the next start.</summary>
    /// <returns>Whether it fitted.</returns>
    public bool Confirm(int holderId, long use) => _queue.Writer.TryWrite(new Request(0, holderId, use, 0));

    /// <summary>Keeps the latest card that was nobody's, in the place of the one before. Never waits.</summary>
    public void KeepLatest(LatestCard card) => Volatile.Write(ref _latest, card);

    /// <summary>Carries out no more, and lets go of the store. Commands that wait fail: nothing is taken for them.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _queue.Writer.TryComplete();
        ThreadJoin.Within(LongestStop, _thread);
    }

    private static bool TryRead(in Command command, out Request request)
    {
        request = default;
        string[] parts = (command.Text ?? "").Split(' ');
        if (command.Verb != CommandModel.TakeUse || parts.Length != 3
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int holderId)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long use) || use < 1)
        {
            return false;
        }

        request = new Request(command.Number, holderId, use, Environment.TickCount64);
        return true;
    }

    private void Run()
    {
        Task<bool>? asked = null;
        while (true)
        {
            if (Environment.TickCount64 >= _next)
                Look();
            asked ??= _queue.Reader.WaitToReadAsync().AsTask();
            if (!asked.Wait((int)Math.Clamp(_next - Environment.TickCount64, 0, LongestDelay)))
                continue;
            if (!asked.Result)
                break;
            asked = null;
            while (_queue.Reader.TryRead(out Request request))
                Carry(request);
        }

        if (_store is not null)
            Try(KeepWhatWaits);
        Close();
        _claim?.Dispose();
    }

    private void Carry(in Request request)
    {
        if (request.Command == 0)
            _confirmed.Add((request.HolderId, request.Use));
        else if (_isStopping)
            Fail(request.Command, StoreFault.Closed);
        else if (_store is null)
            Fail(request.Command, _fault);
        // it waited with the one that waited in vain: would each wait as long again, the last were too late at the door
        else if (request.Asked <= _lockedAt)
            Fail(request.Command, StoreFault.Locked);
        else
            Take(_store, request);
    }

    private void Take(HolderStore store, in Request request)
    {
        var result = new TakeResult(0, StoreFault.Failed);
        (int holderId, long use) = (request.HolderId, request.Use);
        Try(() => result = store.Take(holderId, use));
        if (result.Fault == StoreFault.Locked)
            _lockedAt = Environment.TickCount64 - 1;
        if (result.Fault is { } fault)
            Fail(request.Command, fault);
        else
            _listener.Report(request.Command, Outcome.Done, Value.Of(result.Remaining, Unit.Count));
        // the others pass by themselves
        if (_store is not null && result.Fault is not (null or StoreFault.UseRefused or StoreFault.Locked or StoreFault.Full))
            Lose(result.Fault, $"{_path} could not take a use ({result.Fault}).");
    }

    private void Look()
    {
        if (_store is not null && StoreFile.IsGone(_path))
            Lose(StoreFault.Failed, $"{_path} was removed, or another file was put in its place.");
        if (Try(_store is null ? Open : Compare) && _trouble is not null)
            _listener.Trouble(_trouble = null);
        _next = Environment.TickCount64 + (_store is null ? _delay : _lookMilliseconds);
        if (_store is null)
            _delay = Math.Min(2 * _delay, LongestDelay);
    }

    private void Open()
    {
        _claim ??= Claim();
        _store = HolderStore.Open(_path, _ownFormats);
        if (!_hasStarted)
        {
            foreach (TakenUse use in _store.Unconfirmed())
            {
                _listener.Unconfirmed(use);
                _store.Confirm(use.HolderId, use.Use);
            }
        }

        _hasStarted = true;
        TellAll(_store);
        _delay = FirstDelay;
    }

    private void Compare()
    {
        if (_told is null)
            TellAll(_store!);
        else if (_store!.HasChanged())
            Tell(_store, _told);
        KeepWhatWaits();
    }

    // what could not be written waits for the next time, and for the next store
    private void KeepWhatWaits()
    {
        LatestCard? card = Volatile.Read(ref _latest);
        if (card is null && _confirmed.Count == 0)
            return;
        if (card is not null)
            _store!.KeepLatest(card);
        foreach ((int holderId, long use) in _confirmed)
            _store!.Confirm(holderId, use);
        _store!.Flush();
        _confirmed.Clear();
        Interlocked.CompareExchange(ref _latest, null, card);
    }

    // two runs on one store would both be told that they have taken the same use
    private FileStream Claim()
    {
        string path = _path + ".lock";
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFault.Locked, OutputFile.IsTaken(failure)
                ? $"{_path} is another run's: two cannot share a store." : $"{path} cannot be made: {failure.Message}", failure);
        }
    }

    private void Tell(HolderStore store, HolderList told)
    {
        HolderChanges changes = store.Changes();
        if (changes.AreNone)
            return;
        if (changes.Changed.Count + changes.Removed.Count > MostChanges || changes.Order(told) is not { } ordered)
            TellAll(store);
        else
            _told = _listener.Post(Value.Of(HolderNews.Changes(ordered.Ordered.Changed, ordered.Ordered.Removed))) ? ordered.List : null;
    }

    private void TellAll(HolderStore store)
    {
        HolderList list = store.Read();
        _told = _listener.Post(Value.Of(HolderNews.All(list))) ? list : null;
    }

    private bool Try(Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (StoreException failure) when (_hasStarted && _store is not null && failure.Fault is StoreFault.Locked or StoreFault.Full)
        {
            // it passes by itself: the next look does what was not done
            Tell(failure.Message);
        }
        catch (StoreException failure)
        {
            Lose(failure.Fault, failure.Message);
        }
#pragma warning disable CA1031 // whatever a damaged file brings about: the store counts as lost, the device goes on
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Lose(StoreFault.Failed, $"{_path} cannot be used: {failure.Message}");
        }

        return false;
    }

    private void Lose(string fault, string message)
    {
        Close();
        _fault = fault;
        _next = Math.Min(_next, Environment.TickCount64 + _delay);
        Tell(message);
    }

    private void Tell(string trouble)
    {
        if (_trouble != trouble)
            _listener.Trouble(_trouble = trouble);
    }

    private void Close()
    {
        _store?.Dispose();
        _store = null;
        _told = null;
    }

    private void Fail(long command, string fault) => _listener.Report(command, Outcome.Failed, Value.Fault(fault));

    // command 0 confirms; asked at a tick of the machine
    private readonly record struct Request(long Command, int HolderId, long Use, long Asked);
}
