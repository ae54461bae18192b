using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class ChangedTests
{
    [Fact]
    public void EachDifference_LeavesAtItsFirstSample()
    {
        var kernel = (Kernel<StateBlock, Stamped<Value>>)ChangedOperator.Spec.Forms[0].CreateKernel(new Flow(FlowKind.States, SymbolType.Contact), new ParameterValues([]));
        var transcript = new Transcript();
        kernel.Step(Probe.States(SymbolType.Contact, [0, 0, 1], 0, Probe.Kilohertz), transcript);
        kernel.Step(Probe.States(SymbolType.Contact, [1, 1, 128, 0], 3, Probe.Kilohertz, before: 1), transcript);
        Assert.Equal(["0: inactive since 0 0 1", "0.002: active since 0.002 2 1", "0.005: fault not-a-number since 0.005 NaN NaN", "0.006: inactive since 0.006 6 1"], transcript.Lines);
    }
}
