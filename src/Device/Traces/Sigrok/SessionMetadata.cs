using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Device.Traces.Sigrok;

/// <summary>A channel that a session recorded.</summary>
/// <param name="Number">Its number in the session, from 1: logic channels first, then analog ones.</param>
/// <param name="Name">The name its user gave it.</param>
/// <param name="IsLogic">Whether it is a bit of each logic sample; else it has samples of its own.</param>
internal sealed record SessionChannel(int Number, string Name, bool IsLogic);

/// <summary>What the entry <c>metadata</c> of a session says (libsigrok's session format 1 and 2).</summary>
internal sealed record SessionMetadata
{
    /// <summary>The most logic channels, and the most analog ones.</summary>
    public const int MostChannels = 1024;

    private const string Device = "device 1";

    /// <summary>The sample rate of all channels, or null where the session does not tell.</summary>
    public SampleRate? Rate { get; private init; }

    /// <summary>The bytes of a logic sample; bit 0 of byte 0 is channel 1.</summary>
    public int UnitSize { get; private init; }

    /// <summary>The entry of the logic samples, or the start of the names of its chunks.</summary>
    public string CaptureFile { get; private init; } = "logic-1";

    /// <summary>The channels that were recorded, logic first, each in the order of their numbers.</summary>
    public ImmutableArray<SessionChannel> Channels { get; private init; } = [];

    /// <summary>Devices in the session. Only the first is read.</summary>
    public int Devices { get; private init; }

    /// <summary>Reads the text of the entry.</summary>
    /// <exception cref="FormatException">It is wrong; the message says what, as part of a sentence.</exception>
    public static SessionMetadata Read(string text)
    {
        (Dictionary<string, string> keys, int devices) = KeyFile.Read(text, Device, "device ");
        if (devices == 0)
            throw new FormatException($"there is no group [{Device}]");
        int total = Count(keys, "total probes", 0, MostChannels) ?? 0;
        ImmutableArray<SessionChannel> logic = Named(keys, "probe", true);
        if (logic.Length == 0)
            logic = [.. Enumerable.Range(1, total).Select(n => new SessionChannel(n, (n - 1).ToString(CultureInfo.InvariantCulture), true))];
        int last = Math.Max(total, logic.Length == 0 ? 0 : logic[^1].Number);
        int least = (last + 7) / 8;
        int unit = Count(keys, "unitsize", 0, MostChannels / 8) ?? least;
        if (unit < least)
            throw new FormatException($"'unitsize' is {unit}, but {last} logic channels need {(least == 1 ? "a byte" : $"{least} bytes")} a sample");
        ImmutableArray<SessionChannel> analog = Named(keys, "analog", false);
        if (logic.Length + analog.Length == 0)
            throw new FormatException("it names no channel ('total probes', 'probeN' or 'analogN')");
        return new SessionMetadata
        {
            Rate = keys.TryGetValue("samplerate", out string? rate) ? RateOf(rate) : null,
            UnitSize = unit,
            CaptureFile = keys.GetValueOrDefault("capturefile", "logic-1"),
            Channels = [.. logic, .. analog],
            Devices = devices,
        };
    }

    /// <summary>A rate as sessions write it: <c>24000000</c>, <c>20 kHz</c>, <c>12.5 MHz</c>; null for 0, which says nothing.</summary>
    private static SampleRate? RateOf(string text)
    {
        ReadOnlySpan<char> number = text.AsSpan().Trim();
        if (number.EndsWith("Hz", StringComparison.OrdinalIgnoreCase))
            number = number[..^2].TrimEnd();
        decimal factor = number.IsEmpty ? 1 : char.ToLowerInvariant(number[^1]) switch { 'k' => 1e3m, 'm' => 1e6m, 'g' => 1e9m, _ => 1m };
        if (factor > 1)
            number = number[..^1].TrimEnd();
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) || value > 1e12m / factor)
            throw new FormatException($"'samplerate' is '{text}', which is no rate up to 1 THz such as 24000000 or 24 MHz");
        decimal hertz = value * factor;
        if (hertz == 0)
            return null;
        return hertz >= 1e-6m ? SampleRate.FromHertz((double)hertz) : throw new FormatException($"'samplerate' is '{text}', less than 1 µHz");
    }

    private static ImmutableArray<SessionChannel> Named(Dictionary<string, string> keys, string prefix, bool isLogic)
    {
        var channels = new SortedDictionary<int, SessionChannel>();
        foreach ((string key, string name) in keys)
        {
            if (!key.StartsWith(prefix, StringComparison.Ordinal) || !int.TryParse(key.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                continue;
            if (number is < 1 or > 2 * MostChannels || (isLogic && number > MostChannels))
                throw new FormatException($"'{key}' is beyond the {MostChannels} channels that are read");
            if (!channels.TryAdd(number, new SessionChannel(number, name, isLogic)))
                throw new FormatException($"channel {number} is named twice ('{key}')");
        }

        return channels.Count <= MostChannels ? [.. channels.Values] : throw new FormatException($"it has {channels.Count} analog channels; at most {MostChannels} are read");
    }

    private static int? Count(Dictionary<string, string> keys, string key, int least, int most)
    {
        if (!keys.TryGetValue(key, out string? text))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= least && count <= most
            ? count
            : throw new FormatException($"'{key}' is '{text}'; expected a whole number from {least} to {most}");
    }
}
