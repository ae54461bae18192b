using System.Collections.Generic;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>One value of a sequence.</summary>
/// <param name="Nanoseconds">How long after the start of the sequence it comes.</param>
/// <param name="Value">The value as written, where it stands.</param>
internal readonly record struct SequenceStep(long Nanoseconds, YamlScalar Value);

/// <summary>
/// Reads values with durations between them: <c>inactive 3ms active 2ms inactive</c>. A duration is a number with a unit of time; where values
/// are durations themselves, or words that look like one, a duration is marked as a step: <c>5 s +1s 7 s</c>. Texts of several words need no
/// quotes: <c>who is there 2s nobody</c>; one that holds a duration needs them: <c>'back in 5 min' 2s nobody</c>.
/// </summary>
internal sealed class SequenceReader
{
    /// <summary>Values in one sequence.</summary>
    public const int MostSteps = 10_000;

    private const string Example = "such as 'inactive 3ms active'";

    private readonly ReadContext _context;
    private readonly YamlScalar _scalar;
    private readonly Flow _flow;
    private readonly string _path;
    private readonly List<Token> _tokens;
    private readonly ScalarOffsets _offsets;

    private SequenceReader(ReadContext context, YamlScalar scalar, Flow flow, string path)
    {
        _context = context;
        _scalar = scalar;
        _flow = flow;
        _path = path;
        _tokens = Lexer.Read(scalar.Value);
        _offsets = new ScalarOffsets(scalar, context.Report.Source);
    }

    private bool IsText => _flow.Symbols is null && _flow.Unit is null && !_flow.IsDense;

    /// <summary>The values of a scalar in their order, or the whole scalar as the one value where it holds no steps. Null where the sequence cannot be read, which is reported.</summary>
    /// <param name="context">The file.</param>
    /// <param name="scalar">What was written.</param>
    /// <param name="flow">What the values are of.</param>
    /// <param name="path">The path of the scalar.</param>
    public static List<SequenceStep>? Read(ReadContext context, YamlScalar scalar, Flow flow, string path)
    {
        SequenceReader reader = new(context, scalar, flow, path);
        return reader.IsSequence() ? reader.Steps() : [new SequenceStep(0, scalar)];
    }

    // A duration alone is a value, right or wrong, and so is what holds none, unless it is two values that lack one between
    // them. A text alone may have quotes as well.
    private bool IsSequence()
    {
        bool step = false, value = false;
        int values = 0;
        if (IsText && _tokens[0].Kind == TokenKind.Quoted && _tokens[1].Kind == TokenKind.End)
            return true;
        foreach (Token token in _tokens)
        {
            if (token.Kind == TokenKind.End)
                return (step && value) || values > 1;
            bool isStep = IsStep(token, out _);
            step |= isStep;
            value |= !isStep;
            values += IsValue(token) ? 1 : 0;
        }

        return false;
    }

    private bool IsValue(Token token)
    {
        if (_flow.Symbols is SymbolType type)
            return token.Kind == TokenKind.Word && type.IndexOf(token.Text) >= 0;
        return token.Kind == TokenKind.Number && _flow.Unit is Unit unit && Quantity.TryParse(token.Text, out Quantity quantity, out _) && quantity.Dimension == unit.Dimension;
    }

    private bool IsStep(Token token, out Quantity duration)
    {
        duration = default;
        return token.Kind == TokenKind.Number
            && StandsAlone(token)
            && Quantity.TryParse(token.Text, out duration, out _)
            && duration.Dimension == Dimension.Time
            && (_flow.Unit?.Dimension != Dimension.Time || token.Text[0] == '+');
    }

    // not a part of something longer: 0x000c0d80/32 has no zero days in it
    private bool StandsAlone(Token token) =>
        (token.Start == 0 || char.IsWhiteSpace(_scalar.Value[token.Start - 1])) && (token.End == _scalar.Value.Length || char.IsWhiteSpace(_scalar.Value[token.End]));

    private List<SequenceStep>? Steps()
    {
        List<SequenceStep> steps = [];
        long passed = 0;
        int at = 0;
        bool waits = true;
        while (_tokens[at].Kind != TokenKind.End)
        {
            Token token = _tokens[at];
            if (IsStep(token, out Quantity duration))
            {
                if (Pass(duration, token, ref passed) is false)
                    return null;
                waits = true;
                at++;
                continue;
            }

            if (!waits)
                return Wrong(token, $"nothing says how long '{_tokens[at - 1].Text}' lasts before {token.Describe()}", $"write a duration between them, {Example}");
            if (steps.Count == MostSteps)
                return Wrong(token, $"a sequence has at most {MostSteps} values", "make several entries of it", DiagnosticCodes.TooMany);
            int end = EndOfValue(at);
            steps.Add(new SequenceStep(passed, ValueOf(at, end)));
            waits = false;
            at = end;
        }

        return waits ? Wrong(_tokens[at - 1], $"nothing comes after {_tokens[at - 1].Describe()}", "remove it, or let the test run on with 'until'") : steps;
    }

    // Whether time goes on, as it must.
    private bool Pass(Quantity duration, Token token, ref long passed)
    {
        decimal sum = passed + (duration.Value * SignalTime.NanosecondsPerSecond);
        decimal most = Quantity.Parse(TestsReader.At.Most!).Nanoseconds;
        if (duration.Value >= 0 && sum <= most)
        {
            passed = (long)sum;
            return true;
        }

        Wrong(token, duration.Value < 0 ? $"'{token.Text}' goes back in time" : $"a sequence lasts {TestsReader.At.Most} at most", "", DiagnosticCodes.OutOfRange);
        return false;
    }

    // a text goes on until the next step
    private int EndOfValue(int at)
    {
        int end = at + 1;
        while (IsText && _tokens[end].Kind != TokenKind.End && !IsStep(_tokens[end], out _))
            end++;
        return end;
    }

    private YamlScalar ValueOf(int at, int end)
    {
        Token first = _tokens[at], last = _tokens[end - 1];
        // quotes mark a text; elsewhere they are as wrong as any other sign
        bool quoted = IsText && end == at + 1 && first.Kind == TokenKind.Quoted;
        string text = quoted ? first.Text : _scalar.Value[first.Start..last.End];
        return new YamlScalar(_offsets[first.Start], _offsets[last.End - 1] + 1, text, YamlStyle.Plain);
    }

    private List<SequenceStep>? Wrong(Token token, string problem, string hint, string code = DiagnosticCodes.WrongSequence)
    {
        int offset = token.Start < _scalar.Value.Length ? _offsets[token.Start] : _scalar.Start;
        _context.Error(code, offset, _path, problem, hint);
        return null;
    }
}
