using System.Diagnostics;
using Reactive.Signals.Loop;

namespace Reactive.Device.Bench.Sip;

/// <summary>A device that calls: from its events through rules, telephone and user agent to the wire, and back.</summary>
internal sealed class SipDevice : LiveParts
{
    private readonly TimedNotes _seen = new();

    /// <summary>A device whose telephone is ready.</summary>
    /// <param name="address">Whom it calls.</param>
    public SipDevice(string address)
        : this(address, SipLine.FreePort())
    {
    }

    private SipDevice(string address, int port)
        : base($$"""
            pipeline: bench
            device: i8307
            sip:
              address: 127.0.0.1
              port: {{port}}
              media-port: {{20_000 + (port % 400 * 100)}}
              accounts: { door: { user: door, domain: 127.0.0.1 } }
              contacts: { flat: { address: "{{address}}" } }
            inputs: { event: { is: trigger } }
            rules:
              ring: { when: event, do: { call: flat } }
              lost: { when: sip becomes lost, do: { log: lost } }
              over: { when: sip.outcome is failed, do: { log: over } }
              open: { when: sip.digit, if: sip.call is answered, do: { pulse: relay-1, for: 10 ms } }
            """)
    {
        Begin();
        Wait("sip connected");
    }

    /// <summary>Lets the event happen on which it calls.</summary>
    /// <returns>When it did, as <see cref="Stopwatch"/> counts.</returns>
    public long Happen()
    {
        long now = Stopwatch.GetTimestamp();
        Happen("event");
        return now;
    }

    /// <summary>Waits for a change of a signal, <c>sip.call answered</c>, or a command to an output, <c>relay-1 activate</c>.</summary>
    /// <returns>When it came, as <see cref="Stopwatch"/> counts.</returns>
    public long Wait(string what) => _seen.Wait("device", what);

    public override void OnSignal(in SignalChange change) => _seen.Add($"{change.Signal} {change.Value}");

    public override void Carry(in Command command)
    {
        _seen.Add($"{command.Sink} {command.Verb}");
        base.Carry(command);
    }
}
