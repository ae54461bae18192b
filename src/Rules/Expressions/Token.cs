namespace Reactive.Rules;

/// <summary>What a token of an expression is.</summary>
internal enum TokenKind
{
    /// <summary>A name or a word of the language.</summary>
    Word,
    /// <summary>A number, with its unit where one follows.</summary>
    Number,
    /// <summary>Text in quotes; the text of the token has none.</summary>
    Quoted,
    /// <summary>A parameter of a block; the text of the token lacks its <c>$</c>.</summary>
    Parameter,
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
    /// <summary>One of <c>&lt; &lt;= &gt; &gt;= = == !=</c>.</summary>
    Compare,
    /// <summary>A character that means nothing.</summary>
    Foreign,
    End,
}

/// <summary>A token: its text and where it stands in the expression.</summary>
internal sealed record Token(TokenKind Kind, string Text, int Start, int End)
{
    public bool Is(string word) => Kind == TokenKind.Word && Text == word;

    public string Describe() => Kind == TokenKind.End ? "the end" : $"'{Text}'";
}
