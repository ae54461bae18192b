using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class InvertTests
{
    [Fact]
    public void Dense_EachRunIsItsOppositeWithWhatItMeasured()
    {
        var transcript = new Transcript();
        Probe.Kernel<StateBlock, StateBlock>(InvertOperator.Spec, "invert: {}", new Flow(FlowKind.States, SymbolType.Contact))
            .Step(Probe.States(SymbolType.Contact, [0, 0, 1, 128, 0], 10, Probe.Kilohertz), transcript);
        Assert.Equal(["10: active 10 1", "12: inactive 12 1", "13: fault not-a-number 13 1", "14: active 14 1"], transcript.Lines);
    }

    [Fact]
    public void Sparse_KeepsSinceAndWhatWasMeasured()
    {
        var transcript = new Transcript();
        var kernel = Probe.Kernel<Stamped<Value>, Stamped<Value>>(InvertOperator.Spec, "invert: {}", new Flow(FlowKind.State, SymbolType.Contact));
        kernel.Step(new Stamped<Value>(Value.Symbol(SymbolType.Contact, 1, 0.5f, 0.25f), new SignalTime(20), new SignalTime(10)), transcript);
        Assert.Equal(["0.00000002: inactive since 0.00000001 0.5 0.25"], transcript.Lines);
    }

    [Fact]
    public void Sparse_UnknownAndFaultStay_AndNothingIsSaidTwice() =>
        Assert.Equal(
            ["1: inactive since 1", "2: unknown (offline) since 2", "4: fault not-a-number since 4", "5: active since 5"],
            Script.Run(InvertOperator.Spec, "invert: {}", new Flow(FlowKind.State, SymbolType.Contact), 10, (1, Value.Contact(true)), (2, Value.Unknown(UnknownReason.Offline)), (3, Value.Unknown(UnknownReason.Offline)), (4, Value.Fault("not-a-number")), (5, Value.Contact(false))));
}
