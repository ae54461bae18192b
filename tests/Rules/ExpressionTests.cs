using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("door is open", "door=open")]
    [InlineData("door is not cut", "not(door=cut)")]
    [InlineData("door in [short, cut]", "door=short|cut")]
    [InlineData("door is in [short, cut]", "door=short|cut")]
    [InlineData("door not in [short, cut]", "not(door=short|cut)")]
    [InlineData("door is not in [short, cut]", "not(door=short|cut)")]
    [InlineData("door is known", "known(door)")]
    [InlineData("door is not known", "not(known(door))")]
    [InlineData("door is unknown", "not(known(door))")]
    [InlineData("door is offline", "offline(door)")]
    [InlineData("ohms > 3.2 kΩ", "ohms>3200")]
    [InlineData("ohms <= 5kohm", "ohms<=5000")]
    [InlineData("ohms != 0 Ω", "ohms!=0")]
    [InlineData("ohms = 1e3 Ω", "ohms=1000")]
    [InlineData("ohms < -5 Ω", "ohms<-5")]
    [InlineData("not door is open", "not(door=open)")]
    [InlineData("not not door is open", "not(not(door=open))")]
    [InlineData("door is open for 30 s", "for(door=open, 30s)")]
    [InlineData("door is open for 1.5 min", "for(door=open, 90s)")]
    [InlineData("door was open within 5 s", "was(door=open, 5s)")]
    [InlineData("door was not open within 5 s", "was(not(door=open), 5s)")]
    [InlineData("door was offline within 5 s", "was(offline(door), 5s)")]
    [InlineData("(door is open and rex is active) was true within 5 s", "was(and(door=open, rex=active), 5s)")]
    [InlineData("press within 5 s", "within(press, 5s)")]
    [InlineData("rex becomes active within 5 s", "within(becomes(rex=active), 5s)")]
    [InlineData("strike.readback is active", "strike.readback=active")]
    [InlineData("strike is active", "strike=active")]
    // precedence: not, then for and within, then and, then or
    [InlineData("not door is open for 30 s", "for(not(door=open), 30s)")]
    [InlineData("not (door is open for 30 s)", "not(for(door=open, 30s))")]
    [InlineData("rex is active or door is open and tamper is active", "or(rex=active, and(door=open, tamper=active))")]
    [InlineData("rex is active and door is open for 5 s", "and(rex=active, for(door=open, 5s))")]
    [InlineData("(rex is active and door is open) for 5 s", "for(and(rex=active, door=open), 5s)")]
    [InlineData("rex is active and (door is open and tamper is active)", "and(rex=active, door=open, tamper=active)")]
    [InlineData("(rex is active or door is open) or tamper is active", "or(rex=active, door=open, tamper=active)")]
    [InlineData("press within 3 s and rex is active", "and(within(press, 3s), rex=active)")]
    public void ACondition_ReadsAs(string text, string meaning)
    {
        RuleDefinition rule = StandIns.Rule($"\"{text}\"");
        Assert.Null(rule.Trigger);
        Assert.Equal(meaning, Show(rule.When!));
        Assert.Equal(text, rule.When!.Text);
    }

    [Theory]
    [InlineData("rex becomes active", "becomes(rex=active)", null)]
    [InlineData("rex becomes active or starts active", "becomes-or-starts(rex=active)", null)]
    [InlineData("door becomes [short, cut]", "becomes(door=short|cut)", null)]
    [InlineData("door leaves closed", "leaves(door=closed)", null)]
    [InlineData("door changes", "changes(door)", null)]
    [InlineData("door becomes offline", "rise(offline(door))", null)]
    [InlineData("door becomes unknown", "rise(not(known(door)))", null)]
    [InlineData("press", "press", null)]
    [InlineData("press is active", "press=active", null)]
    [InlineData("press is not active", "press=inactive", null)]
    [InlineData("press or rex becomes active", "any(press, becomes(rex=active))", null)]
    [InlineData("press or door is open", "any(press, rise(door=open))", null)]
    [InlineData("press or (rex becomes active or door changes)", "any(press, becomes(rex=active), changes(door))", null)]
    [InlineData("press and door is open", "press", "door=open")]
    [InlineData("door is open and press and tamper is active", "press", "and(door=open, tamper=active)")]
    [InlineData("(press and door is open) and tamper is active", "press", "and(door=open, tamper=active)")]
    [InlineData("press and door is open or rex becomes active", "any(guarded(press, door=open), becomes(rex=active))", null)]
    [InlineData("rex becomes active or starts active or press", "any(becomes-or-starts(rex=active), press)", null)]
    public void AnOccurrence_IsSplitIntoTriggerAndWhen(string text, string trigger, string? when)
    {
        RuleDefinition rule = StandIns.Rule($"\"{text}\"");
        Assert.Equal(trigger, Show(rule.Trigger!));
        Assert.Equal(when, rule.When is null ? null : Show(rule.When));
    }

    [Fact]
    public void ForOfARule_WrapsItsWhen()
    {
        RuleDefinition rule = StandIns.Rule("door is open and rex is active", "for: 5 s\n    do: { log: x }");
        Assert.Equal("for(and(door=open, rex=active), 5s)", Show(rule.When!));
        Assert.Equal("door is open and rex is active for 5 s", rule.When!.Text);
    }

    [Fact]
    public void OperandsAndTexts_KeepTheirPlaces()
    {
        AndCondition and = Assert.IsType<AndCondition>(StandIns.Rule("door is open  and rex is active").When);
        Assert.Equal(new SourcePosition("a.yaml", 10, 11), and.Position);
        IsCondition second = Assert.IsType<IsCondition>(and.Inner[1]);
        Assert.Equal(("rex is active", 29), (second.Text, second.Position.Column));
        Assert.Equal(second.Position, second.Operand.Position);
    }

    [Theory]
    [InlineData("when: door is opn", 19)]
    [InlineData("when: \"door is opn\"", 20)]
    [InlineData("when: 'door is opn'", 20)]
    [InlineData("when:   door   is   opn", 25)]
    [InlineData("\"when\": \"door\\u0020is opn\"", 13)]
    public void AColumn_IsTheOneInTheFile(string line, int column)
    {
        Diagnostic diagnostic = Assert.Single(StandIns.Check(StandIns.With($"rules:\n  r:\n    {line}\n    do: {{ log: x }}\n")));
        Assert.Equal((10, column, "R0114"), (diagnostic.Position.Line, diagnostic.Position.Column, diagnostic.Code));
    }

    [Theory]
    [InlineData("    when: rex is active\n      and door is opn\n", 11, 19)]
    [InlineData("    when: >\n      rex is active\n      and door is opn\n", 12, 19)]
    [InlineData("    when: |\n      rex is active\n\n      and door is opn\n", 13, 19)]
    [InlineData("    when: \"rex is active\n\n      and door is opn\"\n", 12, 19)]
    public void AFoldedExpression_KeepsLineAndColumn(string lines, int line, int column)
    {
        Diagnostic diagnostic = Assert.Single(StandIns.Check(StandIns.With($"rules:\n  r:\n{lines}    do: {{ log: x }}\n")));
        Assert.Equal((line, column, "R0114"), (diagnostic.Position.Line, diagnostic.Position.Column, diagnostic.Code));
    }

    [Theory]
    [InlineData("door is", 17, "R0401", "")]
    [InlineData("is open", 11, "R0401", "")]
    [InlineData("(door is open", 23, "R0401", "')'")]
    [InlineData("door is open)", 23, "R0401", "")]
    [InlineData("door is open AND rex is active", 24, "R0401", "small: 'and'")]
    [InlineData("door is open && rex is active", 24, "R0401", "write 'and'")]
    [InlineData("door is open || rex is active", 24, "R0401", "write 'or'")]
    [InlineData("door si open", 16, "R0401", "did you mean 'is'?")]
    [InlineData("door is not not open", 23, "R0401", "")]
    [InlineData("door in short", 19, "R0401", "'['")]
    [InlineData("door in [short", 24, "R0401", "']'")]
    [InlineData("door is open or cut", 27, "R0401", "door in [..., cut]")]
    [InlineData("door is open for", 26, "R0401", "a duration")]
    [InlineData("door is open for 5", 28, "R0201", "write '5 s'")]
    [InlineData("door is open for 5 Ω", 28, "R0202", "")]
    [InlineData("door is open for 0 s", 28, "R0204", "")]
    [InlineData("door is open within 5 s", 24, "R0404", "door was open within")]
    [InlineData("door", 11, "R0404", "door is open")]
    [InlineData("strike", 11, "R0404", "strike is active")]
    [InlineData("door = open", 16, "R0403", "door is open")]
    [InlineData("door != open", 16, "R0403", "door is not open")]
    [InlineData("door > 3 V", 16, "R0303", "")]
    [InlineData("ohms > 3", 18, "R0201", "write '3 Ω'")]
    [InlineData("ohms > 3 s", 18, "R0202", "")]
    [InlineData("ohms > 3 ohmz", 18, "R0203", "")]
    [InlineData("ohms == 3 Ω", 16, "R0401", "write '='")]
    [InlineData("ohms is open", 19, "R0303", "")]
    [InlineData("rex is open", 18, "R0114", "normal position")]
    [InlineData("press becomes active", 17, "R0402", "")]
    [InlineData("press is known", 20, "R0402", "")]
    [InlineData("press was active within 5 s", 17, "R0402", "press within")]
    [InlineData("not press", 11, "R0402", "")]
    [InlineData("not rex becomes active", 11, "R0402", "not rex is active")]
    [InlineData("(press) was true within 5 s", 19, "R0402", "press within")]
    [InlineData("door was true within 5 s", 20, "R0401", "parentheses")]
    [InlineData("rex becomes active for 5 s", 30, "R0409", "rex is active for 5 s")]
    [InlineData("press and rex becomes active", 21, "R0411", "within 5 s")]
    [InlineData("door becomes open or starts closed", 39, "R0401", "")]
    [InlineData("door-monitor is open", 11, "R0302", "make a signal")]
    [InlineData("port.rex is active", 11, "R0108", "")]
    [InlineData("strike.readbak is active", 11, "R0108", "")]
    public void AWrongExpression_HasOneAnswer(string text, int column, string code, string cure)
    {
        Diagnostic diagnostic = Assert.Single(StandIns.Check(StandIns.With($"rules:\n  r:\n    when: {text}\n    do: {{ log: x }}\n")));
        Assert.Equal((10, column, code), (diagnostic.Position.Line, diagnostic.Position.Column, diagnostic.Code));
        Assert.Contains(cure, diagnostic.ToString(), System.StringComparison.Ordinal);
        Assert.Equal("rules.r.when", diagnostic.Path);
    }

    [Fact]
    public void SeveralWrongNames_AreAllReported()
    {
        ImmutableArray<Diagnostic> diagnostics = StandIns.Check(StandIns.With("rules:\n  r:\n    when: dor is open and rxe is active or tamper is on\n    do: { log: x }\n"));
        Assert.Equal(["R0108", "R0108", "R0114"], diagnostics.Select(d => d.Code));
    }

    [Theory]
    [InlineData("if", "door becomes offline", "door is offline")]
    [InlineData("unless", "press", "(press) within 5 s")]
    [InlineData("if", "rex becomes active or door is open", "rex is active")]
    [InlineData("if", "rex is active and door changes", "(door changes) within 5 s")]
    public void AnEventInACondition_HasItsCure(string key, string text, string cure)
    {
        Diagnostic diagnostic = Assert.Single(StandIns.Check(StandIns.With($"rules:\n  r:\n    when: tamper is active\n    {key}: {text}\n    do: {{ log: x }}\n")));
        Assert.Equal("R0402", diagnostic.Code);
        Assert.Contains(cure, diagnostic.Hint, System.StringComparison.Ordinal);
    }

    private static string Show(Expression expression) => expression switch
    {
        IsCondition c => $"{Name(c.Operand)}={Show(c.Values)}",
        CompareCondition c => $"{Name(c.Operand)}{c.Comparison switch { Comparison.Less => "<", Comparison.AtMost => "<=", Comparison.Greater => ">", Comparison.AtLeast => ">=", Comparison.Equal => "=", _ => "!=" }}{c.Number}",
        KnownCondition c => $"known({Name(c.Operand)})",
        OfflineCondition c => $"offline({Name(c.Operand)})",
        NotCondition c => $"not({Show(c.Inner)})",
        AndCondition c => $"and({string.Join(", ", c.Inner.Select(Show))})",
        OrCondition c => $"or({string.Join(", ", c.Inner.Select(Show))})",
        ForCondition c => $"for({Show(c.Inner)}, {c.Nanoseconds / 1_000_000_000}s)",
        WasCondition c => $"was({Show(c.Inner)}, {c.Nanoseconds / 1_000_000_000}s)",
        WithinCondition c => $"within({Show(c.Inner)}, {c.Nanoseconds / 1_000_000_000}s)",
        BecomesOccurrence o => $"becomes{(o.OrStarts ? "-or-starts" : "")}({Name(o.Operand)}={Show(o.Values)})",
        LeavesOccurrence o => $"leaves({Name(o.Operand)}={Show(o.Values)})",
        ChangesOccurrence o => $"changes({Name(o.Operand)})",
        EventOccurrence o => o.Values.Length == 0 ? Name(o.Operand) : $"{Name(o.Operand)}={Show(o.Values)}",
        RiseOccurrence o => $"rise({Show(o.Inner)})",
        AnyOccurrence o => $"any({string.Join(", ", o.Inner.Select(Show))})",
        GuardedOccurrence o => $"guarded({Show(o.Inner)}, {Show(o.Guard)})",
        _ => expression.GetType().Name,
    };

    private static string Show(ImmutableArray<Value> values) => string.Join("|", values);

    private static string Name(Operand operand) => operand.Kind == OperandKind.Readback ? operand.Name + ".readback" : operand.Name;
}
