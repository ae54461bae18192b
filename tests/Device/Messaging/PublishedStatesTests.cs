using System.Collections.Generic;
using Reactive.Device.Messaging;
using Reactive.Signals.Loop;
using Xunit;

namespace Reactive.Device.Tests.Messaging;

public sealed class PublishedStatesTests
{
    private readonly PublishedStates _states = new(["door", "lock"]);
    private readonly List<string> _said = [];

    [Fact]
    public void WhatIsUnderWay_IsNotSaidTwice_AndWhatDidNotArriveIsSaidLater()
    {
        _states.Take(1, State("door", "closed"));
        _states.Owe();
        Assert.Empty(Said());
        _states.Over(1, isDone: true);
        Assert.Empty(Said());
        _states.Take(2, State("door", "open"));
        _states.Owe();
        _states.Over(2, isDone: false);
        Assert.Equal(["door open"], Said());
        Assert.Empty(Said());
    }

    [Fact]
    public void ANewConnection_IsToldTheLastOfEach()
    {
        _states.Take(1, State("door", "closed"));
        _states.Take(2, State("door", "open"));
        _states.Take(3, State("lock", "active"));
        // the outcome of one that another has followed says nothing
        _states.Over(1, isDone: false);
        _states.Over(2, isDone: true);
        _states.Over(3, isDone: true);
        Assert.Empty(Said());
        _states.Owe();
        Assert.Equal(["door open", "lock active"], Said());
        _states.Owe("lock");
        _states.Owe("elsewhere");
        Assert.Equal(["lock active"], Said());
    }

    [Fact]
    public void WhatTheBrokerDoesNotKeep_IsNoState()
    {
        _states.Take(1, State("door", "open") with { Retain = false });
        _states.Take(2, State("alarm", "forced"));
        _states.Owe();
        Assert.Empty(Said());
    }

    [Fact]
    public void WhereThereIsNoRoom_TheRestIsSaidNextTime()
    {
        _states.Take(1, State("door", "open"));
        _states.Take(2, State("lock", "active"));
        _states.Over(1, isDone: true);
        _states.Over(2, isDone: true);
        _states.Owe();
        int room = 1;
        _states.Say(m => room-- > 0);
        Assert.Equal(["lock active"], Said());
    }

    private static Message State(string topic, string payload) => new(topic, payload) { Retain = true };

    private string[] Said()
    {
        _said.Clear();
        _states.Say(m =>
        {
            _said.Add($"{m.Topic} {m.Payload}");
            return true;
        });
        return [.. _said];
    }
}
