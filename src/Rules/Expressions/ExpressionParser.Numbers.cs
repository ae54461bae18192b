using System;
using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Numbers beside numbers, and one condition on all members of a bank.</summary>
internal sealed partial class ExpressionParser
{
    private Expression Compare(Operand? operand, int start, Token sign)
    {
        Token token = Current;
        if (token.Kind is not (TokenKind.Number or TokenKind.Word or TokenKind.Quoted))
            return Unexpected("a number");
        _at++;
        if (operand is null)
            return Broken(start);
        if (operand.Flow.Unit is not Unit unit)
        {
            bool equality = sign.Text is "=" or "==" or "!=";
            string verb = sign.Text == "!=" ? "is not" : "is";
            return equality
                ? Mistake(DiagnosticCodes.EqualsForIs, sign, $"'{operand.Name}' is no number: '{sign.Text}' compares numbers", CureOfEquals(operand, verb, token), start)
                : Mistake(DiagnosticCodes.WrongType, sign, $"'{operand.Name}' is no number: it has {operand.Flow}", $"compare it with 'is'", start);
        }

        if (operand.Flow.Kind == FlowKind.Event && operand.Part is null)
            return EventNotState(operand, sign, start);
        if (sign.Text == "==")
            return Mistake(DiagnosticCodes.ExpressionSyntax, sign, "'==' is not a comparison", "write '='", start);
        if (token.Kind != TokenKind.Number)
            return Mistake(DiagnosticCodes.WrongType, token, $"'{operand.Name}' is compared with a number in {Unit.Choices(unit.Dimension)}, not {token.Describe()}", "", start);
        if (Number(operand, unit, token) is not double number)
            return Broken(start);
        return operand.Part is EventPart part ? PartOf(part, start, new PartCompares(part.Field, ComparisonOf(sign), number)) : new CompareCondition(PositionOf(start), TextFrom(start), operand, ComparisonOf(sign), number);
    }

    private static string CureOfEquals(Operand operand, string verb, Token value)
    {
        if (operand.Flow.Symbols is not SymbolType type)
            return $"write '{operand.Name} {verb} {value.Text}'";
        string? meant = ParameterReader.Meant(type, value.Text);
        return meant is null && (ParameterReader.IsBoolean(value.Text) || value.Kind == TokenKind.Number)
            ? $"write '{operand.Name} {verb}' and one of {ParameterSpec.Or(type.Names)}"
            : $"write '{operand.Name} {verb} {meant ?? value.Text}'";
    }

    // S between 2 kΩ and 4 kΩ: with its lower end, without its upper one, as every range
    private Expression Between(Operand? operand, int start, Token verb)
    {
        Token low = Current;
        if (low.Kind != TokenKind.Number)
            return Unexpected("a number");
        _at++;
        if (!Current.Is(Words.And))
            return Unexpected("'and' and the upper end");
        _at++;
        Token high = Current;
        if (high.Kind != TokenKind.Number)
            return Unexpected("a number");
        _at++;
        if (operand is null)
            return Broken(start);
        if (operand.Flow.Unit is not Unit unit)
            return Mistake(DiagnosticCodes.WrongType, verb, $"'{operand.Name}' is no number: it has {operand.Flow}", "compare it with 'is' or 'in [...]'", start);
        if (operand.Flow.Kind == FlowKind.Event && operand.Part is null)
            return EventNotState(operand, verb, start);
        // 2..4 kΩ: the unit may stand once, at the upper end
        if (Quantity.TryParse(low.Text, out Quantity bare, out _) && bare.Unit == Unit.Count && Quantity.TryParse(high.Text, out Quantity upper, out _) && upper.Unit != Unit.Count)
            low = low with { Text = $"{low.Text} {upper.Unit.Symbol}" };
        double? lower = Number(operand, unit, low), upperEnd = Number(operand, unit, high);
        if (lower is not double least || upperEnd is not double most)
            return Broken(start);
        if (least >= most)
            return Mistake(DiagnosticCodes.BadRange, low, $"nothing lies between {low.Text} and {high.Text}", "write the lower end first", start);
        if (operand.Part is EventPart part)
            return PartOf(part, start, new PartCompares(part.Field, Comparison.AtLeast, least), new PartCompares(part.Field, Comparison.Less, most));
        SourcePosition position = PositionOf(start);
        string text = TextFrom(start);
        return new AndCondition(position, text, [
            new CompareCondition(position, $"{operand.Name} >= {low.Text}", operand, Comparison.AtLeast, least),
            new CompareCondition(position, $"{operand.Name} < {high.Text}", operand, Comparison.Less, most)]);
    }

    // any of BANK is v, all of BANK are v: the same condition on each member
    private Expression Members()
    {
        int start = _at;
        bool all = Current.Is(Words.All);
        _at += 2;
        Token name = Current;
        if (name.Kind != TokenKind.Word || Words.IsReserved(name.Text))
            return Unexpected("the name of a bank");
        _at++;
        Lookup lookup = _scope.Resolve(_context, name.Text, _context.At(Offset(name)), _path, out Operand? bank);
        if (lookup != Lookup.Bank || bank is null)
        {
            if (lookup is Lookup.Found or Lookup.Dense)
                Mistake(DiagnosticCodes.WrongType, name, $"'{name.Text}' is no bank: it has no members", $"write '{name.Text} is' and a value", start);
            else
                Resolve(name);
            return SkipRest(start);
        }

        int verb = _at;
        ImmutableArray<Condition>.Builder members = ImmutableArray.CreateBuilder<Condition>(bank.Flow.Channels);
        for (int channel = 0; channel < bank.Flow.Channels; channel++)
        {
            _at = verb;
            Token member = name with { Text = NameScope.MemberName(name.Text, channel) };
            Expression one = Named(start, member, Resolve(member));
            if (_failed)
                return one;
            if (one is Occurrence happens)
                return Mistake(DiagnosticCodes.EventForState, name, $"'{(all ? "all" : "any")} of' needs a state, and '{happens.Text}' is an event", "make an event of the members with 'merge'", start);
            if (one is not Condition condition)
                return Broken(start);
            members.Add(condition with { Text = $"{member.Text}{condition.Text.AsSpan(name.End - _tokens[start].Start)}" });
        }

        return all ? new AndCondition(PositionOf(start), TextFrom(start), members.ToImmutable()) : new OrCondition(PositionOf(start), TextFrom(start), members.ToImmutable());
    }

    // the name is wrong and told: what follows it cannot be judged
    private BrokenExpression SkipRest(int start)
    {
        while (Current.Kind is not (TokenKind.End or TokenKind.Close) && !Current.Is(Words.And) && !Current.Is(Words.Or))
            _at++;
        return Broken(start);
    }
}
