using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

public sealed class FrontDoorTests
{
    private static readonly PipelineDefinition FrontDoor = Read();

    [Fact]
    public void TheProfile_HasNothingToSay()
    {
        var (profile, diagnostics) = ProfileReader.Read("door-controller.yaml", StandIns.Text("src/Device/Profiles/door-controller.yaml"));
        Assert.Empty(diagnostics);
        Assert.Equal(["door-monitor", "rex", "reader", "aux-1-in", "aux-2-in", "tamper", "alarm", "reader-tamper"], profile!.Ports.Select(p => p.Name));
        Assert.Equal(new FrontEnd(3.3, 2200, 12, 5), profile.Port("rex")!.Flow.Samples!.FrontEnd);
        Assert.Equal(new SampleRate(1000), profile.Port("rex")!.Flow.Samples!.Rate);
        Assert.Equal(Unit.Count, profile.Port("rex")!.Flow.Unit);
        Assert.True(profile.Output("strike")!.IsRelay);
        Assert.False(profile.Output("buzzer")!.IsRelay);
    }

    [Fact]
    public void ThePipeline_HasNothingToSay() => Assert.Empty(StandIns.Check(StandIns.Text("pipelines/front-door.yaml")));

    [Fact]
    public void ASignalOfAPortsName_ComesFromThePort()
    {
        SignalDefinition rex = FrontDoor.Signals.Single(s => s.Name == "rex");
        Assert.Equal("rex", rex.Inputs.Single().Port!.Name);
        Assert.Equal(["digital", "debounce"], rex.Stages.Select(s => s.Spec.Name));
        Assert.Equal(new Flow(FlowKind.State, SymbolType.Contact), rex.Flow);
    }

    [Fact]
    public void Unlock_IsSplitIntoTriggerAndConditions()
    {
        RuleDefinition unlock = FrontDoor.Rules[0];
        BecomesOccurrence trigger = Assert.IsType<BecomesOccurrence>(unlock.Trigger);
        Assert.Equal("rex becomes active", trigger.Text);
        Assert.Equal([Value.Contact(true)], trigger.Values);
        Assert.Null(unlock.When);
        Assert.Equal(2, Assert.IsType<AndCondition>(unlock.If).Inner.Length);
        Assert.Equal(2_000_000_000, unlock.CooldownNanoseconds);
        ActionDefinition pulse = Assert.Single(unlock.Do);
        Assert.Equal(("pulse", "strike", 7.0), (pulse.Action.Name, pulse.Target, pulse.Parameters.Number("for")));
    }

    [Fact]
    public void HeldOpen_IsAConditionAlone()
    {
        RuleDefinition held = FrontDoor.Rules[2];
        Assert.Null(held.Trigger);
        Assert.Equal(30_000_000_000, Assert.IsType<ForCondition>(held.When).Nanoseconds);
        Assert.Equal("aux-1", Assert.Single(held.While).Target);
    }

    [Fact]
    public void Tests_KeepTimesAndValues()
    {
        TestDefinition last = FrontDoor.Tests[^1];
        Assert.Equal(SignalTime.FromSeconds(10), last.End);
        Assert.Equal(Value.Of(3873, Unit.Ohm), last.Feeds[0].Value);
        Assert.Equal("door-monitor", last.Feeds[0].Port);
        Assert.Equal(Value.Of(double.PositiveInfinity, Unit.Ohm), last.Feeds[1].Value);
        Assert.Equal((SignalTime.FromSeconds(1), SignalTime.FromSeconds(1.1m)), (last.Expectations[0].Earliest, last.Expectations[0].Latest));
        Assert.Equal(7, FrontDoor.Tests.Length);
    }

    private static PipelineDefinition Read() => PipelineReader.Read("front-door.yaml", StandIns.Text("pipelines/front-door.yaml"), StandIns.Catalog).Pipeline!;
}
