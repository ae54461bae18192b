using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Sinks.Sip;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>A desk between a scripted agent and a listener that writes down what it hears, with a clock that tests move.</summary>
internal sealed class DeskBench : ICallDeskListener
{
    private readonly List<string> _heard = [];
    private readonly List<string> _told = [];
    private long _commands;
    private long _now;

    public DeskBench(CallDeskOptions? options = null)
    {
        Desk = new CallDesk(options ?? Options, this) { Agent = new ScriptedAgent(_told) };
        Desk.Up();
        _heard.Clear();
    }

    /// <summary>Three contacts, of whom the third may not call, and one account.</summary>
    public static CallDeskOptions Options { get; } = new()
    {
        Contacts = [new("reception", "sip:r@a.example", true), new("flat", "sip:f@a.example", true), new("pest", "sip:pest@b.example", false)],
        Accounts = ["gate"],
    };

    public CallDesk Desk { get; }

    /// <summary>What the agent was told since the last look.</summary>
    public string Told => Take(_told);

    /// <summary>What was heard of the desk since the last look.</summary>
    public string Heard => Take(_heard);

    /// <summary>Orders a call of groups: <c>reception flat</c>, then <c>guard</c>.</summary>
    public void Call(double ring, double most, params string[] groups) => Order(
        Command.Call,
        new CallPlan(
            [.. groups.Select(static g => g.Split(' ').Select(static n => new CallRecipient(n, $"sip:{n}@a.example", "gate")).ToImmutableArray())],
            Nanoseconds(ring),
            Nanoseconds(most)).ToText());

    public void Order(string verb, string? text = null) => Desk.Carry(new Command(++_commands, 0, new SignalTime(_now), "sip", verb, text, new CommandCause("r", 1, 0)));

    /// <summary>Lets time come to a second, stopping wherever the desk wants to be asked.</summary>
    public void At(double seconds)
    {
        long to = Nanoseconds(seconds);
        while (Desk.NextDue <= to)
        {
            _now = Math.Max(_now, Desk.NextDue);
            Desk.RunTo(_now);
        }

        Desk.RunTo(_now = to);
    }

    void ICallDeskListener.Connected(bool isThere) => _heard.Add(isThere ? "up" : "down");

    void ICallDeskListener.Say(string port, Value value) => _heard.Add($"{port}={value}");

    void ICallDeskListener.Answer(long command, Value outcome) => _heard.Add($"{command}:{outcome}");

    void ICallDeskListener.Note(string text) => _heard.Add(text);

    private static long Nanoseconds(double seconds) => (long)(seconds * SignalTime.NanosecondsPerSecond);

    private static string Take(List<string> list)
    {
        string text = string.Join("; ", list);
        list.Clear();
        return text;
    }
}
