using Reactive.Signals;

namespace Reactive.Sinks.Sip;

/// <summary>Takes what happens at a <see cref="CallDesk"/>.</summary>
public interface ICallDeskListener
{
    /// <summary>Whether there is a user agent.</summary>
    void Connected(bool isThere);

    /// <summary>A source of the connection says something.</summary>
    /// <param name="port">Its name without that of the connection: <c>call</c>, <c>digit</c>.</param>
    /// <param name="value">What it says.</param>
    void Say(string port, Value value);

    /// <summary>A command has ended.</summary>
    void Answer(long command, Value outcome);

    /// <summary>Something that people should know.</summary>
    void Note(string text);
}
