using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Net;
using Reactive.Device.Output;
using Reactive.Device.Telephony;
using Reactive.Device.Time;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Device.Live.Inputs;

/// <summary>
/// Makes the drivers of the inputs that were asked for. Other ports are silent: beside a real call a simulated door would be mistaken
/// for one. Outputs stay simulated.
/// </summary>
internal static class LiveInputs
{
    private const int UsualEventType = 101;
    private const int UsualEventRate = 8000;

    /// <summary>The device that has these inputs, and no others.</summary>
    public static Hardware Hardware(ImmutableArray<InputOption> options) =>
        Live.Hardware.Simulated with { Inputs = (channels, clock) => Drivers(options, channels, clock) };

    private static List<IDriver> Drivers(ImmutableArray<InputOption> options, IReadOnlyList<InputChannel> channels, DeviceClock clock)
    {
        var drivers = new List<IDriver>();
        foreach (IGrouping<string, InputOption> twice in options.GroupBy(o => o.Port).Where(g => g.Count() > 1))
            throw CommandException.Usage($"--input {twice.Last().Text}: '{twice.Key}' has an input already.");
        (InputOption Option, InputChannel Channel)[] inputs = [.. options.Select(o => (o, ChannelOf(o, channels)))];
        foreach (InputChannel silent in channels.Where(c => inputs.All(i => i.Channel != c)))
            Console.Error.WriteLine($"'{silent.Source.Name}' has no input: what depends on it stays unknown.");
        foreach (var at in inputs.Where(i => i.Option is RtpOption).GroupBy(i => ((RtpOption)i.Option).At))
            drivers.Add(Rtp(at.Key, [.. at.Select(i => ((RtpOption)i.Option, i.Channel))], clock));
        foreach ((InputOption option, InputChannel channel) in inputs)
        {
            if (option is AlsaOption alsa)
                drivers.Add(AlsaInput.Of(alsa, channel, clock));
            else if (option is LinesOption lines)
                drivers.Add(new LinesInput(lines.File, channel, clock));
        }

        InputChannel[] simulated = [.. inputs.Where(i => i.Option is SimulatedOption).Select(i => i.Channel)];
        drivers.AddRange(Live.Hardware.Simulated.Inputs(simulated, clock));
        return drivers;
    }

    private static bool TakesDigits(Source source) => ReferenceEquals(source.Spec.Flow.Record, RecordType.Digit);

    private static bool TakesWords(Source source) => !source.IsDense && source.Spec.Flow.Symbols is not null && !TakesDigits(source);

    private static InputChannel ChannelOf(InputOption option, IReadOnlyList<InputChannel> channels)
    {
        InputChannel channel = channels.FirstOrDefault(c => c.Source.Name == option.Port)
            ?? throw CommandException.Usage($"--input {option.Text}: the pipeline uses no port '{option.Port}'{(channels.Count == 0 ? ", nor any other" : $"; it uses {string.Join(", ", channels.Select(c => c.Source.Name))}")}.");
        Source source = channel.Source;
        bool isSound = source.IsDense && source.Spec.Flow is { Unit.Dimension: Dimension.Count, Samples.FrontEnd: null };
        bool isDigits = TakesDigits(source);
        if (option is AlsaOption or RtpOption { IsSound: true } && !isSound)
            throw CommandException.Usage($"--input {option.Text}: the port '{option.Port}' takes {source.Spec.Flow}, no sound.{(isDigits ? " Telephone events are rtp-events:PORT." : "")}");
        if (option is LinesOption { File: not LinesInput.StandardInput } pipe && !File.Exists(pipe.File))
            throw CommandException.Usage($"--input {option.Text}: there is no {pipe.File}; mkfifo makes one.");
        if (option is LinesOption && !TakesWords(source))
        {
            string[] others = [.. channels.Select(c => c.Source).Where(TakesWords).Select(s => s.Name)];
            throw CommandException.Usage($"--input {option.Text}: the port '{option.Port}' takes {source.Spec.Flow}, no words.{(others.Length == 0 ? " None of those that the pipeline uses does." : $" Words go to {string.Join(", ", others)}.")}");
        }

        return option is not RtpOption { IsSound: false } || isDigits
            ? channel
            : throw CommandException.Usage($"--input {option.Text}: the port '{option.Port}' takes {source.Spec.Flow}, no digits.");
    }

    // One address has one socket, whoever wants what comes there.
    private static RtpInput Rtp(IPEndPoint at, (RtpOption Option, InputChannel Channel)[] inputs, DeviceClock clock)
    {
        foreach (bool isSound in new[] { true, false })
        {
            if (inputs.Where(i => i.Option.IsSound == isSound).Skip(1).Select(i => i.Option).FirstOrDefault() is { } second)
                throw CommandException.Usage($"--input {second.Text}: what comes to {at} goes to another port already.");
        }

        InputChannel? sound = inputs.FirstOrDefault(i => i.Option.IsSound).Channel, digits = inputs.FirstOrDefault(i => !i.Option.IsSound).Channel;
        var formats = inputs.SelectMany(i => i.Option.Formats).GroupBy(f => f.Key).ToImmutableDictionary(g => g.Key, g => g.First().Value);
        int rate = sound?.Source.Clock!.Rate is { Denominator: 1, Numerator: >= PayloadFormat.LeastRate and <= PayloadFormat.MostRate } own ? (int)own.Numerator : UsualEventRate;
        PayloadFormat? events = formats.Values.FirstOrDefault(f => f.Kind == PayloadKind.Events);
        if (events is null && !formats.ContainsKey(UsualEventType))
            formats = formats.Add(UsualEventType, events = new PayloadFormat(PayloadKind.Events, "telephone-event", rate));
        DriverLine? line = digits?.Line;
        var receiver = new RtpReceiver(
            formats,
            sound is null ? null : new RtpPlayout(new SoundLine(sound)),
            line is null || events is null ? null : new TelephoneEventReceiver(events.Rate, digit => line.Post(digit)));
        return new RtpInput(string.Join(", ", inputs.Select(i => i.Channel.Source.Name)), at, receiver, [.. inputs.Select(i => i.Channel.Line)], clock);
    }
}
