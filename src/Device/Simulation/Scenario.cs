using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Simulation;

/// <summary>What is connected to one port in the simulation, from an instant on.</summary>
/// <param name="At">The instant within the cycle.</param>
/// <param name="Ohms">The resistance to ground that a dense port sees; infinite for an open circuit.</param>
/// <param name="Active">What a contact port says.</param>
public sealed record ScenarioStep(SignalTime At, double Ohms, bool Active = false);

/// <summary>
/// The short story that a simulated device repeats: somebody inside presses the request-to-exit button, the door opens and
/// closes behind them; somebody outside shows a card; later the door is forced, the cable is cut for a moment, and a strange card is shown. Contacts bounce and samples are noisy.
/// </summary>
public static class Scenario
{
    /// <summary>How long one round of the story is.</summary>
    public static readonly TimeSpan Cycle = TimeSpan.FromSeconds(30);

    private const double Closed = 22_000.0 * 4_700.0 / (22_000.0 + 4_700.0);
    private const double Open = 22_000.0;

    private static readonly ImmutableDictionary<string, ImmutableArray<ScenarioStep>> Story = new Dictionary<string, ImmutableArray<ScenarioStep>>
    {
        ["door-monitor"] =
        [
            Step(0, Closed), Step(3.4m, Open), Step(5.2m, Closed), // through the unlocked door
            Step(15, Open), Step(17.5m, Closed),                   // forced
            Step(23, double.PositiveInfinity), Step(24, Closed),   // the cable is cut, and mended
        ],
        ["zones"] =
        [
            Step(0, 4_700), Step(8, 9_400), Step(9, 4_700),        // every window opened at once
            Step(20, double.PositiveInfinity), Step(20.5m, 4_700), // the riser is cut, and mended
        ],
        ["rex"] = [Step(0, double.PositiveInfinity), Step(2, 0), Step(2.3m, double.PositiveInfinity)],
    }.ToImmutableDictionary();

    /// <summary>The story of <paramref name="port"/>; a port of which it says nothing rests.</summary>
    public static ImmutableArray<ScenarioStep> Of(PortSpec port)
    {
        ArgumentNullException.ThrowIfNull(port);
        return Story.GetValueOrDefault(port.Name, [Step(0, double.PositiveInfinity)]);
    }

    /// <summary>
    /// What a sparse port says within one round: contacts do not move; a reader is shown a card of the site (H10301 12:3456), and later one that is not; digits come
    /// as telephone events only, each with its end.
    /// </summary>
    public static IEnumerable<Stamped<Value>> Values(PortSpec port)
    {
        ArgumentNullException.ThrowIfNull(port);
        if (ReferenceEquals(port.Flow.Record, RecordType.Digit))
        {
            foreach ((decimal at, char digit) in port.Name.Contains("event", StringComparison.Ordinal) ? Pressed : [])
            {
                SignalTime start = SignalTime.FromSeconds(at);
                yield return new Stamped<Value>(Value.Digit(digit, carrier: DigitCarrier.RtpEvent), start);
                yield return new Stamped<Value>(Value.DigitOver(digit, Press.Ticks * 100, DigitCarrier.RtpEvent), start + Press);
            }

            yield break;
        }

        if (!ReferenceEquals(port?.Flow.Symbols, SymbolType.WiegandLines))
        {
            yield return new Stamped<Value>(Value.Contact(Of(port!)[0].Active), SignalTime.Zero);
            yield break;
        }

        yield return new Stamped<Value>(Value.Symbol(SymbolType.WiegandLines, "idle"), SignalTime.Zero);
        foreach ((decimal at, ReaderBits card) in Cards)
        {
            foreach ((long nanoseconds, Value lines) in ReaderPulses.Of(card))
                yield return new Stamped<Value>(lines, SignalTime.FromSeconds(at).AddNanoseconds(nanoseconds));
        }
    }

    /// <summary>The step that stands at <paramref name="time"/>, and how long ago it came.</summary>
    public static (ScenarioStep Step, long Since, ScenarioStep Before) At(ImmutableArray<ScenarioStep> story, SignalTime time)
    {
        long within = time.Nanoseconds % (Cycle.Ticks * 100);
        int index = story.Length - 1;
        while (story[index].At.Nanoseconds > within)
            index--;
        return (story[index], within - story[index].At.Nanoseconds, story[index == 0 ? story.Length - 1 : index - 1]);
    }

    /// <summary>How long each key of the telephone is held.</summary>
    public static readonly TimeSpan Press = TimeSpan.FromMilliseconds(100);

    /// <summary>The keys that somebody at the other end of a call presses: their tones are heard on every port of sound.</summary>
    public static readonly ImmutableArray<(decimal At, char Digit)> Pressed = [(6, '5'), (12, '4'), (12.2m, '7'), (12.4m, '1'), (12.6m, '1')];

    private static readonly ImmutableArray<(decimal At, ReaderBits Card)> Cards = [(9, Card(12, 3456)), (26, Card(99, 1))];

    private static ReaderBits Card(ulong facility, ulong number) =>
        CardFormats.Find("H10301")!.Format.TryEncode(new CardNumbers(facility, number), out ReaderBits bits, out string problem) ? bits : throw new InvalidOperationException(problem);

    private static ScenarioStep Step(decimal seconds, double ohms) => new(SignalTime.FromSeconds(seconds), ohms);
}
