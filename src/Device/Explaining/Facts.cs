using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Device.Explaining;

/// <summary>An arrival, without its samples.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Port">The port it came from; empty for none.</param>
/// <param name="Arrival">The rest of it; its block must not be read.</param>
/// <param name="FirstIndex">The index of a block's first sample.</param>
/// <param name="Count">How many samples a block has.</param>
internal sealed record ArrivalFact(long Number, string Port, Arrival Arrival, long FirstIndex, int Count);

/// <summary>One sample of a port.</summary>
/// <param name="Index">Its index.</param>
/// <param name="At">Its time.</param>
/// <param name="Raw">As stored.</param>
internal readonly record struct SampleFact(long Index, SignalTime At, double Raw);

/// <summary>The samples of a port around an instant.</summary>
internal readonly record struct SampleWish(string Port, int Channel, SignalTime Since, SignalTime Settled);
