using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>The values behind <c>is</c>, <c>becomes</c> and their like.</summary>
internal sealed partial class ExpressionParser
{
    private string? _lastType;
    private Operand? _lastOperand;

    // v, or in [v, w]; null where a value is wrong. An operand that is broken takes anything.
    private Value[]? Values(Operand? operand)
    {
        (_lastOperand, _lastType) = (operand, operand?.Flow.Symbols?.Name);
        if (Current.Is(Words.In))
        {
            _at++;
            if (Current.Kind != TokenKind.OpenList)
            {
                Unexpected("'[' and values");
                return null;
            }
        }

        if (Current.Kind != TokenKind.OpenList)
            return One(operand) is Value one ? [one] : null;
        Value[] values = new Value[ListLength()];
        int count = 0;
        bool good = true;
        do
        {
            _at++;
            if (One(operand) is Value value)
                values[count++] = value;
            else
                good = false;
        }
        while (!_failed && Current.Kind == TokenKind.Comma);
        if (_failed)
            return null;
        if (Current.Kind != TokenKind.CloseList)
        {
            Unexpected("',' or ']'");
            return null;
        }

        _at++;
        return good ? values : null;
    }

    // One more than the commas in the list that opens here: an array of that size needs no collection that grows.
    private int ListLength()
    {
        int length = 1;
        for (int i = _at; _tokens[i].Kind is not (TokenKind.CloseList or TokenKind.End); i++)
            length += _tokens[i].Kind == TokenKind.Comma ? 1 : 0;
        return length;
    }

    private Value? One(Operand? operand)
    {
        Token token = Current;
        if (token.Kind is not (TokenKind.Word or TokenKind.Number or TokenKind.Quoted) || token.Is(Words.And) || token.Is(Words.Or))
        {
            Unexpected(operand?.Flow.Symbols is SymbolType symbols ? $"{ParameterSpec.Or(symbols.Names)}" : "a value");
            return null;
        }

        _at++;
        if (operand is null)
            return null;
        if (operand.Flow.Symbols is SymbolType type)
            return Symbol(operand, type, token);
        if (operand.Flow.Unit is not Unit unit)
            return Text(operand, token);
        if (token.Kind != TokenKind.Number)
        {
            _context.Report.Error(DiagnosticCodes.WrongType, Offset(token), _path, $"'{operand.Name}' is a number: {token.Describe()} is none", unit.Dimension == Dimension.Count ? "write a number without a unit" : $"write a number in {Unit.Choices(unit.Dimension)}");
            return null;
        }

        return Number(operand, unit, token) is double number ? Value.Of(number, unit) : null;
    }

    private Value? Text(Operand operand, Token token)
    {
        // a digit is none of its parts: no text is ever equal to it
        if (operand.Part is null && operand.Flow.Record == RecordType.Digit)
        {
            _context.Report.Error(DiagnosticCodes.UnknownValue, Offset(token), _path, $"'{operand.Name}' is a digit with all that is known of it, and never {token.Describe()}", $"write '{operand.Name}.digit is \"{token.Text}\"'");
            return null;
        }

        if (operand.Part is not { Field: { Words.IsEmpty: false } field } || field.Words.Contains(token.Text))
            return Value.Of(token.Text);
        _context.Report.Error(DiagnosticCodes.UnknownValue, Offset(token), _path, $"'{operand.Name}' is never {token.Describe()}: it is {ParameterSpec.Or(field.Words)}", _context.Near(token.Text, field.Words));
        return null;
    }

    private Value? Symbol(Operand operand, SymbolType type, Token token)
    {
        int code = type.IndexOf(token.Text);
        if (code >= 0)
        {
            if (NeverGiven.Find(_scope.Table, operand, token.Text) is not (StageDefinition stage, ParameterProblem why))
                return Value.Symbol(type, (byte)code);
            _context.Report.Error(DiagnosticCodes.UnknownValue, Offset(token), _path, $"'{operand.Name}' is never {token.Describe()}: '{stage.Spec.Name}' in line {stage.Position.Line} {why.Message}", why.Hint);
            return null;
        }

        string hint = _context.Near(token.Text, type.Names);
        if (ParameterReader.Meant(type, token.Text) is string meant)
            hint = $"there is no true or false here: write '{operand.Name} is {meant}'";
        else if (ParameterReader.IsBoolean(token.Text))
            hint = $"there is no true or false here: say which of the values is meant";
        else if (token.Is(Words.Known) || token.Is(Words.Unknown) || token.Is(Words.Offline))
            hint = $"write '{operand.Name} is {token.Text}' on its own";
        else if (type == SymbolType.Contact && token.Text is "open" or "closed" && type == SymbolType.Contact)
            hint = "a contact is active while it differs from its normal position";
        _context.Report.Error(DiagnosticCodes.UnknownValue, Offset(token), _path, $"'{operand.Name}' is never {token.Describe()}: it is {ParameterSpec.Or(type.Names)}", hint);
        return null;
    }

    private double? Number(Operand operand, Unit unit, Token token)
    {
        if (!Quantity.TryParse(token.Text, out Quantity quantity, out string problem))
        {
            _context.Report.Error(DiagnosticCodes.NotAQuantity, Offset(token), _path, problem, ParameterReader.UnitHint(token.Text) ?? $"write a number in {Unit.Choices(unit.Dimension)}");
            return null;
        }

        if (quantity.Dimension == unit.Dimension)
            return quantity.Number;
        bool bare = quantity.Dimension == Dimension.Count;
        string units = unit.Dimension == Dimension.Count ? "no unit" : Unit.Choices(unit.Dimension);
        _context.Report.Error(
            bare ? DiagnosticCodes.MissingUnit : DiagnosticCodes.WrongUnit,
            Offset(token),
            _path,
            bare ? $"the number needs a unit: {units}" : $"'{operand.Name}' is in {units}, not in {quantity.Unit}",
            bare ? $"write '{token.Text} {unit}' if that is what you mean" : "");
        return null;
    }

    /// <summary>"door is open or cut": the second value where a condition belongs. Reported with its cure; null where that is not so.</summary>
    private BrokenExpression? BareValue()
    {
        if (_lastOperand is not { Flow.Symbols: SymbolType type } operand || _lastType is null || Current.Kind != TokenKind.Word || type.IndexOf(Current.Text) < 0)
            return null;
        Token token = Current;
        if (_scope.Resolve(_context, token.Text, _context.At(Offset(token)), _path, out _) != Lookup.Unknown)
            return null;
        int start = _at;
        _at++;
        return Mistake(DiagnosticCodes.ExpressionSyntax, token, $"'{token.Text}' is a value: 'or' joins whole conditions", $"write '{operand.Name} in [..., {token.Text}]', or '{operand.Name} is {token.Text}'", start);
    }
}
