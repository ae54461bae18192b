using System;
using System.Threading;

namespace Reactive.Sinks.Sip;

/// <summary>
/// A user agent that is there again after a while whenever it has failed. To those who use it, it is one agent: <see cref="ISipAgentEvents.Up"/> and <see cref="ISipAgentEvents.Down"/>
/// alternate. What is asked while none is there fails at once.
/// </summary>
/// <remarks>
/// A failure is followed by a wait of half a second, which doubles with each further one up to half a minute, and is short again after a life of a minute. Failures that repeat the one before
/// in the same words are not told again.
/// </remarks>
public sealed class SipSupervisor : ISipAgent
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongLife = TimeSpan.FromSeconds(60);

    private readonly object _gate = new();
    private readonly Func<ISipAgentEvents, ISipAgent> _start;
    private readonly ISipAgentEvents _listener;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private Life? _life;
    private TimeSpan _wait = FirstWait;
    private string _reason = "it has not begun";
    private bool _isUp;
    private bool _isDisposed;

    /// <summary>Makes a supervisor, which does nothing yet.</summary>
    /// <param name="start">Makes an agent that tells what it is given; it is started here.</param>
    /// <param name="listener">Who is told: by one thread at a time, an agent's or the one that asks. It must not wait.</param>
    /// <param name="time">The time; null for the system's.</param>
    public SipSupervisor(Func<ISipAgentEvents, ISipAgent> start, ISipAgentEvents listener, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(listener);
        _start = start;
        _listener = listener;
        _time = time ?? TimeProvider.System;
        _timer = _time.CreateTimer(static s => ((SipSupervisor)s!).Start(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Start()
    {
        lock (_gate)
        {
            if (_isDisposed || _life is not null)
                return;
            _life = new Life(this);
            _life.Agent = _start(_life);
            _life.Agent.Start();
        }
    }

    /// <inheritdoc/>
    public void Dial(long call, string account, string address)
    {
        lock (_gate)
        {
            if (_life is { } life)
                life.Agent.Dial(call, account, address);
            else
                _listener.Ended(call, SipEnd.Failed, $"there is no user agent: {_reason}");
        }
    }

    /// <inheritdoc/>
    public void Answer(long call) => Tell(a => a.Answer(call));

    /// <inheritdoc/>
    public void HangUp(long call) => Tell(a => a.HangUp(call));

    /// <inheritdoc/>
    public void SendDigits(long call, string digits) => Tell(a => a.SendDigits(call, digits));

    /// <inheritdoc/>
    public void Play(long call, ReadOnlyMemory<float> samples) => Tell(a => a.Play(call, samples));

    /// <summary>Ends the agent, which takes leave, and starts none any more.</summary>
    public void Dispose()
    {
        ISipAgent? agent;
        lock (_gate)
        {
            _isDisposed = true;
            agent = _life?.Agent;
        }

        _timer.Dispose();
        // outside of the gate: it waits for its thread, which passes through there
        agent?.Dispose();
    }

    private void Tell(Action<ISipAgent> what)
    {
        lock (_gate)
        {
            if (_life is { } life)
                what(life.Agent);
        }
    }

    private void End(Life life, string reason)
    {
        bool isNews;
        lock (_gate)
        {
            if (_life != life)
                return;
            _life = null;
            if (life.UpSince is { } since && _time.GetElapsedTime(since) >= LongLife)
                _wait = FirstWait;
            isNews = _isUp || reason != _reason;
            _isUp = false;
            _reason = reason;
            if (isNews)
                _listener.Down(reason);
            if (!_isDisposed)
                _timer.Change(_wait, Timeout.InfiniteTimeSpan);
            _wait = TimeSpan.FromTicks(Math.Min(2 * _wait.Ticks, LongestWait.Ticks));
        }

        life.Agent.Dispose();
    }

    // What one life says, passed on as long as it is the one there is.
    private sealed class Life(SipSupervisor supervisor) : ISipAgentEvents
    {
        public ISipAgent Agent { get; set; } = null!;

        public long? UpSince { get; private set; }

        public void Up() => Pass(l =>
        {
            UpSince = supervisor._time.GetTimestamp();
            supervisor._isUp = true;
            l.Up();
        });

        public void Down(string reason) => supervisor.End(this, reason);

        public void Registered(string account, bool isRegistered, string reason) => Pass(l => l.Registered(account, isRegistered, reason));

        public void Incoming(long call, string account, string from) => Pass(l => l.Incoming(call, account, from));

        public void Ringing(long call) => Pass(l => l.Ringing(call));

        public void Answered(long call) => Pass(l => l.Answered(call));

        public void Ended(long call, SipEnd end, string reason) => Pass(l => l.Ended(call, end, reason));

        public void Digit(long call, char digit, bool isDown) => Pass(l => l.Digit(call, digit, isDown));

        public void Played(long call) => Pass(l => l.Played(call));

        public void Trouble(string text) => Pass(l => l.Trouble(text));

        private void Pass(Action<ISipAgentEvents> what)
        {
            lock (supervisor._gate)
            {
                if (supervisor._life == this)
                    what(supervisor._listener);
            }
        }
    }
}
