using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class EdgeTests
{
    private static readonly Flow Contact = new(FlowKind.State, SymbolType.Contact);

    [Fact]
    public void FirstValue_IsNoEdge() => Assert.Empty(Run("edge: active", Value.Contact(true)));

    [Fact]
    public void FromUnknown_IsNoEdge() =>
        Assert.Empty(Run("edge: {}", Value.Contact(false), Value.Unknown(UnknownReason.Offline), Value.Contact(true)));

    [Fact]
    public void FromFault_IsNoEdge() =>
        Assert.Empty(Run("edge: {}", Value.Contact(false), Value.Fault("not-a-number"), Value.Contact(true)));

    [Fact]
    public void SameStateMeasuredAnew_IsNoEdge() =>
        Assert.Empty(Run("edge: {}", Value.Symbol(SymbolType.Contact, 1, 0.1f), Value.Symbol(SymbolType.Contact, 1, 0.2f)));

    [Fact]
    public void ToTheNamedState_HappensWithStampAndSince() =>
        Assert.Equal(["0.02: active since 0.019 NaN NaN", "0.04: active since 0.039 NaN NaN"], Run("edge: active", Value.Contact(false), Value.Contact(true), Value.Contact(false), Value.Contact(true)));

    [Fact]
    public void ToAny_EveryChange() =>
        Assert.Equal(["0.02: active since 0.019 NaN NaN", "0.03: inactive since 0.029 NaN NaN"], Run("edge: any", Value.Contact(false), Value.Contact(true), Value.Contact(false)));

    [Fact]
    public void StateOfAnotherType_IsAProblem()
    {
        ParameterProblem problem = Assert.Single(EdgeOperator.Spec.Check(ExampleReader.Read(EdgeOperator.Spec, "edge: open"), Contact));
        Assert.Equal("a contact is never 'open': expected inactive, active or any", problem.Message);
    }

    private static string[] Run(string yaml, params Value[] values)
    {
        var kernel = Probe.Kernel<Stamped<Value>, Stamped<Value>>(EdgeOperator.Spec, yaml, Contact);
        var transcript = new Transcript();
        for (int i = 0; i < values.Length; i++)
            kernel.Step(new Stamped<Value>(values[i], SignalTime.FromMilliseconds((i + 1) * 10), SignalTime.FromMilliseconds((i * 10) + 9)), transcript);
        return [.. transcript.Lines];
    }
}
