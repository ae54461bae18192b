using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Bench.Dtmf;
using Reactive.Device.Bench.Messages;
using Reactive.Device.Bench.Sip;
using Reactive.Device.Plotting;

namespace Reactive.Device.Bench;

/// <summary>One figure, beside the limit of the machine measured in the same run.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Case">What exactly was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Limit">What it is compared with.</param>
/// <param name="LimitValue">That figure, in the same unit.</param>
/// <param name="Ratio">Value over limit.</param>
public sealed record BenchResult(string Name, string Case, double Value, string Unit, string Limit, double LimitValue, double Ratio)
{
    /// <summary>What the ratio should be, where that was asked for: <c>&lt;= 1.5</c>.</summary>
    public string? Wanted { get; init; }
}

/// <summary>A benchmark that <c>reactive bench</c> knows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What an integrator learns from it.</param>
/// <param name="Run">Measures.</param>
/// <param name="OnlyByName">Whether it takes so long that it runs only when it is asked for.</param>
internal sealed record Benchmark(string Name, string Summary, Func<IEnumerable<BenchResult>> Run, bool OnlyByName = false)
{
    /// <summary>Measures what is drawn as curves, each with the name of its picture; null where nothing is.</summary>
    public Func<IEnumerable<(string Name, CurvePlot Plot)>>? Curves { get; init; }

    /// <summary>All benchmarks.</summary>
    public static ImmutableArray<Benchmark> All { get; } =
    [
        new("capacity", "What one core of this machine carries through whole pipelines, each beside the least that could be done about it. 10 M inputs at 1 kHz mean that 128 of them take 0.001 % of a core.", Capacity.Measure),
        new("event-to-command", "From an event's arrival to the command that a rule gives for it, on one thread. Below 1 is within the budget.", EventToCommand.Run),
        new("rules", "What rules cost: an event on ten of them among a hundred thousand, an event through a row of derived signals, and the check of ten thousand.", RuleScale.Measure),
        new("handover", "From a driver's hand-over through its channel and the loop to the command, beside a bare channel between two threads. Below 1 is faster than the channel.", Handover.Run),
        new("classify-debounce", "Samples a second through end-of-line and debounce, beside a vectorised sum of the same samples. 1 would be as fast as reading them.", ClassifyDebounce.Run),
        new("card-formats", "From the bits of a frame to the numbers of all card formats that it matches, on one thread. Below 1 is within the budget.", CardDecode.Run),
        new("entry-list", "From what was presented to the decision among 50,000 holders, on one thread, and what their list takes. Below 1 is within the budget.", EntryListDecision.Run),
        new("dtmf", "Seconds of sound at 8 kHz that a core looks through for digits in a second, beside the bare arithmetic of the classic receiver, and beside spandsp where libspandsp2 is installed.", DtmfSpeed.Run),
        new("dtmf-accuracy", "How many digits are found, and how many that are none, beside spandsp where libspandsp2 is installed: within all limits, outside, and over ranges of duration, frequency, noise and twist.", DtmfAccuracy.Run, OnlyByName: true) { Curves = DtmfAccuracy.Curves },
        new("mqtt", "From an event through rule and outbox and a broker on loopback to a subscriber, and how many a second, beside the same made with libmosquitto alone; after overload; idle. Takes three minutes. Needs mosquitto, gcc, libmosquitto-dev and the source tree.", MqttSpeed.Run, OnlyByName: true),
        new("sip", "Calls on loopback: from an event through a rule to the INVITE on the wire, from a telephone event through a rule to the command of a relay, and the processor time of eight calls and of none. Below 1 is within the budget. Needs baresip.", SipSpeed.Run, OnlyByName: true),
        new("sound", "Samples of sound at 8 kHz that a core measures the level of, or looks through for a tone or for call progress tones and alarms, in a second, beside a vectorised sum of the same samples.", SoundSpeed.Run),
        new("csv-import", "A table of samples imported, beside splitting its lines the plain way. Writes 100 MB for a moment.", CsvImport.Run),
        new("wiegand-trace", "Frames a second of one core read from a 1 MHz logic file of two lines, a frame every 50 ms, beside reading the file. Writes 250 MB for a moment.", WiegandTrace.Run),
        new("replay-hour", "An hour of 128 supervised inputs replayed through its rules, checksums verified, beside reading the file. Takes a gigabyte of disk for a moment.", ReplayHour.Run, OnlyByName: true),
        new("run-cost", "Memory and processor time of a live run of the simulated front door over 60 s.", RunCost.Run, OnlyByName: true),
    ];

    /// <summary>The value below which <paramref name="part"/> (0 to 1) of <paramref name="sorted"/> lie.</summary>
    public static double Quantile(double[] sorted, double part)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];
    }

    /// <summary>The median.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
