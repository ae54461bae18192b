using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Reads an expression into its typed form. From the tightest to the loosest: <c>not</c>; <c>for D</c> and <c>within D</c>;
/// <c>and</c>; <c>or</c>. So <c>not door is open for 30 s</c> is <c>(not door is open) for 30 s</c>, and
/// <c>a or b and c</c> is <c>a or (b and c)</c>. After a syntax error the rest is left unread; wrong names, values and types are all reported.
/// </summary>
internal sealed partial class ExpressionParser
{
    /// <summary>Parentheses, <c>not</c> and <c>for</c> within each other.</summary>
    public const int MostDepth = 64;

    // more names than that in a hint are read by nobody
    private const int MostListed = 8;

    private static readonly ParameterSpec DurationSpec = ParameterSpec.Duration("duration", "How long.", least: "1 ns");

    private readonly ReadContext _context;
    private readonly NameScope _scope;
    private readonly string _path;
    private readonly string _text;
    private readonly int _end;
    private readonly ScalarOffsets _offsets;
    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;
    private bool _failed;

    private ExpressionParser(ReadContext context, NameScope scope, YamlScalar scalar, string path)
    {
        _context = context;
        _scope = scope;
        _path = path;
        _text = scalar.Value;
        _end = scalar.End;
        _offsets = new ScalarOffsets(scalar, context.Report.Source);
        _tokens = Lexer.Read(scalar.Value);
        FillIn();
    }

    private Token Current => _tokens[_at];

    /// <summary>The expression, or null where it has a mistake, which is reported.</summary>
    public static Expression? Read(ReadContext context, NameScope scope, YamlScalar scalar, string path)
    {
        ExpressionParser parser = new(context, scope, scalar, path);
        Expression read = parser.Or();
        if (!parser._failed && parser.Current.Kind != TokenKind.End)
            parser.Unexpected("'and', 'or' or the end");
        return parser._failed || read is BrokenExpression ? null : read;
    }

    private Expression Or()
    {
        int start = _at;
        Expression first = And();
        if (_failed || !Current.Is(Words.Or))
            return first;
        List<Expression> terms = [first];
        while (!_failed && Current.Is(Words.Or))
        {
            _at++;
            terms.Add(BareValue() ?? And());
        }

        return _failed || HasBroken(terms) ? Broken(start) : Either(terms, start);
    }

    private Expression Either(List<Expression> terms, int start)
    {
        if (terms.TrueForAll(static t => t is Condition))
        {
            ImmutableArray<Condition>.Builder conditions = ImmutableArray.CreateBuilder<Condition>();
            foreach (Expression term in terms)
            {
                // a or (b or c) is one list: nothing is gained by nesting
                if (term is OrCondition inner)
                    conditions.AddRange(inner.Inner);
                else
                    conditions.Add((Condition)term);
            }

            return new OrCondition(PositionOf(start), TextFrom(start), conditions.ToImmutable());
        }

        ImmutableArray<Occurrence>.Builder occurrences = ImmutableArray.CreateBuilder<Occurrence>();
        foreach (Expression term in terms)
        {
            switch (term)
            {
                case AnyOccurrence any:
                    occurrences.AddRange(any.Inner);
                    break;
                case Condition condition:
                    occurrences.Add(new RiseOccurrence(condition.Position, condition.Text, condition));
                    break;
                default:
                    occurrences.Add((Occurrence)term);
                    break;
            }
        }

        return new AnyOccurrence(PositionOf(start), TextFrom(start), occurrences.ToImmutable());
    }

    private Expression And()
    {
        int start = _at;
        Expression first = Temporal();
        if (_failed || !Current.Is(Words.And))
            return first;
        List<Expression> terms = [first];
        while (!_failed && Current.Is(Words.And))
        {
            _at++;
            terms.Add(Temporal());
        }

        return _failed || HasBroken(terms) ? Broken(start) : All(terms, start);
    }

