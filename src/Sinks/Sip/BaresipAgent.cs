using System;
using System.ComponentModel;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Reactive.Sinks.Sip;

/// <summary>
/// A user agent that is a child process, baresip 1.0, driven over its control connection. A thread of its own starts it, does all that is asked, calls back, and ends it. Memory and
/// time of the process are its own: it is killed where it does not answer, and it does not outlive this.
/// </summary>
public sealed class BaresipAgent : ISipAgent
{
    private readonly SipSettings _settings;
    private readonly ISipAgentEvents _events;
    private readonly ISipSound? _sound;
    private readonly BaresipLimits _limits;
    private readonly TimeProvider _time;
    private readonly BaresipInbox _inbox = new();
    private readonly Thread _thread;
    private readonly BaresipDesk _desk;
    private BaresipProcess? _process;
    private string? _reason;
    private long _stopping;
    private int _processId;

    /// <summary>Makes an agent, which does nothing yet.</summary>
    /// <param name="settings">What it has to know.</param>
    /// <param name="events">Who is told, on the agent's thread. Only of the end of a call that is asked for when the agent has gone, whoever asks is told at once, on the thread that asks.</param>
    /// <param name="sound">Who hears calls; null for nobody: then there is no sound server either.</param>
    public BaresipAgent(SipSettings settings, ISipAgentEvents events, ISipSound? sound = null)
        : this(settings, events, new BaresipLimits(), TimeProvider.System, sound)
    {
    }

    /// <summary>The same, with how long it waits for what, and another time.</summary>
    internal BaresipAgent(SipSettings settings, ISipAgentEvents events, BaresipLimits limits, TimeProvider time, ISipSound? sound = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(events);
        _settings = settings;
        _events = events;
        _sound = sound;
        _limits = limits;
        _time = time;
        _desk = new BaresipDesk(settings, events, time);
        _thread = new Thread(Run, maxStackSize: 512 * 1024) { Name = "sip agent", IsBackground = true };
    }

    /// <summary>The number of the child process; 0 where there is none.</summary>
    public int ProcessId => Volatile.Read(ref _processId);

    /// <inheritdoc/>
    public void Start() => _thread.Start();

    /// <inheritdoc/>
    public void Dial(long call, string account, string address)
    {
        if (!Do(d => d.Dial(call, account, address)))
            _events.Ended(call, SipEnd.Lost, "the agent has ended");
    }

    /// <inheritdoc/>
    public void Answer(long call) => Do(d => d.Answer(call));

    /// <inheritdoc/>
    public void HangUp(long call) => Do(d => d.HangUp(call));

    /// <inheritdoc/>
    public void SendDigits(long call, string digits) => Do(d => d.SendDigits(call, digits));

    /// <inheritdoc/>
    public void Play(long call, ReadOnlyMemory<float> samples) => Do(d => d.Play(call, samples));

    /// <summary>
    /// Takes leave: calls are hung up, registrations taken back, and the process ends, or is killed after two seconds. Waits for that, but not on the agent's
    /// own thread.
    /// </summary>
    public void Dispose()
    {
        _inbox.Post(Leave);
        if (_thread.IsAlive && Thread.CurrentThread != _thread)
            ThreadJoin.Within(_limits.Farewell + TimeSpan.FromSeconds(5), _thread);
    }

    private bool Do(Action<BaresipDesk> work) => _inbox.Post(() => _desk.Do(() => work(_desk)));

    // Below, all is on the agent's thread.

    private void Run()
    {
        BaresipControl? control = null;
        BaresipConfiguration? configuration = null;
        BaresipSound? sound = null;
        try
        {
            configuration = BaresipConfiguration.Write(_settings, _sound is not null, out _reason);
            if (configuration is { IsHeard: true })
                sound = BaresipSound.Start(configuration.Folder, _sound!, r => _inbox.Post(() => _reason ??= r));
            if (sound is not null && !sound.WaitUntilReady(_limits.Start))
                _reason = "the sound server did not begin";
            else if (configuration is not null)
                _process = BaresipProcess.Start(configuration.Folder, configuration.IsHeard ? BaresipSound.Environment(configuration.Folder) : [], out _reason);
            if (_process is not null)
                control = Connect(_process, configuration!.ControlPort);
            if (control is not null)
                Live(new BaresipExchange(control, _time), configuration!);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _reason = $"the folder of baresip cannot be written ({failure.Message})";
        }
        catch (SocketException failure)
        {
            _reason = $"there is no port for the control connection ({failure.Message})";
        }
        catch (Win32Exception failure)
        {
            _reason = $"a program cannot be started ({failure.Message})";
        }
        finally
        {
            End(control, sound, configuration);
        }
    }

