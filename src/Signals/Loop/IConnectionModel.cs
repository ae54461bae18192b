namespace Reactive.Signals.Loop;

/// <summary>
/// What stands for the other end of a connection in virtual time: it takes commands and lets things happen at their instants, the same in every run. It is asked on the thread of the
/// loop and reads no clock.
/// </summary>
public interface IConnectionModel
{
    /// <summary>When it next has something to do; <see cref="SignalTime.Never"/> for never.</summary>
    SignalTime NextDue { get; }

    /// <summary>Takes a command at an instant.</summary>
    void Carry(in Command command, IConnectionModelHost host);

    /// <summary>Does what is due up to and at <paramref name="now"/>.</summary>
    void RunTo(SignalTime now, IConnectionModelHost host);
}

/// <summary>Takes what the other end of a connection does.</summary>
public interface IConnectionModelHost
{
    /// <summary>A source of the connection says something, now.</summary>
    /// <param name="port">Its name, without that of the connection.</param>
    /// <param name="value">What it says.</param>
    void Say(string port, Value value);

    /// <summary>A command is answered.</summary>
    void Answer(long command, Value outcome);
}
