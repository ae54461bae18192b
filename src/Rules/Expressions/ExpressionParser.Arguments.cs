using System;
using System.Collections.Generic;

namespace Reactive.Rules;

/// <summary>The parameters of a block in its expressions: <c>$open for $held</c>.</summary>
internal sealed partial class ExpressionParser
{
    // What is a number, a word or a text stands there as if it had been written there.
    private void FillIn()
    {
        for (int i = 0; i < _tokens.Count; i++)
        {
            Token token = _tokens[i];
            if (token.Kind != TokenKind.Parameter || _scope.Argument(token.Text) is not { Parameter.IsLiteral: true } argument)
                continue;
            // nothing is said of an expression that needs what is wrong
            _failed |= argument.IsBroken;
            List<Token> written = Lexer.Read(argument.Written.Value);
            // a token and the end
            bool single = written.Count == 2 && argument.Parameter.Kind != BlockParameterKind.Text;
            _tokens[i] = single ? token with { Kind = written[0].Kind, Text = written[0].Text } : token with { Kind = TokenKind.Quoted, Text = argument.Written.Value };
        }
    }

    private Expression Argument()
    {
        int start = _at;
        Token token = Current;
        _at++;
        int dot = token.Text.IndexOf('.', StringComparison.Ordinal);
        string name = dot < 0 ? token.Text : token.Text[..dot], suffix = dot < 0 ? "" : token.Text[dot..];
        BlockArgument? argument = _scope.Argument(name);
        if (argument is null)
            _context.UnknownArgument(Offset(token), name, _path);
        if (argument is null or { IsBroken: true })
            return SkipRest(start);
        if (argument.Parameter.IsExpression)
            return argument.Expression(_context) ?? (Expression)Broken(start);
        if (argument.IsNone)
            return Mistake(DiagnosticCodes.UnknownOutput, token, $"'{name}' is left out here, and a condition needs it", $"give the block an output for '{name}'", start);
        Operand? operand = argument.Operand(_context, suffix);
        return operand is null ? SkipRest(start) : Named(start, token with { Kind = TokenKind.Word, Text = operand.Name }, operand);
    }
}
