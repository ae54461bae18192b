using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Reactive.Signals.Loop;
using Xunit;

namespace Reactive.Sinks.Tests.Outboxes;

/// <summary>An outbox over a transport and a store that do what a test says, on a time that a test moves.</summary>
internal sealed class OutboxRig : IOutboxTransport, IOutboxStore, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly BlockingCollection<Letter> _sent = [];
    private readonly BlockingCollection<string> _told = [];
    private readonly object _gate = new();
    private readonly SortedDictionary<long, StoredLetter> _kept;
    private Exception? _storeFailure;
    private bool _isOpen = true;
    private int _changes;

    public OutboxRig(OutboxOptions? options = null, IEnumerable<StoredLetter>? left = null, bool isDurable = true, bool isOpen = true, Exception? storeFailure = null)
    {
        _storeFailure = storeFailure;
        _isOpen = isOpen;
        _kept = new SortedDictionary<long, StoredLetter>((left ?? []).ToDictionary(l => l.Id));
        Box = new Outbox(
            options ?? new OutboxOptions { Name = "mqtt" },
            this,
            isDurable ? this : null,
            new OutboxListener(
                (command, outcome, readback) => _told.Add($"{command} {outcome} {readback}"),
                (letter, outcome) => _told.Add($"earlier {letter.Message.Topic} {outcome}"),
                depth => Depth = depth,
                trouble => _told.Add($"store {trouble?.Message ?? "works"}")),
            Time);
    }

    public Outbox Box { get; }

    public ManualTime Time { get; } = new();

    /// <summary>What becomes of a letter that is to go out on the thread that posts it.</summary>
    public SendResult AtOnce { get; set; } = SendResult.NotNow;

    /// <summary>Those that did; those that were taken are also among the next that go out.</summary>
    public List<Letter> SentAtOnce { get; } = [];

    public int Depth { get; private set; }

    /// <summary>The ids of the letters that the store has.</summary>
    public long[] Kept
    {
        get
        {
            lock (_gate)
                return [.. _kept.Keys];
        }
    }

    /// <summary>How often the store was changed.</summary>
    public int Changes
    {
        get
        {
            lock (_gate)
                return _changes;
        }
    }

    public static Message Said(string topic, int qos = 1, double expires = 0) => new(topic, "x") { Qos = qos, ExpiresNanoseconds = (long)(expires * 1e9) };

    /// <summary>Whether the transport takes letters; opening it tells the outbox.</summary>
    public void Open(bool open)
    {
        lock (_gate)
            _isOpen = open;
        if (open)
            Box.Ready();
    }

    public void BreakStore(Exception? failure)
    {
        lock (_gate)
            _storeFailure = failure;
    }

    /// <summary>The next letter that goes out.</summary>
    public Letter Next() => _sent.TryTake(out Letter? letter, Patience) ? letter : throw new TimeoutException("Nothing went out.");

    public bool SentNothing => _sent.Count == 0;

    /// <summary>What is told next.</summary>
    public string Told() => _told.TryTake(out string? told, Patience) ? told : throw new TimeoutException("Nothing was told.");

    public bool ToldNothing => _told.Count == 0;

    /// <summary>Waits until the thread of the outbox has seen all that was done before: a letter that is refused at once comes back.</summary>
    public void Settled()
    {
        Box.Post(long.MaxValue, Said("refused", qos: 0));
        Assert.Equal($"{long.MaxValue} failed mqtt", Told());
    }

    /// <summary>Waits until the thread of the outbox has taken all that was posted, although nothing goes out.</summary>
    public void Seen() => Assert.True(SpinWait.SpinUntil(() => Box.IsIdle, Patience));

    SendResult IOutboxTransport.TrySendAtOnce(Letter letter, long remainingNanoseconds)
    {
        if (letter.Message.Topic == "refused" || AtOnce == SendResult.NotNow)
            return SendResult.NotNow;
        SentAtOnce.Add(letter);
        if (AtOnce == SendResult.Taken)
            _sent.Add(letter);
        return AtOnce;
    }

    SendResult IOutboxTransport.TrySend(Letter letter, long remainingNanoseconds)
    {
        if (letter.Message.Topic == "refused")
            return SendResult.Refused;
        lock (_gate)
        {
            if (!_isOpen)
                return SendResult.NotNow;
        }

        _sent.Add(letter);
        return SendResult.Taken;
    }

    (IReadOnlyList<StoredLetter> Letters, long LastId) IOutboxStore.Load()
    {
        lock (_gate)
            return _storeFailure is null ? ([.. _kept.Values], _kept.Keys.DefaultIfEmpty().Max()) : throw _storeFailure;
    }

    void IOutboxStore.Change(IReadOnlyList<StoredLetter> added, IReadOnlyList<long> removed)
    {
        lock (_gate)
        {
            if (_storeFailure is not null)
                throw _storeFailure;
            _changes++;
            foreach (StoredLetter letter in added)
                _kept.Add(letter.Id, letter);
            foreach (long id in removed)
                Assert.True(_kept.Remove(id));
        }
    }

    /// <summary>Whether the outbox has closed its store.</summary>
    public bool IsStoreClosed { get; private set; }

    // the store's: by the outbox
    void IDisposable.Dispose() => IsStoreClosed = true;

    /// <summary>Ends the outbox.</summary>
    public void Dispose()
    {
        Box.Dispose();
        _sent.Dispose();
        _told.Dispose();
    }
}
