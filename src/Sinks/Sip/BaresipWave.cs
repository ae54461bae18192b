using System;

namespace Reactive.Sinks.Sip;

/// <summary>Sound as baresip reads it from files: WAV, 16 bits, one channel, 8 kHz.</summary>
internal static class BaresipWave
{
    private const int Head = 44;

    /// <summary>The bytes of a file.</summary>
    /// <param name="samples">The sound, from -1 to 1.</param>
    /// <param name="silence">What follows it.</param>
    public static byte[] Bytes(ReadOnlySpan<float> samples, TimeSpan silence)
    {
        int size = 2 * (samples.Length + (int)(silence.TotalSeconds * SipSink.SampleRateHz));
        byte[] wave = new byte[Head + size];
        "RIFF"u8.CopyTo(wave);
        BitConverter.TryWriteBytes(wave.AsSpan(4), Head - 8 + size);
        "WAVEfmt "u8.CopyTo(wave.AsSpan(8));
        BitConverter.TryWriteBytes(wave.AsSpan(16), 16);
        BitConverter.TryWriteBytes(wave.AsSpan(20), (short)1);
        BitConverter.TryWriteBytes(wave.AsSpan(22), (short)1);
        BitConverter.TryWriteBytes(wave.AsSpan(24), SipSink.SampleRateHz);
        BitConverter.TryWriteBytes(wave.AsSpan(28), SipSink.SampleRateHz * 2);
        BitConverter.TryWriteBytes(wave.AsSpan(32), (short)2);
        BitConverter.TryWriteBytes(wave.AsSpan(34), (short)16);
        "data"u8.CopyTo(wave.AsSpan(36));
        BitConverter.TryWriteBytes(wave.AsSpan(40), size);
        for (int i = 0; i < samples.Length; i++)
            BitConverter.TryWriteBytes(wave.AsSpan(Head + (2 * i)), (short)Math.Clamp(MathF.Round(samples[i] * 32_767), short.MinValue, short.MaxValue));
        return wave;
    }
}
