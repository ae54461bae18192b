using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Sinks.Sip;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>Lives of an agent, in time that tests move.</summary>
public sealed class SipSupervisorTests
{
    private readonly ManualTime _time = new();
    private readonly SipNotes _notes = new();
    private readonly List<StandIn> _lives = [];

    [Fact]
    public void AgentThatFails_IsStartedAgainAfterWaitsThatDouble()
    {
        using SipSupervisor supervisor = Supervisor();
        supervisor.Start();
        foreach (double wait in new[] { 0.5, 1, 2, 4, 8, 16, 30, 30 })
        {
            int lives = _lives.Count;
            _lives[^1].Events.Down("it broke");
            _time.Pass(TimeSpan.FromSeconds(wait) - TimeSpan.FromTicks(1));
            Assert.Equal(lives, _lives.Count);
            _time.Pass(TimeSpan.FromTicks(1));
            Assert.Equal(lives + 1, _lives.Count);
        }

        Assert.All(_lives.SkipLast(1), l => Assert.True(l.IsDisposed));
        // told once, for it was always the same
        Assert.Equal(["Down: it broke"], _notes.Told);
    }

    [Theory]
    [InlineData(59, 1.0)]
    [InlineData(60, 0.5)]
    public void AfterALongLife_TheWaitIsShortAgain(double life, double wait)
    {
        using SipSupervisor supervisor = Supervisor();
        supervisor.Start();
        _lives[0].Events.Down("it broke");
        _time.Pass(TimeSpan.FromSeconds(0.5));
        _lives[1].Events.Up();
        _time.Pass(TimeSpan.FromSeconds(life));
        _lives[1].Events.Down("it broke");
        _time.Pass(TimeSpan.FromSeconds(wait) - TimeSpan.FromTicks(1));
        Assert.Equal(2, _lives.Count);
        _time.Pass(TimeSpan.FromTicks(1));
        Assert.Equal(3, _lives.Count);
        Assert.Equal(["Down: it broke", "Up", "Down: it broke"], _notes.Told);
    }

    [Fact]
    public void FailureInOtherWords_IsTold()
    {
        using SipSupervisor supervisor = Supervisor();
        supervisor.Start();
        _lives[0].Events.Down("port 5060 or the one after it is taken");
        _time.Pass(TimeSpan.FromSeconds(1));
        _lives[1].Events.Down("baresip is not installed");
        Assert.Equal(["Down: port 5060 or the one after it is taken", "Down: baresip is not installed"], _notes.Told);
    }

    [Fact]
    public void CallWhileNoneIsThere_FailsAtOnce()
    {
        using SipSupervisor supervisor = Supervisor();
        supervisor.Dial(1, "door", "sip:bell@127.0.0.1");
        supervisor.Start();
        supervisor.Dial(2, "door", "sip:bell@127.0.0.1");
        supervisor.HangUp(2);
        _lives[0].Events.Ended(2, SipEnd.Lost, "it broke");
        _lives[0].Events.Down("it broke");
        supervisor.Dial(3, "door", "sip:bell@127.0.0.1");
        supervisor.HangUp(3);
        Assert.Equal(["dial 2", "hang up 2"], _lives[0].Asked);
        Assert.Equal(
            ["Ended 1 Failed: there is no user agent: it has not begun", "Ended 2 Lost: it broke", "Down: it broke", "Ended 3 Failed: there is no user agent: it broke"],
            _notes.Told);
    }

    [Fact]
    public void WhatAnEarlierLifeSays_IsNotPassedOn()
    {
        using SipSupervisor supervisor = Supervisor();
        supervisor.Start();
        _lives[0].Events.Down("it broke");
        _time.Pass(TimeSpan.FromSeconds(1));
        _lives[0].Events.Ringing(1);
        _lives[0].Events.Down("it broke again");
        _lives[1].Events.Ringing(2);
        Assert.Equal(["Down: it broke", "Ringing 2"], _notes.Told);
    }

    [Fact]
    public void Disposed_TheAgentIsDisposedOfAndNoneIsStartedAnyMore()
    {
        SipSupervisor supervisor = Supervisor();
        supervisor.Start();
        supervisor.Dispose();
        Assert.True(_lives[0].IsDisposed);
        _lives[0].Events.Down("it was stopped");
        _time.Pass(TimeSpan.FromMinutes(5));
        Assert.Single(_lives);
        Assert.Equal(["Down: it was stopped"], _notes.Told);
    }

    private SipSupervisor Supervisor() => new(
        events =>
        {
            _lives.Add(new StandIn(events));
            return _lives[^1];
        },
        _notes,
        _time);

    private sealed class StandIn(ISipAgentEvents events) : ISipAgent
    {
        public ISipAgentEvents Events => events;

        public List<string> Asked { get; } = [];

        public bool IsDisposed { get; private set; }

        public void Start()
        {
        }

        public void Dial(long call, string account, string address) => Asked.Add($"dial {call}");

        public void Answer(long call) => Asked.Add($"answer {call}");

        public void HangUp(long call) => Asked.Add($"hang up {call}");

        public void SendDigits(long call, string digits) => Asked.Add($"send {call} {digits}");

        public void Dispose() => IsDisposed = true;
    }
}
