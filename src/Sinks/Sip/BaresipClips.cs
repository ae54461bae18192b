using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Reactive.Sinks.Sip;

/// <summary>The clips that are being played into calls. baresip hangs up where a file ends, so each has silence behind it, long enough to be taken off in time.</summary>
internal sealed class BaresipClips(BaresipConfiguration configuration, TimeProvider time)
{
    /// <summary>The longest that is played.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(10);

    private readonly List<Clip> _clips = [];
    private long _last;

    /// <summary>Until the first of them is over.</summary>
    public TimeSpan Left => _clips.Count == 0 ? TimeSpan.MaxValue : _clips.Min(Rest);

    /// <summary>Begins one, in place of what is played into the call.</summary>
    /// <returns>The file, as <c>ausrc</c> wants it.</returns>
    /// <exception cref="IOException">It cannot be written: the disk is full. What was played before goes on.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public string Begin(BaresipCall call, ReadOnlySpan<float> samples)
    {
        string file = configuration.Put($"clip{++_last}.wav", BaresipWave.Bytes(samples, Tail));
        End(call);
        _clips.Add(new Clip(call, file, time.GetTimestamp(), TimeSpan.FromSeconds((double)samples.Length / SipSink.SampleRateHz)));
        return $"aufile,{file}";
    }

    /// <summary>Whether one is played on a line.</summary>
    public bool IsOn(int line) => _clips.Exists(c => c.Call.Line == line);

    /// <summary>The call into which one has been played to its end, which is forgotten; null for none.</summary>
    public BaresipCall? Over()
    {
        BaresipCall? call = _clips.Find(c => Rest(c) <= TimeSpan.Zero)?.Call;
        if (call is not null)
            End(call);
        return call;
    }

    /// <summary>Nothing is played into a call any more.</summary>
    public void End(BaresipCall call)
    {
        foreach (Clip clip in _clips.Where(c => c.Call == call))
            BaresipConfiguration.Remove(new FileInfo(clip.File));
        _clips.RemoveAll(c => c.Call == call);
    }

    private TimeSpan Rest(Clip clip) => clip.Length - time.GetElapsedTime(clip.Begun);

    private sealed record Clip(BaresipCall Call, string File, long Begun, TimeSpan Length);
}
