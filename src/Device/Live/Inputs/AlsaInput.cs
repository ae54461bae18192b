using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Reactive.Device.Output;
using Reactive.Device.Time;
using Reactive.Signals;

namespace Reactive.Device.Live.Inputs;

/// <summary>Captures sound from a card through ALSA, at the rate and with the channels of its port. What the card loses because nobody came for it is a gap, and counted.</summary>
internal sealed class AlsaInput : ICountingDriver
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Buffered = TimeSpan.FromMilliseconds(200);

    // A device without a clock of its own gives as much as it is asked for. A card's clock is never so fast.
    private const long MostAhead = 200_000_000;
    private const long Window = 10 * SignalTime.NanosecondsPerSecond;

    private readonly string _device;
    private readonly DriverLine _line;
    private readonly SoundLine _sound;
    private readonly DeviceClock _clock;
    private readonly Pacer _pacer;
    private readonly short[] _frames;
    private readonly int _rate;
    private long _overruns;

    private AlsaInput(string device, InputChannel channel, DeviceClock clock)
    {
        Name = channel.Source.Name;
        _device = device;
        _line = channel.Line;
        _sound = new SoundLine(channel);
        _clock = clock;
        _pacer = new Pacer(clock);
        _frames = new short[_sound.BlockFrames * _sound.Channels];
        _rate = (int)_sound.Clock.Rate.Numerator;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IEnumerable<(string What, long Count)> Counts => [("times that the sound card lost samples", Volatile.Read(ref _overruns))];

    /// <summary>The driver of a port; it has not opened the device.</summary>
    /// <exception cref="CommandException">The library is missing, or no card has such a rate.</exception>
    public static AlsaInput Of(AlsaOption option, InputChannel channel, DeviceClock clock)
    {
        if (!AlsaPcm.IsInstalled)
            throw CommandException.Failure($"--input {option.Text}: sound cards need libasound, which is not installed. On Debian and Ubuntu: apt-get install {AlsaPcm.Package}.");
        SampleRate rate = channel.Source.Clock!.Rate;
        return rate is { Denominator: 1, Numerator: <= 1_000_000 }
            ? new AlsaInput(option.Device, channel, clock)
            : throw CommandException.Usage($"--input {option.Text}: no sound card has the rate of the port, {rate}: a whole number of hertz up to 1 MHz was expected.");
    }

    /// <inheritdoc/>
    public void Run(CancellationToken stop)
    {
        using AlsaPcm pcm = AlsaPcm.Open(_device, _rate, _sound.Channels, Buffered, out string problem)
            ?? throw new IOException($"ALSA cannot capture {_sound.Channels} channels at {_rate} Hz from '{_device}': {problem}.");
        SignalTime windowStart = _clock.Now;
        long windowIndex = 0;
        bool begins = true;
        while (!stop.IsCancellationRequested)
        {
            if (!pcm.Wait(Nap))
                continue;
            int read = pcm.Read(_frames, _sound.BlockFrames);
            SignalTime now = _clock.Now;
            if (read < 0)
            {
                Interlocked.Increment(ref _overruns);
                if (!pcm.TryRecover(read, out problem))
                    throw new IOException($"The sound card '{_device}' failed: {problem}.");
                begins = true;
                continue;
            }

            if (read == 0)
                continue;
            if (begins)
                _sound.Skip(_sound.Clock.FirstIndexAtOrAfter(now) - read);
            if (begins || now - windowStart > Window)
                (windowStart, windowIndex) = (now, 0);
            begins = false;
            _sound.Write(_frames.AsSpan(0, read * _sound.Channels), now);
            windowIndex += read;
            SignalTime due = windowStart.AddNanoseconds(_sound.Clock.Rate.NanosecondsOf(windowIndex) - MostAhead);
            if (due > now)
                _pacer.WaitUntil(due, stop);
        }
    }

    /// <inheritdoc/>
    public void ReportLost() => _line.PostLost();
}
