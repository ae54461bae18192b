using Reactive.Rules.Picturing;
using Xunit;

namespace Reactive.Rules.Tests.Picturing;

public sealed class LineBreaksTests
{
    [Fact]
    public void WhatFits_IsOneLine() => Assert.Equal(["door is open and window is closed"], LineBreaks.OfExpression("door is open and window is closed"));

    [Fact]
    public void WrittenOverSeveralLines_IsReadAsOne() => Assert.Equal(["door is open and window is closed"], LineBreaks.OfExpression("door is open\n  and window is closed"));

    [Fact]
    public void EachClause_BeginsALine() =>
        Assert.Equal(
            ["strike is active", "or strike was active within 5 s", "or door is not closed"],
            LineBreaks.OfExpression("strike is active or strike was active within 5 s or door is not closed"));

    [Fact]
    public void Parentheses_AreBrokenOnlyWhereTheyMust() =>
        Assert.Equal(
            ["(front is open or rear is open)", "and (strike is active", "  or strike.readback is active)", "and not (alarm is active for 2 s)"],
            LineBreaks.OfExpression("(front is open or rear is open) and (strike is active or strike.readback is active) and not (alarm is active for 2 s)"));

    [Fact]
    public void OrStarts_BelongsToItsBecomes() =>
        Assert.Equal(
            ["front-door becomes open or starts open", "or rear is open"],
            LineBreaks.OfExpression("front-door becomes open or starts open or rear is open"));

    [Fact]
    public void Then_BeginsALine() =>
        Assert.Equal(["(press or knock)", "then rear-door becomes open within 5 s"], LineBreaks.OfExpression("(press or knock) then rear-door becomes open within 5 s"));

    [Fact]
    public void BetweenAnd_IsOfOnePiece() =>
        Assert.Equal(
            ["level-of-tank between 1 V and 3 V", "and door is open"],
            LineBreaks.OfExpression("level-of-tank between 1 V and 3 V and door is open"));

    [Fact]
    public void AClauseTooLong_GoesOnIndented() =>
        Assert.Equal(
            ["the-door-of-the-depot-in-the-yard is", "  not in [short, cut] for 30 s"],
            LineBreaks.OfExpression("the-door-of-the-depot-in-the-yard is not in [short, cut] for 30 s"));

    [Fact]
    public void Text_FillsItsLines() =>
        Assert.Equal(["side gate: opened more than 3 times in", "this hour"], LineBreaks.OfText("side gate: opened more than 3 times in this hour"));

    [Fact]
    public void AWordWithoutEnd_IsChopped() =>
        Assert.Equal([new string('x', 38), new string('x', 38), "xxxx y"], LineBreaks.OfText(new string('x', 80) + " y"));

    [Fact]
    public void Parts_AreNotBroken() =>
        Assert.Equal(
            ["wiring parallel-first, parallel 22 kΩ,", "series 4.7 kΩ"],
            LineBreaks.OfParts(["wiring parallel-first", "parallel 22 kΩ", "series 4.7 kΩ"]));

    [Fact]
    public void Nothing_IsNoLine() => Assert.Empty(LineBreaks.OfParts([]));
}
