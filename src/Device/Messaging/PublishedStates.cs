using System;
using System.Collections.Generic;
using Reactive.Signals.Loop;

namespace Reactive.Device.Messaging;

/// <summary>
/// The last message on each topic where the broker keeps the state of a signal. A broker may come back without what it had kept, and what went out with quality 0 may never have
/// come there; so with each connection the states are said again, but for those whose last message is under way anyway. Bounded by what the pipeline
/// publishes. From any thread.
/// </summary>
internal sealed class PublishedStates
{
    private readonly object _gate = new();
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);

    // of each topic the last command alone
    private readonly Dictionary<long, State> _underWay = [];

    /// <summary>States on these topics, of which nothing is known yet.</summary>
    public PublishedStates(IEnumerable<string> topics)
    {
        foreach (string topic in topics)
            _states.TryAdd(topic, new State());
    }

    /// <summary>Whether a message is such a state.</summary>
    public bool Has(Message message) => message.Retain && _states.ContainsKey(message.Topic);

    /// <summary>Takes the message of a command: before anybody can send it.</summary>
    public void Take(long command, Message message)
    {
        if (!message.Retain || !_states.TryGetValue(message.Topic, out State? state))
            return;
        lock (_gate)
        {
            _underWay.Remove(state.Command);
            _underWay[command] = state;
            (state.Last, state.Command, state.IsUnderWay) = (message, command, true);
        }
    }

    /// <summary>A command has its outcome.</summary>
    /// <param name="command">Its number.</param>
    /// <param name="isDone">Whether the broker has it.</param>
    public void Over(long command, bool isDone)
    {
        lock (_gate)
        {
            if (!_underWay.Remove(command, out State? state))
                return;
            state.IsUnderWay = false;
            state.IsOwed &= !isDone;
        }
    }

    /// <summary>There is a new connection: nobody knows what the broker has.</summary>
    public void Owe()
    {
        lock (_gate)
        {
            foreach (State state in _states.Values)
                state.IsOwed = true;
        }
    }

    /// <summary>Something older was said on a topic.</summary>
    public void Owe(string topic)
    {
        lock (_gate)
        {
            if (_states.TryGetValue(topic, out State? state))
                state.IsOwed = true;
        }
    }

    /// <summary>Says what is to be said again, as far as there is room. A message that is given meanwhile goes out after it.</summary>
    /// <param name="trySend">Hands a message over, without waiting; false where there is no room.</param>
    public void Say(Func<Message, bool> trySend)
    {
        foreach (State state in _states.Values)
        {
            // for each anew: the loop waits no longer than one of them takes
            lock (_gate)
            {
                if (!state.IsOwed || state.IsUnderWay || state.Last is not { } last)
                    continue;
                if (!trySend(last))
                    return;
                state.IsOwed = false;
            }
        }
    }

    private sealed class State
    {
        public Message? Last { get; set; }

        public long Command { get; set; }

        public bool IsUnderWay { get; set; }

        public bool IsOwed { get; set; }
    }
}