    private Expression All(List<Expression> terms, int start)
    {
        ImmutableArray<Condition>.Builder conditions = ImmutableArray.CreateBuilder<Condition>();
        Occurrence? trigger = null;
        foreach (Expression term in terms)
        {
            switch (term)
            {
                case AndCondition inner:
                    conditions.AddRange(inner.Inner);
                    break;
                case Condition condition:
                    conditions.Add(condition);
                    break;
                case Occurrence occurrence when trigger is null:
                    trigger = occurrence;
                    break;
                // card.facility is 12 and card.card < 100: one event, of which more is asked
                case EventOccurrence more when trigger is EventOccurrence one && one.Operand.Name == more.Operand.Name && (one.Parts.Length > 0 || more.Parts.Length > 0) && (one.Values.IsEmpty || more.Values.IsEmpty):
                    trigger = one with { Text = $"{one.Text} and {more.Text}", Values = one.Values.IsEmpty ? more.Values : one.Values, Parts = [.. one.Parts, .. more.Parts] };
                    break;
                default:
                    _context.Report.ErrorAt(DiagnosticCodes.TwoEvents, term.Position, _path, $"'{term.Text}' and '{trigger!.Text}' are both events: they never come in one turn except by accident", $"write '{trigger.Text} within 5 s and {term.Text}', or join them with 'or'");
                    return Broken(start);
            }
        }

        if (trigger is null)
            return new AndCondition(PositionOf(start), TextFrom(start), conditions.ToImmutable());
        if (conditions.Count == 0)
            return trigger;
        if (trigger is GuardedOccurrence guarded)
        {
            conditions.Insert(0, guarded.Guard);
            trigger = guarded.Inner;
        }

        Condition guard = conditions.Count == 1 ? conditions[0] : new AndCondition(conditions[0].Position, TextFrom(start), conditions.ToImmutable());
        return new GuardedOccurrence(PositionOf(start), TextFrom(start), trigger, guard);
    }

    // X for D, E within D, A then B within D; several in a row nest, and count as nesting
    private Expression Temporal()
    {
        int start = _at, entered = 0;
        Expression inner = Unary();
        if (!_failed && Current.Is(Words.Then))
            inner = Sequence(inner, start);
        while (!_failed && (Current.Is(Words.For) || Current.Is(Words.Within)))
        {
            if (!Enter())
                break;
            entered++;
            Token word = Current;
            _at++;
            if (Duration($"behind '{word.Text}'") is not long nanoseconds)
            {
                inner = Broken(start);
                continue;
            }

            inner = (inner, word.Text) switch
            {
                (Condition condition, Words.For) => new ForCondition(PositionOf(start), TextFrom(start), condition, nanoseconds),
                (Occurrence occurrence, Words.Within) => new WithinCondition(PositionOf(start), TextFrom(start), occurrence, nanoseconds),
                (Occurrence occurrence, _) => Mistake(DiagnosticCodes.EventHasNoDuration, word, $"'{occurrence.Text}' is an event: it lasts no time", $"write '{CureOf(occurrence)} {TextOf(word)}'", start),
                (Condition condition, _) => Mistake(DiagnosticCodes.StateForEvent, word, $"'{condition.Text}' is a state: 'within' needs an event or 'was'", $"write '{condition.Text.Replace(" is ", " was ", System.StringComparison.Ordinal)} within', or '({condition.Text}) was true within'", start),
                _ => Broken(start),
            };
        }

        _depth -= entered;
        return inner;
    }

    private Expression Unary()
    {
        if (Current.Is(Words.Once))
            return Once();
        if (!Current.Is(Words.Not))
            return Primary();
        int start = _at;
        Token word = Current;
        _at++;
        if (!Enter())
            return Broken(start);
        Expression inner = Unary();
        _depth--;
        return inner switch
        {
            Condition condition => new NotCondition(PositionOf(start), TextFrom(start), condition),
            Occurrence occurrence => Mistake(DiagnosticCodes.EventForState, word, $"'not' needs a state, and '{occurrence.Text}' is an event", NotCure(occurrence), start),
            _ => inner,
        };
    }

