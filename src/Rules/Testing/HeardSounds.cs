using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Testing;

/// <summary>Adds the sounds that a test lets a port hear to what else it is fed.</summary>
internal sealed class HeardSounds
{
    private readonly (long First, ReadOnlyMemory<float> Sound, int? Channel)[] _sounds;
    private readonly SampleClock _clock;
    private readonly double _fullScale;
    private readonly double _most;
    private readonly SampleChange? _damage;
    private int _passed;

    private HeardSounds(PortSpec port, IEnumerable<FeedDefinition> sounds, SampleChange? damage)
    {
        _clock = new SampleClock(port.Flow.Samples!.Rate);
        _fullScale = SampleBlock.FullScaleOf(port.Flow.Samples.Format);
        _most = port.Flow.Samples.Format == SampleFormat.Float32 ? float.MaxValue : _fullScale - 1;
        _sounds = [.. sounds.Select(s => (_clock.FirstIndexAtOrAfter(s.At), s.Sound, s.Channel))];
        _damage = damage;
    }

    /// <summary>What is heard at a port beside its levels, and then what <paramref name="damage"/> makes of it; that alone where no sound is fed.</summary>
    public static SampleChange? At(PortSpec port, IEnumerable<FeedDefinition> feeds, SampleChange? damage)
    {
        FeedDefinition[] sounds = [.. feeds.Where(f => !f.Sound.IsEmpty)];
        return sounds.Length == 0 ? damage : new HeardSounds(port, sounds, damage).Sample;
    }

    private double Sample(SignalTime at, int channel, double sample)
    {
        long index = _clock.FirstIndexAtOrAfter(at);
        while (_passed < _sounds.Length && index >= _sounds[_passed].First + _sounds[_passed].Sound.Length)
            _passed++;
        for (int i = _passed; i < _sounds.Length && _sounds[i].First <= index; i++)
        {
            (long first, ReadOnlyMemory<float> sound, int? of) = _sounds[i];
            if ((of ?? channel) == channel && index - first < sound.Length)
                sample += sound.Span[(int)(index - first)] * _fullScale;
        }

        sample = Math.Clamp(_fullScale == 1 ? sample : Math.Round(sample), -_fullScale, _most);
        return _damage?.Invoke(at, channel, sample) ?? sample;
    }
}
