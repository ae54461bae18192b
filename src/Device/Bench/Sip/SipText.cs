using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace Reactive.Device.Bench.Sip;

/// <summary>A request or response as it came (RFC 3261, 7).</summary>
/// <param name="Text">All of it.</param>
/// <param name="From">Where it came from.</param>
/// <param name="Timestamp">When it came, as <see cref="System.Diagnostics.Stopwatch"/> counts.</param>
internal sealed record SipText(string Text, IPEndPoint From, long Timestamp)
{
    /// <summary>The first line.</summary>
    public string Start => Text[..Math.Max(0, Text.IndexOf('\r', StringComparison.Ordinal))];

    /// <summary>What follows the headers.</summary>
    public string Body => Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and >= 0 ? Text[(end + 4)..] : "";

    /// <summary>The lines of a header, with its name.</summary>
    public IEnumerable<string> Lines(string name) => Text.Split("\r\n").TakeWhile(static l => l.Length > 0).Where(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));

    /// <summary>What a header says; empty where it is not there.</summary>
    public string Header(string name) => Lines(name).Select(l => l[(name.Length + 1)..].Trim()).FirstOrDefault("");

    /// <summary>Where its session description (RFC 8866) wants sound to go.</summary>
    public IPEndPoint Media
    {
        get
        {
            string[] lines = Body.Split("\r\n");
            string address = lines.First(static l => l.StartsWith("c=IN IP4 ", StringComparison.Ordinal))[9..];
            string port = lines.First(static l => l.StartsWith("m=audio ", StringComparison.Ordinal)).Split(' ')[1];
            return IPEndPoint.Parse($"{address}:{port}");
        }
    }
}