    // "not card within 5 s": 'not' binds tighter, and only with the time there is a state
    private string NotCure(Occurrence occurrence)
    {
        if (Current.Is(Words.Within) && _tokens[_at + 1].Kind == TokenKind.Number)
            return $"write 'not ({occurrence.Text} within {_tokens[_at + 1].Text})'";
        string cure = CureOf(occurrence);
        return cure.Contains(" within ", System.StringComparison.Ordinal) ? $"write 'not ({occurrence.Text} within 5 s)'" : $"write 'not {cure}'";
    }

    private Expression Primary()
    {
        int start = _at;
        switch (Current.Kind == TokenKind.Word ? Current.Text : "")
        {
            case Words.Time when _tokens[_at + 1].Is(Words.Since):
                return TimeSince();
            case Words.Any or Words.All when _tokens[_at + 1].Is(Words.Of):
                return Members();
            case Words.Count when _tokens[_at + 1].Kind == TokenKind.Open:
                return CountOf();
            case Words.During or Words.Outside:
                return During();
            case Words.Always or Words.Never:
                _at++;
                return new ConstantCondition(PositionOf(start), TextFrom(start), TextFrom(start) == Words.Always);
        }

        if (Current.Kind == TokenKind.Word && !Words.IsReserved(Current.Text))
            return Named();
        if (Current.Kind == TokenKind.Parameter)
            return Argument();
        if (Current.Kind != TokenKind.Open)
            return Unexpected("the name of a signal");
        _at++;
        if (!Enter())
            return Broken(start);
        Expression inner = Or();
        _depth--;
        if (_failed)
            return inner;
        if (Current.Kind != TokenKind.Close)
            return Unexpected("')'");
        _at++;
        return Current.Is(Words.Was) ? WasTrue(inner, start) : inner;
    }

    // (X) was true within D
    private Expression WasTrue(Expression inner, int start)
    {
        Token was = Current;
        _at++;
        if (!Current.Is(Words.True))
            return Unexpected("'true within' and a duration");
        _at++;
        if (!Current.Is(Words.Within))
            return Unexpected("'within' and a duration");
        _at++;
        long? nanoseconds = Duration("behind 'within'");
        return inner switch
        {
            Condition condition when nanoseconds is long length => new WasCondition(PositionOf(start), TextFrom(start), condition, length),
            Occurrence occurrence => Mistake(DiagnosticCodes.EventForState, was, $"'was true' needs a state, and '{occurrence.Text}' is an event", $"write '{occurrence.Text} within' and the duration", start),
            _ => Broken(start),
        };
    }

    private bool Enter()
    {
        if (++_depth <= MostDepth)
            return true;
        if (!_failed)
            _context.Report.Error(DiagnosticCodes.ExpressionTooDeep, Offset(Current), _path, $"the expression nests deeper than {MostDepth} levels", "make signals or rules of its parts");
        _failed = true;
        return false;
    }

    private long? Duration(string where)
    {
        if (Current.Kind != TokenKind.Number)
        {
            Unexpected($"a duration such as 5 s {where}");
            return null;
        }

        Token token = Current;
        _at++;
        if (DurationSpec.TryRead(token.Text, out object value, out string problem, out string hint))
            return ((Quantity)value).Nanoseconds;
        _context.Report.Error(ParameterReader.CodeOf(DurationSpec, token.Text), Offset(token), _path, problem.Replace("'duration'", "the duration", System.StringComparison.Ordinal), ParameterReader.UnitHint(token.Text) ?? ParameterReader.MinutesMeant(DurationSpec, token.Text) ?? hint);
        return null;
    }

    /// <summary>The condition that says nearly what an event says, for hints.</summary>
    internal static string CureOf(Occurrence occurrence) => occurrence switch
    {
        BecomesOccurrence becomes => $"{becomes.Operand.Name} is {ValueText(becomes.Values)}",
        LeavesOccurrence leaves => $"{leaves.Operand.Name} is not {ValueText(leaves.Values)}",
        RiseOccurrence rise => rise.Inner.Text,
        GuardedOccurrence guarded => CureOf(guarded.Inner),
        _ => $"({occurrence.Text}) within 5 s",
    };

    private static string ValueText(ImmutableArray<Value> values) => values.Length == 0 ? Words.Known : values[0].ToString();

    private static bool HasBroken(List<Expression> terms) => terms.Exists(static t => t is BrokenExpression);
}
