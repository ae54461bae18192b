using System;
using System.Collections.Generic;

namespace Reactive.Signals.Loop;

/// <summary>The other ends of the connections of a run in virtual time: takes their commands, and lets their sources speak through the order of the run.</summary>
public sealed class ConnectionModels
{
    private readonly List<Host> _hosts = [];

    /// <summary>Takes what they say.</summary>
    public FeedOrder? Order { get; set; }

    /// <summary>When the next of them has something to do.</summary>
    public SignalTime NextDue
    {
        get
        {
            SignalTime next = SignalTime.Never;
            foreach (Host host in _hosts)
                next = SignalTime.Min(next, host.Model.NextDue);
            return next;
        }
    }

    /// <summary>Adds one.</summary>
    /// <param name="connection">The name of the connection.</param>
    /// <param name="model">What stands for its other end.</param>
    /// <param name="source">Gives the source by its whole name; null where nobody listens to it, or something else speaks for it.</param>
    public void Add(string connection, IConnectionModel model, Func<string, Source?> source) => _hosts.Add(new Host(this, connection, model, source));

    /// <summary>Takes a command to one of them; false for any other.</summary>
    public bool TryCarry(in Command command)
    {
        foreach (Host host in _hosts)
        {
            if (host.Connection != command.Sink)
                continue;
            host.At = command.At;
            host.Model.Carry(command, host);
            return true;
        }

        return false;
    }

    /// <summary>Lets them do what is due up to and at an instant.</summary>
    public void RunTo(SignalTime now)
    {
        foreach (Host host in _hosts)
        {
            if (host.Model.NextDue > now)
                continue;
            host.At = now;
            host.Model.RunTo(now, host);
        }
    }

    private sealed class Host(ConnectionModels models, string connection, IConnectionModel model, Func<string, Source?> source) : IConnectionModelHost
    {
        public string Connection => connection;

        public IConnectionModel Model => model;

        public SignalTime At { get; set; }

        public void Say(string port, Value value)
        {
            if (source($"{connection}.{port}") is { } known)
                models.Order!.SayLater(At, known.Index, value);
        }

        public void Answer(long command, Value outcome) => models.Order!.AnswerLater(At, command, outcome, Value.Of(connection));
    }
}
