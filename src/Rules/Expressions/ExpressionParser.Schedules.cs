using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Schedules as one says them: <c>during office-hours</c>, <c>outside office-hours</c>.</summary>
internal sealed partial class ExpressionParser
{
    private Expression During()
    {
        int start = _at;
        Token word = Current;
        _at++;
        Token name = Current;
        // 'always' is a condition on its own, and a schedule here
        if (name.Kind != TokenKind.Parameter && (name.Kind != TokenKind.Word || (Words.IsReserved(name.Text) && name.Text != BuiltInSchedules.Always)))
            return Unexpected("the name of a schedule");
        _at++;
        Operand? operand = name.Kind == TokenKind.Parameter ? Given(name) : Resolve(name, ofSchedule: true);
        if (operand is null)
            return Broken(start);
        if (_scope.Schedule(operand) is not { } schedule)
            return Mistake(DiagnosticCodes.NotASchedule, name, $"'{name.Text}' is no schedule", operand.Flow.Symbols is SymbolType type ? $"write '{name.Text} is {type.Names[^1]}', for example" : "", start);
        if (schedule.IsEvent)
            return Mistake(DiagnosticCodes.EventForState, name, $"the schedule '{name.Text}' has instants, which last no time", $"write '{name.Text}' alone for the event", start);
        SourcePosition position = PositionOf(start);
        string text = TextFrom(start);
        IsCondition during = new(position, text, operand, [Value.Contact(active: true)]);
        return word.Is(Words.During) ? during : new NotCondition(position, text, during);
    }

    // the schedule that a block was given
    private Operand? Given(Token name)
    {
        if (_scope.Argument(name.Text) is not BlockArgument argument)
        {
            _context.UnknownArgument(Offset(name), name.Text, _path);
            return null;
        }

        if (argument.IsBroken)
            return null;
        if (!argument.Parameter.IsExpression && !argument.IsNone)
            return argument.Operand(_context, "");
        _context.Report.Error(DiagnosticCodes.NotASchedule, Offset(name), _path, $"'{name.Text}' is no schedule", "let the block take a state, and give it a schedule");
        return null;
    }
}
