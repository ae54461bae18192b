using System;
using System.Collections.Generic;
using System.Globalization;

namespace Reactive.Sinks.Sip;

/// <summary>What a command came to.</summary>
internal readonly record struct BaresipAnswer(bool IsOk, string Text);

/// <summary>
/// Questions to baresip, one after the other: the next is sent when the one before is answered. A question is some commands that are carried out together, if need be at one of the
/// lines (user agents) of the process. Lines are found by their place in its list, through <c>uanext</c>, since several have the same address; what <c>uafind</c> and calls that
/// come in select does not move that place. Not safe for threads.
/// </summary>
internal sealed class BaresipExchange(BaresipControl control, TimeProvider time)
{
    private const string Next = "uanext";
    private const string New = "uanew";

    private readonly Queue<Question> _questions = new();
    private readonly List<BaresipCommand> _commands = [];
    private Question? _asked;
    private BaresipAnswer[] _answers = [];
    private long _firstToken;
    private long _nextToken = 1;
    private int _missing;
    private int _steps;
    private int _lines;
    private int _place;
    private long _since = time.GetTimestamp();

    /// <summary>Why it cannot go on; null while it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether an answer is awaited.</summary>
    public bool IsWaiting => _asked is not null;

    /// <summary>For how long an answer has been awaited; where none is, for how long nothing has been asked.</summary>
    public TimeSpan Since => time.GetElapsedTime(_since);

    /// <summary>Asks.</summary>
    /// <param name="then">Called with the answers to all commands.</param>
    /// <param name="commands">The commands.</param>
    public void Ask(Action<BaresipAnswer[]>? then, params BaresipCommand[] commands) => AskAt(-1, then, commands);

    /// <summary>Asks at a line.</summary>
    /// <param name="line">The place of the line in the order of <c>uanew</c>; below 0 for wherever it happens to be.</param>
    /// <param name="then">Called with the answers to all commands.</param>
    /// <param name="commands">The commands.</param>
    public void AskAt(int line, Action<BaresipAnswer[]>? then, params BaresipCommand[] commands)
    {
        _questions.Enqueue(new Question(line, commands, then));
        Send();
    }

    /// <summary>Takes an answer in.</summary>
    public void Answered(BaresipMessage message)
    {
        if (_asked is not { } asked || !long.TryParse(message.Token, NumberStyles.None, CultureInfo.InvariantCulture, out long token))
            return;
        long place = token - _firstToken;
        if (place < 0 || place >= _steps + asked.Commands.Length)
            return;
        if (place >= _steps)
        {
            place -= _steps;
            _answers[place] = new BaresipAnswer(message.IsOk, message.Text.Trim());
            if (asked.Commands[place].Name == New && message.IsOk)
                _lines++;
        }

        if (--_missing > 0)
            return;
        _asked = null;
        _since = time.GetTimestamp();
        asked.Then?.Invoke(_answers);
        Send();
    }

    private void Send()
    {
        if (_asked is not null || Problem is not null || !_questions.TryDequeue(out Question? question))
            return;
        _commands.Clear();
        if (question.Line >= 0)
        {
            if (question.Line >= _lines)
            {
                Problem = "a line is asked for that there is not";
                return;
            }

            // at least one step: a call that came in may have selected its own line
            int steps = ((question.Line - _place + _lines - 1) % _lines) + 1;
            for (int i = 0; i < steps; i++)
                _commands.Add(new BaresipCommand(Next));
            _place = question.Line;
        }

        _steps = _commands.Count;
        _commands.AddRange(question.Commands);
        _answers = new BaresipAnswer[question.Commands.Length];
        _missing = _commands.Count;
        _firstToken = _nextToken;
        _nextToken += _missing;
        _asked = question;
        _since = time.GetTimestamp();
        Problem = control.Send(_commands, _firstToken);
    }

    private sealed record Question(int Line, BaresipCommand[] Commands, Action<BaresipAnswer[]>? Then);
}
