using Reactive.Rules;
using Reactive.Rules.Explaining;
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

/// <summary>The events that went into the operators of a signal's chain, of those that began at an instant or later, up to a turn.</summary>
internal readonly record struct StageWish(string Signal, SignalTime Since, long Turn);

/// <summary>An event that went into an operator.</summary>
/// <param name="Stage">Which operator of the chain, from 0.</param>
/// <param name="Input">Which of the signal's inputs it came from.</param>
/// <param name="Entering">The event.</param>
internal readonly record struct StageFact(int Stage, int Input, SignalChange Entering);

/// <summary>An event out of which, with others, an operator made another.</summary>
/// <param name="Finding">The event, under the name of the signal or port that brought it, or whose chain it is within.</param>
/// <param name="Into">The operator.</param>
/// <param name="Made">The signal in whose chain the operator is.</param>
/// <param name="Stage">Its place in that chain, from 0.</param>
internal sealed record PartFact(SignalFinding Finding, string Into, SignalDefinition Made, int Stage);

/// <summary>The samples of a port around an instant.</summary>
internal readonly record struct SampleWish(string Port, int Channel, SignalTime Since, SignalTime Settled);
