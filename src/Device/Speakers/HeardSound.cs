using System;
using System.Collections.Immutable;
using System.IO;
using System.Threading;
using Reactive.Device.Output;
using Reactive.Device.Running;
using Reactive.Device.Traces;
using Reactive.Operators;

namespace Reactive.Device.Speakers;

/// <summary>What a microphone heard while a series was played, from where it is known, and its rate.</summary>
/// <param name="From">The file or the microphone, for messages.</param>
/// <param name="RateHertz">Samples a second.</param>
/// <param name="Samples">The sound, from -1 to 1.</param>
internal sealed record HeardSound(string From, int RateHertz, float[] Samples)
{
    /// <summary>The longest sound of a file that is looked through.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    // sound comes to the microphone later than it is given to the card
    private const double TailSeconds = 1;

    /// <summary>Reads a file: one channel of any readable kind of sound.</summary>
    /// <exception cref="CommandException">It is none, is too long, or its rate is out of range.</exception>
    public static HeardSound Read(string file)
    {
        (string path, string channel) = FeedOption.Split(file);
        using Trace trace = TraceFormats.Open(path, new TraceOptions { CanBeGiven = false });
        ImmutableArray<TraceChannel> channels = channel.Length == 0 ? trace.ChooseFirst(1) : trace.Choose(channel, 1);
        float[] heard = SoundFile.Read(file, trace, channels, Longest, out int rate);
        foreach (string warning in trace.Warnings)
            Console.Error.WriteLine(warning);
        return new HeardSound(file, rate, heard);
    }

    /// <summary>Plays a series on a speaker, and hears it by a microphone meanwhile.</summary>
    /// <exception cref="CommandException">The two do not go together, or a device fails.</exception>
    public static HeardSound Play(SpeakerTestSeries series, SoundDevice speaker, SoundDevice microphone)
    {
        switch (speaker, microphone)
        {
            case (SimulatedDevice, SimulatedDevice { Text: not SoundDevice.Simulated }):
                throw CommandException.Usage($"--microphone {microphone.Text}: the room is that of the speaker, as in --speaker {microphone.Text}.");
            case (SimulatedDevice { Room: var room }, SimulatedDevice):
                return new HeardSound(microphone.Text, series.RateHertz, room.Hear(series.Render(), series.RateHertz));
            case (AlsaDevice plays, AlsaDevice hears):
                try
                {
                    return new HeardSound(microphone.Text, series.RateHertz, Play(series, plays.Device, hears.Device));
                }
                catch (IOException failure)
                {
                    throw CommandException.Failure(failure.Message, failure);
                }

            default:
                throw CommandException.Usage($"--speaker {speaker.Text} cannot be heard by --microphone {microphone.Text}: both are simulated, or neither.");
        }
    }

    private static float[] Play(SpeakerTestSeries series, string speaker, string microphone)
    {
        float[] heard = [];
        IOException? deaf = null;
        using var stop = new CancellationTokenSource();
        using var begun = new ManualResetEventSlim();
        var hearing = new Thread(() =>
        {
            try
            {
                heard = new AlsaMicrophone(microphone, series.RateHertz).Hear(series.Length + (int)(TailSeconds * series.RateHertz), begun.Set, stop.Token);
            }
            catch (IOException failure)
            {
                deaf = failure;
                begun.Set();
            }
        }) { Name = "microphone", IsBackground = true };
        hearing.Start();
        begun.Wait();
        try
        {
            if (deaf is null)
                new AlsaSpeaker(speaker, series.RateHertz).Play(series.Render(), stop.Token);
        }
        catch
        {
            stop.Cancel();
            hearing.Join();
            throw;
        }

        hearing.Join();
        return deaf is null ? heard : throw deaf;
    }
}
