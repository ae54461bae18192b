using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;

namespace Reactive.Device.Traces;

/// <summary>Names by which each channel of a file can be chosen.</summary>
internal static class ChannelNames
{
    /// <summary>Tells channels apart whose names are the same: <c>v</c>, <c>v#2</c>, <c>v#3</c>.</summary>
    public static ImmutableArray<TraceChannel> Distinct(IEnumerable<TraceChannel> channels)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        // a file may bear one name a million times
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var distinct = ImmutableArray.CreateBuilder<TraceChannel>();
        foreach (TraceChannel channel in channels)
        {
            string name = channel.Name;
            while (!names.Add(name))
            {
                int number = numbers.GetValueOrDefault(channel.Name, 1) + 1;
                numbers[channel.Name] = number;
                name = channel.Name + "#" + number.ToString(CultureInfo.InvariantCulture);
            }

            distinct.Add(name == channel.Name ? channel : channel with { Name = name });
        }

        return distinct.ToImmutable();
    }
}
