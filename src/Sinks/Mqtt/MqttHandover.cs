using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;

namespace Reactive.Sinks.Mqtt;

/// <summary>
/// What the listener is still to be told, in order, and the thread that tells it. Bounded: messages by number and bytes, outcomes by what may be on its
/// way (a place is free only once its outcome is told), states by merging those that nobody has heard yet.
/// </summary>
internal sealed class MqttHandover
{
    private const int MostStates = 16;
    private const int MostTroubles = 64;

    // taken at once, so that the lock is not taken for each
    private const int MostAtOnce = 64;

    private readonly object _gate = new();
    private readonly Queue<Notice> _notices = new();
    private readonly IMqttListener _listener;
    private readonly MqttLimits _limits;
    private readonly Thread _thread;
    private readonly Notice[] _batch = new Notice[MostAtOnce];
    private Action<ReadOnlyMemory<Notice>>? _told;
    private (MqttState State, string Reason)? _lastState;
    private int _states;
    private int _troubles;
    private int _messages;
    private long _bytes;
    private long _dropped;
    private bool _ready;
    private bool _stops;

    // the thread's own
    private bool _threw;

    public MqttHandover(IMqttListener listener, MqttLimits limits, string name)
    {
        _listener = listener;
        _limits = limits;
        _thread = new Thread(Run, maxStackSize: 512 * 1024) { Name = "mqtt " + name, IsBackground = true };
    }

    /// <summary>Whether the caller is the thread that tells.</summary>
    public bool IsTelling => Thread.CurrentThread == _thread;

    /// <summary>Begins to tell.</summary>
    /// <param name="told">Called with what has been told.</param>
    public void Start(Action<ReadOnlyMemory<Notice>> told)
    {
        _told = told;
        _thread.Start();
    }

    /// <summary>The same without a thread, for tests: <see cref="Pump"/> tells.</summary>
    public void StartByHand(Action<ReadOnlyMemory<Notice>> told) => _told = told;

    public void Ready()
    {
        lock (_gate)
        {
            if (!_ready)
                Post(new Notice(NoticeKind.Ready));
            _ready = true;
        }
    }

    public void Outcome(in Notice outcome) => Post(outcome);

    public void State(MqttState state, string reason)
    {
        lock (_gate)
        {
            // the last one waits beside the queue while too many others do
            if (_states >= MostStates || _lastState is not null)
            {
                _lastState = (state, reason);
                return;
            }

            _states++;
            Post(new Notice(NoticeKind.State, Code: (int)state, Text: reason));
        }
    }

    public void Trouble(string text)
    {
        lock (_gate)
        {
            if (_troubles >= MostTroubles)
                return;
            _troubles++;
            Post(new Notice(NoticeKind.Trouble, Text: text));
        }
    }

    /// <summary>Takes a message, or counts it as dropped where too many wait.</summary>
    public void Message(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, int qos, bool retain, bool duplicate)
    {
        lock (_gate)
        {
            if (_stops || _messages >= _limits.Waiting || (_messages > 0 && _bytes + topic.Length + payload.Length > _limits.BytesWaiting))
            {
                Drop();
                return;
            }

            _messages++;
            _bytes += topic.Length + payload.Length;
            Post(new Notice(NoticeKind.Message, Message: new MqttReceived(Encoding.UTF8.GetString(topic), payload.ToArray(), qos, retain, duplicate)));
        }
    }

    /// <summary>Counts a message as dropped.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            if (_dropped++ == 0)
                Post(new Notice(NoticeKind.Dropped));
        }
    }

    /// <summary>Tells what is still to be told, and ends; false where the listener takes longer than <paramref name="limit"/>.</summary>
    public bool Stop(TimeSpan limit)
    {
        lock (_gate)
        {
            _stops = true;
            Monitor.Pulse(_gate);
        }

        return IsTelling || !_thread.IsAlive || ThreadJoin.Within(limit, _thread);
    }

    /// <summary>Tells what waits, on this thread.</summary>
    public void Pump()
    {
        while (TellSome(wait: false))
        {
            // until none waits
        }
    }

    private void Post(in Notice notice)
    {
        lock (_gate)
        {
            _notices.Enqueue(notice);
            if (_notices.Count == 1)
                Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (TellSome(wait: true))
        {
            // until it stops
        }
    }

    private bool TellSome(bool wait)
    {
        int count = 0;
        lock (_gate)
        {
            while (wait && !_stops && _notices.Count == 0)
                Monitor.Wait(_gate);
            while (count < MostAtOnce && _notices.TryDequeue(out Notice notice))
                _batch[count++] = Taken(notice);
        }

        for (int i = 0; i < count; i++)
            Tell(_batch[i]);
        if (count > 0)
            _told!(_batch.AsMemory(0, count));
        Array.Clear(_batch, 0, count);
        return count > 0;
    }

    private Notice Taken(in Notice notice)
    {
        switch (notice.Kind)
        {
            case NoticeKind.Message:
                _messages--;
                _bytes -= Encoding.UTF8.GetByteCount(notice.Message.Topic) + notice.Message.Payload.Length;
                break;
            case NoticeKind.Dropped:
                long dropped = _dropped;
                _dropped = 0;
                return notice with { Token = dropped };
            case NoticeKind.Ready:
                _ready = false;
                break;
            case NoticeKind.Trouble:
                _troubles--;
                break;
            case NoticeKind.State:
                if (--_states == 0 && _lastState is { } last)
                {
                    _lastState = null;
                    State(last.State, last.Reason);
                }

                break;
        }

        return notice;
    }

    private void Tell(in Notice notice)
    {
        try
        {
            switch (notice.Kind)
            {
                case NoticeKind.State:
                    _listener.State((MqttState)notice.Code, notice.Text!);
                    break;
                case NoticeKind.Ready:
                    _listener.Ready();
                    break;
                case NoticeKind.Delivered:
                    _listener.Delivered(notice.Token);
                    break;
                case NoticeKind.NotDelivered:
                    _listener.NotDelivered(notice.Token, notice.Failure, notice.Code, notice.Text!);
                    break;
                case NoticeKind.Message:
                    _listener.Message(notice.Message);
                    break;
                case NoticeKind.Dropped:
                    _listener.Dropped(notice.Token);
                    break;
                case NoticeKind.Trouble:
                    _listener.Trouble(notice.Text!);
                    break;
            }
        }
#pragma warning disable CA1031 // whatever the listener throws: it is his mistake, and the connection goes on
        catch (Exception mistake)
#pragma warning restore CA1031
        {
            if (!_threw)
                Trouble($"What the connection to the broker told was not taken: {mistake.Message}");
            _threw = true;
        }
    }
}

/// <summary>What a notice is about.</summary>
internal enum NoticeKind : byte
{
    State,
    Ready,
    Delivered,
    NotDelivered,
    Message,
    Dropped,
    Trouble,
}

/// <summary>Something to tell the listener.</summary>
internal readonly record struct Notice(
    NoticeKind Kind, long Token = 0, int Code = 0, string? Text = null, MqttFailure Failure = default, bool IsAcknowledged = false, int Bytes = 0, MqttReceived Message = default);