    private BaresipControl? Connect(BaresipProcess process, int port)
    {
        Volatile.Write(ref _processId, process.Id);
        long begun = _time.GetTimestamp();
        while (_time.GetElapsedTime(begun) < _limits.Start)
        {
            if (process.WaitForEnd(TimeSpan.FromMilliseconds(5)))
            {
                _reason = process.Reason(_settings.Port);
                return null;
            }

            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, port);
                return new BaresipControl(socket, m => _inbox.PostOrWait(() => Take(m)), r => _inbox.PostOrWait(() => Break(r)));
            }
            catch (SocketException)
            {
                // it does not listen yet
                socket.Dispose();
            }
        }

        _reason = "baresip did not begin in time";
        return null;
    }

    private void Live(BaresipExchange exchange, BaresipConfiguration configuration)
    {
        _desk.Open(exchange, configuration);
        long silence = _time.GetTimestamp();
        while (_reason is null)
        {
            Action? work = _inbox.Take(Wait(exchange));
            // Whoever slept for long, as this process may have, finds an answer late that came in time: only when nothing lies there, and nothing comes, is there none.
            if (work is null && exchange.IsWaiting && exchange.Since >= _limits.Answer && (work = _inbox.Take(_limits.Grace)) is null)
                _reason ??= "baresip does not answer";
            work?.Invoke();
            _reason ??= _desk.Problem ?? exchange.Problem;
            if (!exchange.IsWaiting && exchange.Since >= _limits.Heartbeat && _stopping == 0)
                _desk.Reconcile();
            if (_time.GetElapsedTime(silence) >= BaresipConfiguration.Silence / 2)
            {
                silence = _time.GetTimestamp();
                _desk.BeginSilenceAnew();
            }

            _desk.EndClips();
            _desk.ReleaseKeys();
            if (_stopping != 0 && _time.GetElapsedTime(_stopping) >= _limits.Farewell)
                _reason ??= "it did not end by itself";
        }
    }

    private TimeSpan Wait(BaresipExchange exchange)
    {
        TimeSpan wait = (exchange.IsWaiting ? _limits.Answer : _limits.Heartbeat) - exchange.Since;
        if (_stopping != 0)
            wait = _limits.Farewell - _time.GetElapsedTime(_stopping);
        wait = wait < _desk.ClipsLeft ? wait : _desk.ClipsLeft;
        return wait > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : TimeSpan.Zero;
    }

    private void Take(BaresipMessage message) => _desk.Take(message);

    private void Break(string reason)
    {
        // it is told of after everything else, and by then the end may be known
        if (_reason is not null)
            return;
        // the end of the connection is mostly the end of the process
        if (_stopping != 0)
            _process!.WaitForEnd(_limits.Farewell - _time.GetElapsedTime(_stopping));
        _reason = _process!.WaitForEnd(TimeSpan.FromMilliseconds(_stopping != 0 ? 0 : 200)) ? _process.Reason(_settings.Port) : reason;
    }

    private void Leave()
    {
        if (_stopping != 0 || _reason is not null)
            return;
        _stopping = _time.GetTimestamp();
        _desk.Leave();
    }

    private void End(BaresipControl? control, BaresipSound? sound, BaresipConfiguration? configuration)
    {
        _process?.Dispose();
        Volatile.Write(ref _processId, 0);
        _inbox.Close();
        control?.Dispose();
        sound?.Dispose();
        configuration?.Dispose();
        string reason = _stopping != 0 ? "it was stopped" : _reason ?? "it was stopped";
        _reason = reason;
        // what came last of all: a call may have ended before the process did
        Drain();
        _desk.Close(_stopping != 0 ? SipEnd.Ours : SipEnd.Lost, reason);
        _events.Down(reason);
    }

    private void Drain()
    {
        while (_inbox.Take(TimeSpan.Zero) is { } work)
            work();
    }
}
