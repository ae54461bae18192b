using System;

namespace Reactive.Device.Output;

/// <summary>How a command ended.</summary>
public static class ExitCode
{
    /// <summary>Done and well.</summary>
    public const int Done = 0;

    /// <summary>The answer is no: errors in a definition, a failed test, recordings that differ.</summary>
    public const int No = 1;

    /// <summary>Wrong use: an unknown command or option, no such file.</summary>
    public const int Usage = 2;

    /// <summary>A failure while running: a corrupt recording or trace, a full disk.</summary>
    public const int Failure = 3;
}

/// <summary>Ends a command with a message for people and an exit code. Caught in one place, at the top.</summary>
public sealed class CommandException : Exception
{
    /// <summary>Ends with <paramref name="code"/>.</summary>
    public CommandException(int code, string message, Exception? cause = null)
        : base(message, cause) => Code = code;

    /// <summary>One of <see cref="ExitCode"/>.</summary>
    public int Code { get; }

    /// <summary>Wrong use.</summary>
    public static CommandException Usage(string message) => new(ExitCode.Usage, message);

    /// <summary>A failure while running.</summary>
    public static CommandException Failure(string message, Exception? cause = null) => new(ExitCode.Failure, message, cause);
}
