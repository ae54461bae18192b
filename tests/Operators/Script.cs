using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators.Tests;

/// <summary>
/// Signals written as text, for operators that yield sparse values. <c>0*20 1*3</c> is code 0 for 20 ms and then code 1 for
/// 3 ms; what comes out reads <c>20: active since 20</c>, in milliseconds.
/// </summary>
internal static class Script
{
    /// <summary>One code a millisecond.</summary>
    public static byte[] Codes(string script) =>
        [.. script.Split(' ').Select(p => p.Split('*')).SelectMany(p => Enumerable.Repeat(byte.Parse(p[0], null), int.Parse(p[1], null)))];

    /// <summary>Stretches of random codes below <paramref name="codes"/>.</summary>
    public static string Random(Random random, int codes, int longest) =>
        string.Join(' ', Enumerable.Range(0, 80).Select(_ => $"{random.Next(codes)}*{random.Next(1, longest)}"));

    /// <summary>What comes of dense states at 1 kHz.</summary>
    public static string[] Dense(OperatorSpec spec, string yaml, SymbolType type, string script)
    {
        var kernel = Probe.Kernel<StateBlock, Stamped<Value>>(spec, yaml, new Flow(FlowKind.States, type));
        var transcript = new Transcript();
        kernel.Step(Probe.States(type, Codes(script), 0, Probe.Kilohertz), transcript);
        return Lines(transcript);
    }

    /// <summary>What comes of a state that changes as the samples do, up to the last of them.</summary>
    public static string[] Sparse(OperatorSpec spec, string yaml, SymbolType type, string script)
    {
        byte[] codes = Codes(script);
        var values = new List<(long, Value)>();
        for (int i = 0; i < codes.Length; i++)
        {
            if (i == 0 || codes[i] != codes[i - 1])
                values.Add((i, type.ToValue(codes[i])));
        }

        return Run(spec, yaml, new Flow(FlowKind.State, type), codes.Length - 1, [.. values]);
    }

    /// <summary>What comes of events at these milliseconds, up to <paramref name="until"/>.</summary>
    public static string[] Events(OperatorSpec spec, string yaml, long until, params long[] at) =>
        Run(spec, yaml, new Flow(FlowKind.Event), until, [.. at.Select(t => (t, Value.Pulse))]);

    /// <summary>What comes of values at their milliseconds, up to <paramref name="until"/>.</summary>
    public static string[] Run(OperatorSpec spec, string yaml, Flow flow, long until, params (long At, Value Value)[] values)
    {
        var kernel = Probe.Kernel<Stamped<Value>, Stamped<Value>>(spec, yaml, flow);
        var transcript = new Transcript();
        foreach ((long at, Value value) in values)
            Probe.Feed(kernel, new Stamped<Value>(value, SignalTime.FromMilliseconds(at)), transcript);
        while (kernel.Deadline <= SignalTime.FromMilliseconds(until))
            kernel.Expire(kernel.Deadline, transcript);
        return Lines(transcript);
    }

    /// <summary>What was yielded, times in milliseconds.</summary>
    public static string[] Lines(Transcript transcript) =>
        [.. transcript.Values.Select(v => FormattableString.Invariant($"{v.Stamp.Nanoseconds / 1e6}: {v.Value} since {v.Since.Nanoseconds / 1e6}"))];

    /// <summary>The messages with which a spec refuses parameters.</summary>
    public static string[] Problems(OperatorSpec spec, string yaml, Flow flow) => [.. spec.Check(ExampleReader.Read(spec, yaml), flow).Select(p => p.Message)];
}
