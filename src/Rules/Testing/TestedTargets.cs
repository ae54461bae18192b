using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Testing;

/// <summary>
/// The stated model of a device, but for what a test takes away: stores that are locked take no use and say so at once; a connection that is lost sends nothing,
/// and each message waits until it is back, or until it has expired.
/// </summary>
internal sealed class TestedTargets(PipelineGraph graph, TestDefinition test) : ICommandTarget
{
    private static readonly Value Locked = Value.Fault("store-locked");

    private readonly CommandModel _model = new(graph.Engine) { Others = graph.OtherEnds(test.Peers, connection => [.. test.Faults.OfType<LostFault>().Where(f => f.Connection == connection).Select(static f => (f.At, f.Until))]) };
    private readonly ImmutableArray<LockFault> _locks = [.. test.Faults.OfType<LockFault>()];
    private readonly ImmutableArray<LostFault> _losses = [.. test.Faults.OfType<LostFault>()];

    /// <summary>Takes answers that come later.</summary>
    public FeedOrder? Order { get; set; }

    /// <summary>What stands for the other ends of connections.</summary>
    public ConnectionModels? Others => _model.Others;

    /// <summary>What a connection is from when on, as a test takes it away.</summary>
    public static IEnumerable<Stamped<Value>> States(TestDefinition test, string connection)
    {
        foreach (LostFault lost in test.Faults.OfType<LostFault>().Where(f => f.Connection == connection))
        {
            yield return new Stamped<Value>(Value.Symbol(SymbolType.Connection, "lost"), lost.At);
            if (lost.Until != SignalTime.Never)
                yield return new Stamped<Value>(Value.Symbol(SymbolType.Connection, "connected"), lost.Until);
        }
    }

    public void Carry(in Command command)
    {
        foreach (LockFault locked in _locks)
        {
            if (locked.Store == command.Sink && locked.At <= command.At && command.At < locked.Until)
            {
                graph.Engine.Answer(command.Number, Outcome.Failed, Locked);
                return;
            }
        }

        foreach (LostFault lost in _losses)
        {
            if (lost.Connection != command.Sink || command.At < lost.At || command.At >= lost.Until)
                continue;
            if (command.Message is { } message)
                Keep(command, message, lost.Until);
            else
                graph.Engine.Answer(command.Number, Outcome.Failed, CommandModel.ReadbackOf(command));
            return;
        }

        _model.Carry(command);
    }

    private void Keep(in Command command, Message message, SignalTime back)
    {
        SignalTime expires = message.ExpiresNanoseconds > 0 ? command.At.AddNanoseconds(message.ExpiresNanoseconds) : SignalTime.Never;
        SignalTime answered = SignalTime.Min(back, expires);
        if (answered != SignalTime.Never)
            Order!.AnswerLater(answered, command.Number, back <= expires ? Outcome.Done : Outcome.Expired, CommandModel.ReadbackOf(command));
    }
}
