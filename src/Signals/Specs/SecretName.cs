using System;

namespace Reactive.Signals.Specs;

/// <summary>How a definition names a secret: <c>secret door-pins</c>. The name is that of a file as well, and so has no dots and no slashes.</summary>
public static class SecretName
{
    /// <summary>What a named secret looks like, for messages and docs.</summary>
    public const string Example = Word + "door-pins";

    /// <summary>As a regular expression that JavaScript, Python and .NET read alike.</summary>
    public const string Pattern = "^" + Word + "[a-z][a-z0-9-]{0,63}$";

    private const string Word = "secret ";
    private const int MostCharacters = 64;

    /// <summary>The name behind the word <c>secret</c>; false where something else is written.</summary>
    public static bool TryRead(string text, out string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = text.StartsWith(Word, StringComparison.Ordinal) ? text[Word.Length..] : "";
        return IsName(name);
    }

    /// <summary>The name as a definition writes it.</summary>
    public static string Written(string name) => Word + name;

    /// <summary>Whether a text can be the name of a secret: 64 characters at most, small letters, digits and <c>-</c>, a letter first.</summary>
    public static bool IsName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > MostCharacters || !char.IsAsciiLetterLower(text[0]))
            return false;
        foreach (char character in text)
        {
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character != '-')
                return false;
        }

        return true;
    }
}
