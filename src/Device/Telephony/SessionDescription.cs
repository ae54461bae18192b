using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace Reactive.Device.Telephony;

/// <summary>One medium of a session: where whoever described it wants packets sent, and what their payload types stand for.</summary>
/// <param name="Kind"><c>audio</c>, <c>video</c>...</param>
/// <param name="Address">Where packets go; null where it is no address in numbers.</param>
/// <param name="Port">The port; 0 where the medium was refused.</param>
/// <param name="Formats">What payload types stand for.</param>
internal sealed record SessionMedia(string Kind, IPAddress? Address, int Port, ImmutableDictionary<int, PayloadFormat> Formats);

/// <summary>A session description (SDP, RFC 8866), as far as it says what RTP holds.</summary>
internal static class SessionDescription
{
    /// <summary>The most media that are looked at.</summary>
    public const int MostMedia = 64;

    private const int MostFormats = 128;

    /// <summary>Reads the media of a description. What is damaged is passed over.</summary>
    public static ImmutableArray<SessionMedia> Read(ReadOnlySpan<byte> body)
    {
        var media = ImmutableArray.CreateBuilder<SessionMedia>();
        IPAddress? session = null;
        Medium? open = null;
        foreach (ReadOnlySpan<char> raw in Encoding.Latin1.GetString(body).AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> line = raw.Trim();
            if (line.Length < 2 || line[1] != '=')
                continue;
            ReadOnlySpan<char> value = line[2..].Trim();
            switch (line[0])
            {
                case 'm':
                    Close(media, open, session);
                    open = media.Count < MostMedia ? Medium.Of(value) : null;
                    break;
                case 'c' when open is null && media.Count == 0:
                    session = AddressOf(value);
                    break;
                case 'c' when open is not null:
                    open.Address = AddressOf(value);
                    break;
                case 'a' when open is not null && value.StartsWith("rtpmap:", StringComparison.OrdinalIgnoreCase):
                    open.Map(value["rtpmap:".Length..]);
                    break;
            }
        }

        Close(media, open, session);
        return media.ToImmutable();
    }

    private static void Close(ImmutableArray<SessionMedia>.Builder media, Medium? open, IPAddress? session)
    {
        if (open is not null)
            media.Add(new SessionMedia(open.Kind, open.Address ?? session, open.Port, open.Formats.ToImmutable()));
    }

    // IN IP4 192.0.2.1, perhaps with /TTL behind it
    private static IPAddress? AddressOf(ReadOnlySpan<char> value)
    {
        ReadOnlySpan<char> last = value[(value.LastIndexOf(' ') + 1)..];
        int slash = last.IndexOf('/');
        return IPAddress.TryParse(slash < 0 ? last : last[..slash], out IPAddress? address) ? address : null;
    }

    private sealed class Medium
    {
        public string Kind { get; private init; } = "";

        public int Port { get; private init; }

        public IPAddress? Address { get; set; }

        public ImmutableDictionary<int, PayloadFormat>.Builder Formats { get; } = ImmutableDictionary.CreateBuilder<int, PayloadFormat>();

        // audio 49170 RTP/AVP 0 8 101, perhaps with a number of ports: 49170/2
        public static Medium? Of(ReadOnlySpan<char> value)
        {
            string[] words = value.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 3 || !int.TryParse(words[1].Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port > IPEndPoint.MaxPort)
                return null;
            var medium = new Medium { Kind = words[0].ToLowerInvariant(), Port = port };
            foreach (string word in words.AsSpan(3))
            {
                if (TryType(word, out int type) && PayloadFormat.Of(type) is { } known)
                    medium.Formats[type] = known;
            }

            return medium;
        }

        // 101 telephone-event/8000
        public void Map(ReadOnlySpan<char> value)
        {
            int blank = value.IndexOf(' ');
            if (blank > 0 && Formats.Count < MostFormats && TryType(value[..blank], out int type) && PayloadFormat.Parse(value[(blank + 1)..].Trim()) is { } format)
                Formats[type] = format;
        }

        private static bool TryType(ReadOnlySpan<char> text, out int type) =>
            int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out type) && type < MostFormats;
    }
}
