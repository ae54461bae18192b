using System;
using System.Collections.Generic;
using Reactive.Sinks.Sip;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>A user agent that does nothing but write down what it is told.</summary>
internal sealed class ScriptedAgent(List<string> told) : ISipAgent
{
    public void Start() => told.Add("start");

    public void Dial(long call, string account, string address) => told.Add($"dial {call} {account} {address}");

    public void Answer(long call) => told.Add($"answer {call}");

    public void HangUp(long call) => told.Add($"hang-up {call}");

    public void SendDigits(long call, string digits) => told.Add($"digits {call} {digits}");

    public void Play(long call, ReadOnlyMemory<float> samples) => told.Add($"play {call} {samples.Length}");

    public void Dispose() => told.Add("dispose");
}
