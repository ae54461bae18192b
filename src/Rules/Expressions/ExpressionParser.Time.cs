using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>What counts and what follows: <c>A then B within D</c>, <c>count(E in D) >= n</c>, <c>time since E > D</c>, <c>once C</c>.</summary>
internal sealed partial class ExpressionParser
{
    /// <summary>Steps of one sequence.</summary>
    public const int MostSteps = 16;

    /// <summary>What a count can be compared with: so many instants are kept.</summary>
    public const int MostCount = 10_000;

    // A then B then C within D: behind A
    private Expression Sequence(Expression first, int start)
    {
        List<Expression> steps = [first];
        while (!_failed && Current.Is(Words.Then))
        {
            Token then = Current;
            _at++;
            if (steps.Count == MostSteps)
                return Mistake(DiagnosticCodes.TooMany, then, $"a sequence has at most {MostSteps} steps", "make signals of its parts", start);
            steps.Add(Unary());
        }

        if (_failed)
            return Broken(start);
        if (!Current.Is(Words.Within))
            return Unexpected("'within' and the time for the whole sequence");
        _at++;
        if (Duration("behind 'within'") is not long nanoseconds || HasBroken(steps))
            return Broken(start);
        ImmutableArray<Occurrence>.Builder occurrences = ImmutableArray.CreateBuilder<Occurrence>();
        foreach (Expression step in steps)
            occurrences.Add(AsEvent(step));
        return new SequenceOccurrence(PositionOf(start), TextFrom(start), occurrences.ToImmutable(), nanoseconds);
    }

    private Expression Once()
    {
        int start = _at;
        Token word = Current;
        _at++;
        if (!Enter())
            return Broken(start);
        Expression inner = Unary();
        _depth--;
        return inner switch
        {
            Condition condition => new RiseOccurrence(PositionOf(start), TextFrom(start), condition, FromUnknown: true),
            Occurrence occurrence => Mistake(DiagnosticCodes.StateForEvent, word, $"'{occurrence.Text}' is an event: it happens once as it is", $"write '{occurrence.Text}' alone", start),
            _ => inner,
        };
    }

    // count(E in D) >= n
    private Expression CountOf()
    {
        int start = _at;
        _at += 2;
        if (!Enter())
            return Broken(start);
        Expression inner = Or();
        _depth--;
        if (_failed)
            return inner;
        if (!Current.Is(Words.In))
            return Unexpected("'in' and the time in which is counted");
        _at++;
        long? nanoseconds = Duration("behind 'in'");
        if (_failed)
            return Broken(start);
        if (Current.Kind != TokenKind.Close)
            return Unexpected("')'");
        _at++;
        Token sign = Current;
        if (sign.Kind != TokenKind.Compare)
            return Unexpected("a comparison such as '>= 3'");
        _at++;
        Token number = Current;
        if (number.Kind != TokenKind.Number)
            return Unexpected("a number");
        _at++;
        if (sign.Text == "==")
            return Mistake(DiagnosticCodes.ExpressionSyntax, sign, "'==' is not a comparison", "write '='", start);
        if (!Quantity.TryParse(number.Text, out Quantity count, out _) || count.Dimension != Dimension.Count)
            return Mistake(DiagnosticCodes.WrongUnit, number, "what is counted has no unit", "write a whole number", start);
        if (count.Value < 0 || count.Value > MostCount || count.Value != decimal.Truncate(count.Value))
            return Mistake(DiagnosticCodes.OutOfRange, number, $"a count is compared with a whole number between 0 and {MostCount}", "", start);
        if (nanoseconds is not long length || inner is BrokenExpression)
            return Broken(start);
        return new CountCondition(PositionOf(start), TextFrom(start), AsEvent(inner), length, ComparisonOf(sign), (int)count.Value);
    }

    // time since E > D
    private Expression TimeSince()
    {
        int start = _at;
        _at += 2;
        Expression inner;
        if (Current.Kind == TokenKind.Word && _tokens[_at + 1].Kind == TokenKind.Compare && !Words.IsReserved(Current.Text))
        {
            Token name = Current;
            int at = _at++;
            inner = Resolve(name) switch
            {
                null => Broken(at),
                { Flow.Kind: FlowKind.Event } operand => new EventOccurrence(PositionOf(at), TextFrom(at), operand, []),
                { } operand => Mistake(DiagnosticCodes.StateForEvent, name, $"'{operand.Name}' is a state: 'time since' needs an event", $"write 'time since {operand.Name} becomes' and a value, or 'time since {operand.Name} changes'", start),
            };
        }
        else
        {
            if (!Enter())
                return Broken(start);
            inner = Primary();
            _depth--;
        }

        if (_failed)
            return inner;
        Token sign = Current;
        if (sign.Kind != TokenKind.Compare)
            return Unexpected("a comparison such as '> 5 s'");
        if (sign.Text is "=" or "==" or "!=")
            return Mistake(DiagnosticCodes.ExpressionSyntax, sign, "time goes on: it equals nothing for longer than an instant", "write '>', '>=', '<' or '<='", start, skip: 2);
        _at++;
        if (Duration($"behind '{sign.Text}'") is not long nanoseconds || inner is BrokenExpression)
            return Broken(start);
        return new SinceCondition(PositionOf(start), TextFrom(start), AsEvent(inner), ComparisonOf(sign), nanoseconds);
    }

    private static Occurrence AsEvent(Expression expression) => expression switch
    {
        Condition condition => new RiseOccurrence(condition.Position, condition.Text, condition),
        _ => (Occurrence)expression,
    };

    private static Comparison ComparisonOf(Token sign) => sign.Text switch
    {
        "<" => Comparison.Less,
        "<=" => Comparison.AtMost,
        ">" => Comparison.Greater,
        ">=" => Comparison.AtLeast,
        "=" => Comparison.Equal,
        _ => Comparison.NotEqual,
    };
}
