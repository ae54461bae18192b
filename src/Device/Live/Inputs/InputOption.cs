using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Reactive.Device.Output;
using Reactive.Device.Telephony;

namespace Reactive.Device.Live.Inputs;

/// <summary>One <c>--input PORT=WHAT</c>: what brings a port of a live run its values.</summary>
/// <param name="Port">The port.</param>
/// <param name="Text">What was asked for, as it was written.</param>
internal abstract record InputOption(string Port, string Text)
{
    /// <summary>The forms of <c>WHAT</c>, for help and messages.</summary>
    public const string Forms = "rtp:[ADDRESS:]PORT[?TYPE=ENCODING/RATE&...], rtp-events:[ADDRESS:]PORT, alsa:DEVICE, lines:FILE or simulated";

    private const string Rtp = "rtp:";
    private const string RtpEvents = "rtp-events:";
    private const string Alsa = "alsa:";
    private const string Lines = "lines:";
    private const string Simulated = "simulated";

    /// <summary>Reads an option.</summary>
    /// <exception cref="CommandException">It is malformed.</exception>
    public static InputOption Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1)
            throw CommandException.Usage($"--input takes PORT=WHAT, where WHAT is {Forms}, not '{text}'.");
        (string port, string what) = (text[..equals], text[(equals + 1)..]);
        if (what.StartsWith(Rtp, StringComparison.Ordinal))
            return ParseRtp(port, text, what[Rtp.Length..], isSound: true);
        if (what.StartsWith(RtpEvents, StringComparison.Ordinal))
            return ParseRtp(port, text, what[RtpEvents.Length..], isSound: false);
        if (what.StartsWith(Alsa, StringComparison.Ordinal) && what.Length > Alsa.Length)
            return new AlsaOption(port, text, what[Alsa.Length..]);
        if (what.StartsWith(Lines, StringComparison.Ordinal) && what.Length > Lines.Length)
            return new LinesOption(port, text, what[Lines.Length..]);
        return what == Simulated ? new SimulatedOption(port, text) : throw CommandException.Usage($"--input {text}: '{what}' is no input; it is {Forms}.");
    }

    private static RtpOption ParseRtp(string port, string text, string where, bool isSound)
    {
        int question = where.IndexOf('?', StringComparison.Ordinal);
        string address = question < 0 ? where : where[..question];
        // a port alone is one of this machine
        if (!address.Contains(':', StringComparison.Ordinal))
            address = $"{IPAddress.Loopback}:{address}";
        if (!IPEndPoint.TryParse(address, out IPEndPoint? endpoint) || endpoint.Port == 0)
            throw CommandException.Usage($"--input {text}: an address in numbers and a port were expected, such as 5004, 0.0.0.0:5004 or [::]:5004.");
        var formats = ImmutableDictionary.CreateBuilder<int, PayloadFormat>();
        foreach (string named in question < 0 ? [] : where[(question + 1)..].Split('&'))
        {
            int sign = named.IndexOf('=', StringComparison.Ordinal);
            if (sign < 0 || !int.TryParse(named.AsSpan(0, sign), NumberStyles.None, CultureInfo.InvariantCulture, out int type) || type > 127 || PayloadFormat.Parse(named.AsSpan(sign + 1)) is not { } format)
                throw CommandException.Usage($"--input {text}: a payload type, 0 to 127, and what it stands for were expected, such as 96=L16/16000 or 101=telephone-event/8000, not '{named}'.");
            formats[type] = format;
        }

        return new RtpOption(port, text, endpoint, isSound, formats.ToImmutable());
    }
}

/// <summary>RTP that comes to an address of this machine.</summary>
/// <param name="Port">The port.</param>
/// <param name="Text">As it was written.</param>
/// <param name="At">Where it comes.</param>
/// <param name="IsSound">Whether the port takes its sound; else it takes its telephone events.</param>
/// <param name="Formats">What payload types stand for, beyond those that need no telling.</param>
internal sealed record RtpOption(string Port, string Text, IPEndPoint At, bool IsSound, ImmutableDictionary<int, PayloadFormat> Formats) : InputOption(Port, Text);

/// <summary>A sound card.</summary>
/// <param name="Port">The port.</param>
/// <param name="Text">As it was written.</param>
/// <param name="Device">The name by which ALSA knows it.</param>
internal sealed record AlsaOption(string Port, string Text, string Device) : InputOption(Port, Text);

/// <summary>Words that another program writes, one a line.</summary>
/// <param name="Port">The port.</param>
/// <param name="Text">As it was written.</param>
/// <param name="File">The named pipe; <c>-</c> for standard input.</param>
internal sealed record LinesOption(string Port, string Text, string File) : InputOption(Port, Text);

/// <summary>What the built-in scenario has for the port.</summary>
/// <param name="Port">The port.</param>
/// <param name="Text">As it was written.</param>
internal sealed record SimulatedOption(string Port, string Text) : InputOption(Port, Text);
