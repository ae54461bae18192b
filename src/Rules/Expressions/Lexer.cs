using System.Collections.Generic;

namespace Reactive.Rules;

/// <summary>Cuts an expression into tokens. Never fails: what means nothing becomes a <see cref="TokenKind.Foreign"/> token.</summary>
internal static class Lexer
{
    public static List<Token> Read(string text)
    {
        List<Token> tokens = [];
        int at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            if (at == text.Length)
            {
                tokens.Add(new Token(TokenKind.End, "", text.Length, text.Length));
                return tokens;
            }

            Token token = Next(text, at);
            tokens.Add(token);
            at = token.End;
        }
    }

    private static Token Next(string text, int at)
    {
        char c = text[at];
        if (char.IsLetter(c) || c == '_')
            return Word(text, at);
        if (char.IsAsciiDigit(c) || (c is '.' or '-' or '+' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            return Number(text, at);
        if (c == BlockText.Mark && at + 1 < text.Length && char.IsAsciiLetterLower(text[at + 1]))
        {
            Token name = Word(text, at + 1);
            return name with { Kind = TokenKind.Parameter, Start = at };
        }

        switch (c)
        {
            case '(':
                return Of(TokenKind.Open, text, at, 1);
            case ')':
                return Of(TokenKind.Close, text, at, 1);
            case '[':
                return Of(TokenKind.OpenList, text, at, 1);
            case ']':
                return Of(TokenKind.CloseList, text, at, 1);
            case ',':
                return Of(TokenKind.Comma, text, at, 1);
            case '"' or '\'':
                int close = text.IndexOf(c, at + 1);
                return close < 0 ? Of(TokenKind.Foreign, text, at, 1) : new Token(TokenKind.Quoted, text[(at + 1)..close], at, close + 1);
            case '<' or '>' or '=' or '!':
                bool two = at + 1 < text.Length && text[at + 1] == '=';
                return Of(c == '!' && !two ? TokenKind.Foreign : TokenKind.Compare, text, at, two ? 2 : 1);
            case '&' or '|':
                return Of(TokenKind.Foreign, text, at, at + 1 < text.Length && text[at + 1] == c ? 2 : 1);
            default:
                return Of(TokenKind.Foreign, text, at, char.IsHighSurrogate(c) && at + 1 < text.Length ? 2 : 1);
        }
    }

    private static Token Of(TokenKind kind, string text, int at, int length) => new(kind, text.Substring(at, length), at, at + length);

    private static Token Word(string text, int at)
    {
        int end = at;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '_' or '.'))
            end++;
        return new Token(TokenKind.Word, text[at..end], at, end);
    }

    // A number takes the word behind it as its unit, unless that is a word of the language.
    private static Token Number(string text, int at)
    {
        int end = at + 1;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '_'))
            end++;
        if (end + 1 < text.Length && text[end] is 'e' or 'E' && (char.IsAsciiDigit(text[end + 1]) || (text[end + 1] is '-' or '+' && end + 2 < text.Length && char.IsAsciiDigit(text[end + 2]))))
        {
            end += 2;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
        }

        int unit = end;
        while (unit < text.Length && char.IsWhiteSpace(text[unit]))
            unit++;
        int unitEnd = unit;
        while (unitEnd < text.Length && (char.IsLetter(text[unitEnd]) || text[unitEnd] == '%'))
            unitEnd++;
        if (unitEnd > unit && !Words.IsReserved(text[unit..unitEnd]))
            end = unitEnd;
        return new Token(TokenKind.Number, text[at..end], at, end);
    }
}
