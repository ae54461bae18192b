using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>What comes of several signals in one turn.</summary>
public sealed class JoinTests
{
    private const string First = "first: { from: tamper, through: [ edge: { to: active } ] }";
    private const string Second = "second: { from: tamper, through: [ invert, edge: { to: inactive } ] }";

    // an event signal keeps the last value of a turn
    [Theory]
    [InlineData(First, Second, "[first, second]", "inactive")]
    [InlineData(First, Second, "[second, first]", "inactive")]
    [InlineData(Second, First, "[first, second]", "active")]
    [InlineData(Second, First, "[second, first]", "active")]
    public void EventsOfOneTurn_ComeInTheOrderOfTheirDefinition(string one, string other, string list, string last) => Said.Passes(
        $"signals:\n  {one}\n  {other}\n  both: {{ from: {list}, through: [ merge ] }}\nrules:\n  r: {{ when: both is {last}, do: {{ log: last }} }}",
        "{ at: 0 s, port.tamper: inactive }, { at: 1 s, port.tamper: active }",
        "{ at: 1 s, log: last }");
}
