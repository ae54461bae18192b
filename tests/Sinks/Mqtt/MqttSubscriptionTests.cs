using System;
using System.Linq;
using System.Text;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Reactive.Sinks.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Mqtt;

public sealed class MqttSubscriptionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 27, 6, 0, 0, TimeSpan.Zero);
    private static readonly Flow Trigger = new(FlowKind.Event);
    private static readonly Flow Text = new(FlowKind.Event) { IsText = true };
    private static readonly Flow Contact = new(FlowKind.State, SymbolType.Contact);
    private static readonly Flow Mode = new(FlowKind.State, SymbolType.Words(["day", "night"]));
    private static readonly Flow Count = new(FlowKind.State, Unit: Unit.Count);

    [Theory]
    [InlineData("ON", "active")]
    [InlineData("OFF", "inactive")]
    [InlineData("on", "fault no-word")]
    [InlineData("", "unknown (stale)")]
    public void AContact_IsOneOfTwoPayloads(string payload, string expected) => Assert.Equal(expected, Read(Contact, payload));

    [Theory]
    [InlineData("night", "night")]
    [InlineData("Night", "fault no-word")]
    public void AWord_IsOneOfTheList(string payload, string expected) => Assert.Equal(expected, Read(Mode, payload));

    [Theory]
    [InlineData("21.5", "21.5")]
    [InlineData("-3e2", "-300")]
    [InlineData("21,5", "fault no-number")]
    [InlineData("NaN", "fault no-number")]
    [InlineData("", "unknown (stale)")]
    public void ANumber_IsWrittenAsOne(string payload, string expected) => Assert.Equal(expected, Read(Count, payload));

    [Fact]
    public void ANumberWithAUnit_IsInItsBase() => Assert.Equal(Value.Of(4700, Unit.Ohm), new MqttSubscription(new Flow(FlowKind.State, Unit: Unit.Ohm), Settings(("unit", "kΩ"))).Read("4.7"u8, false, Now));

    [Theory]
    [InlineData("{\"main\":{\"temp\":21.5}}", "21.5")]
    [InlineData("{\"main\":{\"temp\":\"21.5\"}}", "21.5")]
    [InlineData("{\"main\":{}}", "fault no-field")]
    [InlineData("{\"main\":[1]}", "fault no-field")]
    [InlineData("21.5", "fault no-field")]
    [InlineData("{", "fault no-json")]
    public void AField_IsTakenOutOfJson(string payload, string expected) => Assert.Equal(expected, Read(Count, payload, ("field", "main.temp")));

    [Theory]
    [InlineData("{\"time\":\"2026-03-27T05:59:50Z\"}", "pulse")]
    [InlineData("{\"time\":\"2026-03-27T05:59:49.9Z\"}", "fault expired")]
    [InlineData("{\"time\":\"2026-03-27T07:00:05+01:00\"}", "pulse")]
    [InlineData("{\"time\":\"2026-03-27T06:00:05.1Z\"}", "fault early")]
    [InlineData("{\"time\":1774591200}", "pulse")]
    [InlineData("{\"time\":1774591180}", "fault expired")]
    [InlineData("{\"time\":1e300}", "fault no-time")]
    [InlineData("{\"time\":null}", "fault no-time")]
    [InlineData("{\"time\":-9e10}", "fault no-time")]
    [InlineData("{\"time\":\"\\ud800\"}", "fault no-json")]
    [InlineData("{}", "fault no-time")]
    [InlineData("PRESS", "fault no-json")]
    public void AMessageThatIsTooOld_IsAFault(string payload, string expected) => Assert.Equal(expected, Read(Trigger, payload, ("max-age", "10 s")));

    [Fact]
    public void WhatTheBrokerHadKept_CountsForStatesAndNotForEvents()
    {
        Assert.Equal(Value.Contact(active: true), new MqttSubscription(Contact, Settings()).Read("ON"u8, true, Now));
        Assert.Null(new MqttSubscription(Trigger, Settings()).Read("x"u8, true, Now));
        Assert.Null(new MqttSubscription(Contact, Settings(("retained", "no"))).Read("ON"u8, true, Now));
        Assert.Equal(Value.Pulse, new MqttSubscription(Trigger, Settings(("retained", "yes"))).Read("x"u8, true, Now));
    }

    [Fact]
    public void ATriggerWithAPayload_PassesOverOthers()
    {
        Assert.Equal("pulse", Read(Trigger, "OPEN", ("payload", "OPEN")));
        Assert.Null(new MqttSubscription(Trigger, Settings(("payload", "OPEN"))).Read("open"u8, false, Now));
    }

    [Fact]
    public void ATextThatIsNone_OrTooLong_IsAFault()
    {
        Assert.Equal("Grüße", Read(Text, "Grüße"));
        Assert.Equal(Value.Fault("not-utf-8"), new MqttSubscription(Text, Settings()).Read([0x47, 0xfc], false, Now));
        Assert.Equal("fault too-long", Read(Text, new string('x', MqttSubscription.MostCharacters + 1)));
    }

    [Fact]
    public void RandomBytes_AreAValueOrAFault_AndNothingElse()
    {
        var random = new Random(5);
        MqttSubscription[] all =
        [
            .. new[] { Trigger, Text, Contact, Mode, Count }.Select(f => new MqttSubscription(f, Settings())),
            .. new[] { Text, Contact, Count }.Select(f => new MqttSubscription(f, Settings(("field", "a.b"), ("max-age", "10 s")))),
        ];
        byte[] json = Encoding.UTF8.GetBytes("{\"time\":\"2026-03-27T06:00:00Z\",\"a\":{\"b\":\"ON\"}}");
        for (int i = 0; i < 5000; i++)
        {
            byte[] payload = random.Next(2) == 0 ? new byte[random.Next(40)] : [.. json];
            if (payload.Length != json.Length)
                random.NextBytes(payload);
            else
                payload[random.Next(json.Length)] = (byte)random.Next(256);
            foreach (MqttSubscription one in all)
            {
                Value? value = one.Read(payload, false, Now);
                Assert.True(value is null || value.Value.IsKnown || value.Value.Kind is ValueKind.Fault or ValueKind.Unknown);
            }
        }
    }

    private static string? Read(Flow flow, string payload, params (string Name, string Value)[] settings) =>
        new MqttSubscription(flow, Settings(settings)).Read(Encoding.UTF8.GetBytes(payload), false, Now)?.ToString();

    private static ParameterValues Settings(params (string Name, string Value)[] given)
    {
        var values = new ParameterValues(MqttSubscription.Specs);
        foreach ((string name, string written) in given.Prepend(("topic", "t")))
        {
            ParameterSpec? spec = MqttSubscription.Specs.FirstOrDefault(s => s.Name == name);
            if (spec is null)
                values.Set(name, written);
            else
                values.Set(name, spec.TryRead(written, out object value, out string problem, out _) ? value : throw new ArgumentException(problem));
        }

        return values;
    }
}
