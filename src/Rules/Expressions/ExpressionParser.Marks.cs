using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Where the parser stands and how it reports.</summary>
internal sealed partial class ExpressionParser
{
    private int Offset(Token token) => _offsets[token.Start];

    private SourcePosition PositionOf(int token) => _context.At(Offset(_tokens[token]));

    // What the author wrote, from a token to the last one read
    private string TextFrom(int start) => _text[_tokens[start].Start.._tokens[_at > start ? _at - 1 : start].End];

    private string TextOf(Token token)
    {
        Token last = _tokens[_at > 0 ? _at - 1 : 0];
        return last.End > token.Start ? _text[token.Start..last.End] : token.Text;
    }

    private BrokenExpression Broken(int start) => new(PositionOf(start));

    /// <summary>A mistake in what was read, and perhaps in tokens behind it, which are then skipped.</summary>
    private BrokenExpression Mistake(string code, Token token, string message, string hint, int start, int skip = 0)
    {
        _context.Report.Error(code, Offset(token), _path, message, hint);
        _at = System.Math.Min(_at + skip, _tokens.Count - 1);
        return Broken(start);
    }

    /// <summary>A syntax error: reported once, and the rest of the expression is left unread.</summary>
    private BrokenExpression Unexpected(string wanted, string? cure = null)
    {
        Token found = Current;
        BrokenExpression broken = new(PositionOf(_at));
        if (_failed)
            return broken;
        _failed = true;
        string hint = cure ?? found.Text switch
        {
            "&&" or "&" => "write 'and'",
            "||" or "|" => "write 'or'",
            "!" => "write 'not'",
            "," => "write 'and' or 'or'",
            "\"" or "'" => "the quote is not closed",
            "==" => "write '=' for numbers and 'is' for states",
            "=" => "write 'is' for states",
            "AND" or "OR" or "NOT" or "IS" or "FOR" or "WITHIN" => $"the words of the language are small: '{found.Text.ToLowerInvariant()}'",
            "" => AtComment() ? "the rest of the line after '#' is a comment: put the expression in double quotes" : "",
            _ => found.Kind == TokenKind.Word ? _context.Near(found.Text, [Words.And, Words.Or, .. Words.Verbs, Words.For, Words.Within]) : "",
        };
        _context.Report.Error(DiagnosticCodes.ExpressionSyntax, Offset(found), _path, $"{wanted} belongs here, not {found.Describe()}", hint);
        return broken;
    }

    private bool AtComment() => _context.Report.Source.CommentBehind(_end) >= 0;
}
