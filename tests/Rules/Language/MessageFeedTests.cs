using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>Messages that a test lets come from the broker, as they are sent.</summary>
public sealed class MessageFeedTests
{
    private const string Sections =
        """
        start: 2026-03-27T06:00:00Z
        mqtt:
          host: broker
          subscribe:
            remote: { topic: unlock, is: trigger, max-age: 10 s }
            ping: { topic: ping, is: trigger, payload: "yes" }
            lamp: { topic: lamp, is: contact, field: state.power }
            heat: { topic: heat, is: number, unit: mV, field: main.level }
        rules:
          opened: { when: remote, do: { log: opened } }
          refused: { when: remote is faulty, do: { log: refused } }
          pinged: { when: ping, do: { log: pinged } }
        """;

    [Theory]
    [InlineData("{ at: 5 s, message.remote: '{\"time\": \"2026-03-27T06:00:00Z\"}' }", "{ at: 5 s, log: opened }")]
    [InlineData("{ at: 5 s, message.remote: '{\"time\": \"2026-03-27T05:59:54Z\"}' }", "{ at: 5 s, log: refused }")]
    [InlineData("{ at: 5 s, message.remote: '{\"time\": 1774591200}' }", "{ at: 5 s, log: opened }")]
    [InlineData("{ at: 5 s, message.remote: '{\"time\": ' }", "{ at: 5 s, log: refused }")]
    [InlineData("{ at: 5 s, message.remote: x }", "{ at: 5 s, log: refused, remote: faulty }")]
    [InlineData("{ at: 5 s, message.remote: x }", "{ at: 5 s, log: refused, remote: fault no-json }")]
    [InlineData("{ at: 5 s, message.remote: '' }", "")]
    [InlineData("{ at: 5 s, message.remote: { payload: '{\"time\": 1774591200}', retained: yes } }", "")]
    [InlineData("{ at: 5 s, message.ping: 'yes' }, { at: 6 s, message.ping: 'no' }, { at: 7 s, message.ping: { payload: 'yes' } }", "{ at: 5 s, log: pinged }, { at: 7 s, log: pinged }")]
    [InlineData("{ at: 5 s, message.lamp: '{\"state\": {\"power\": \"ON\"}}' }, { at: 6 s, message.lamp: { payload: '', retained: yes } }", "{ at: 5 s, lamp: active }, { at: 6 s, lamp: unknown }")]
    [InlineData("{ at: 5 s, message.lamp: '{}' }", "{ at: 5 s, lamp: unknown }")]
    [InlineData("{ at: 5 s, message.heat: '{\"main\": {\"level\": 1500}}' }", "{ at: 5 s, heat: 1.5 V }")]
    public void AMessage_IsReadAsItsSubscriptionSays(string feed, string expect) => Said.Passes(Sections, feed, expect);

    [Fact]
    public void ATestMayStartAtATimeOfItsOwn()
    {
        PipelineDefinition pipeline = Said.Read(Sections + "\ntests:\n  - name: t\n    start: 2026-03-28T06:00:00Z\n    feed: [ { at: 5 s, message.remote: '{\"time\": \"2026-03-28T06:00:01Z\"}' } ]\n    expect: [ { at: 5 s, log: opened } ]\n");
        Assert.True(Testing.PipelineTest.Run(pipeline, pipeline.Tests.Single()).Passed);
    }

    [Fact]
    public void AFileOfTests_KnowsTheSubscriptions()
    {
        PipelineDefinition pipeline = Said.Read(Sections);
        (ImmutableArray<TestDefinition> tests, ImmutableArray<Diagnostic> wrong) = PipelineReader.ReadTests("a.tests.yaml", "for: a.yaml\ntests:\n  - name: t\n    feed: [ { at: 1 s, message.ping: 'yes' } ]\n    expect: [ { at: 1 s, log: pinged } ]\n", pipeline);
        Assert.Empty(wrong);
        Assert.True(Testing.PipelineTest.Run(pipeline, tests.Single()).Passed);
    }

    [Fact]
    public void AWrongSubscription_IsOneMistake()
    {
        (_, ImmutableArray<Diagnostic> wrong) = PipelineReader.Read("a.yaml", "pipeline: p\ndevice: door-controller\nmqtt: { host: broker, subscribe: { ping: { topic: 'a/#/b', is: trigger } } }\nrules: { r: { when: ping, do: { log: x } } }\ntests:\n  - name: t\n    feed: [ { at: 1 s, message.ping: 'x' } ]\n    expect: []\n", Said.Catalog);
        Assert.Contains("the topic", Assert.Single(wrong).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("remote: fault expired", "expected 'remote' fault expired at 5 s; it happened at 5 s with fault no-json")]
    [InlineData("remote: occurs", "expected 'remote' at 5 s; it never happened, but was fault no-json at 5 s")]
    [InlineData("ping: faulty", "expected 'ping' faulty at 5 s; it never happened")]
    public void AnotherFault_IsAFailure(string expected, string told)
    {
        PipelineDefinition pipeline = Said.Read($"{Sections}\ntests:\n  - name: t\n    feed: [ {{ at: 5 s, message.remote: x }} ]\n    expect: [ {{ at: 5 s, log: refused, {expected} }} ]\n");
        Assert.Equal(told, Assert.Single(Testing.PipelineTest.Run(pipeline, pipeline.Tests.Single()).Failures).Message);
    }

    [Theory]
    [InlineData("{ at: 1 s, message.remot: x }", "R0502|there is no subscription 'remot'|did you mean 'remote'?")]
    [InlineData("{ at: 1 s, message.other: x }", "there is remote, ping, lamp or heat")]
    [InlineData("{ at: 1 s, message.ping: { retained: yes } }", "the key 'payload' is missing")]
    [InlineData("{ at: 1 s, message.ping: {\"value\": 1} }", "a payload that is JSON stands in quotes")]
    [InlineData("{ at: 1 s, message.ping: { payload: x, retained: maybe } }", "'retained' must be yes or no, not 'maybe'")]
    [InlineData("{ at: 1 s, message.ping: [ x ] }", "a list")]
    [InlineData("{ at: 1 s, message.ping: 'yes', ping: occurs }", "in whose place this test feeds 'ping'")]
    [InlineData("{ at: 1 s, message.ping: 'no', ping: occurs }", "in whose place this test feeds 'ping'")]
    [InlineData("{ at: 5 s, message.ping: 'no' } ]\n    faults: [ { at: 4 s, lost: mqtt, for: 2 s }", "comes at 5 s, and 'mqtt' is lost from 4 s on")]
    public void WhatCannotCome_IsToldBeforeAnythingRuns(string feed, string told)
    {
        (_, ImmutableArray<Diagnostic> wrong) = PipelineReader.Read("a.yaml", $"pipeline: p\ndevice: door-controller\n{Sections}\ntests:\n  - name: t\n    feed: [ {feed} ]\n    expect: []\n", Said.Catalog);
        foreach (string part in told.Split('|'))
            Assert.Contains(part, string.Join("\n", wrong), StringComparison.Ordinal);
    }
}
