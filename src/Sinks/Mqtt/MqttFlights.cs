using System;
using System.Collections.Generic;

namespace Reactive.Sinks.Mqtt;

/// <summary>What is on its way.</summary>
internal enum FlightKind : byte
{
    /// <summary>A caller's message.</summary>
    Publish,

    /// <summary>The connect message.</summary>
    ConnectMessage,

    /// <summary>A subscription.</summary>
    Subscribe,

    /// <summary>The end of one.</summary>
    Unsubscribe,

    /// <summary>The question whether the broker still answers.</summary>
    Probe,
}

/// <summary>Something on its way to the broker.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Token">The caller's token of a message.</param>
/// <param name="Qos">The QoS of a message.</param>
/// <param name="Bytes">The length of its payload.</param>
/// <param name="Since">When it was handed over, as a timestamp.</param>
/// <param name="Filter">The filter of a subscription.</param>
internal readonly record struct Flight(FlightKind Kind, long Token, int Qos, int Bytes, long Since, string? Filter = null)
{
    public bool IsMessage => Kind is FlightKind.Publish or FlightKind.ConnectMessage;

    /// <summary>Whether the broker answers it. QoS 0 it does not.</summary>
    public bool IsAnswered => !IsMessage || Qos > 0;
}

/// <summary>
/// What is on its way, by a number that is not used twice on one connection, and how many places are taken. The place of a message is taken from its
/// acceptance until its outcome is told, which is later than its end.
/// </summary>
internal sealed class MqttFlights(MqttLimits limits)
{
    private readonly Dictionary<int, Flight> _flights = [];
    private int _last;
    private int _acknowledged;
    private int _unsent;
    private long _bytes;
    private bool _missesUnsent;
    private bool _missesAcknowledged;
    private int _missedBytes;

    /// <summary>How many messages of QoS 1 and 2 may be on their way.</summary>
    public int Window { get; set; } = limits.Unacknowledged;

    /// <summary>How many are on their way.</summary>
    public int Count => _flights.Count;

    /// <summary>Whether a message fits.</summary>
    public bool HasRoom(int qos, int bytes) =>
        (qos > 0 ? _acknowledged < Window : _unsent < limits.Unsent) && (_bytes + bytes <= limits.BytesOut || _acknowledged + _unsent == 0);

    /// <summary>Notes that there was none for a message.</summary>
    public void Miss(int qos, int bytes)
    {
        _missesUnsent |= qos == 0;
        _missesAcknowledged |= qos > 0;
        _missedBytes = Math.Max(_missedBytes, bytes);
    }

    /// <summary>Whether there is room for what was missed, once: then nothing is missed any more.</summary>
    public bool HasRoomThatWasMissed()
    {
        if (!((_missesUnsent && HasRoom(0, _missedBytes)) || (_missesAcknowledged && HasRoom(1, _missedBytes))))
            return false;
        _missesUnsent = _missesAcknowledged = false;
        _missedBytes = 0;
        return true;
    }

    /// <summary>Takes the place of a message.</summary>
    public void Reserve(int qos, int bytes) => Take(qos > 0, 1, bytes);

    /// <summary>Gives it back.</summary>
    public void Release(bool isAcknowledged, int bytes) => Take(isAcknowledged, -1, -bytes);

    /// <summary>Adds something that is handed over; gives its number.</summary>
    public int Add(in Flight flight)
    {
        _last = _last == int.MaxValue ? 1 : _last + 1;
        _flights.Add(_last, flight);
        return _last;
    }

    /// <summary>Ends one; false where it has ended already.</summary>
    public bool Remove(int number, out Flight flight) => _flights.Remove(number, out flight);

    /// <summary>Ends all, in the order in which they were handed over.</summary>
    public List<Flight> RemoveAll()
    {
        var numbers = new List<int>(_flights.Keys);
        // numbers may have begun again
        numbers.Sort((a, b) => (a - _last - 1 & int.MaxValue).CompareTo(b - _last - 1 & int.MaxValue));
        List<Flight> all = numbers.ConvertAll(n => _flights[n]);
        _flights.Clear();
        return all;
    }

    /// <summary>Since when the one that has waited longest waits for an answer; null where none does.</summary>
    public long? Oldest()
    {
        long? oldest = null;
        foreach (Flight flight in _flights.Values)
        {
            if (flight.IsAnswered && (oldest is null || flight.Since < oldest))
                oldest = flight.Since;
        }

        return oldest;
    }

    private void Take(bool isAcknowledged, int places, int bytes)
    {
        if (isAcknowledged)
            _acknowledged += places;
        else
            _unsent += places;
        _bytes += bytes;
    }
}
