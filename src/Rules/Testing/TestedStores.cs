using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Testing;

/// <summary>The stated model of a device, but for stores that a test locks: they take no use and say so at once.</summary>
internal sealed class TestedStores(Engine engine, TestDefinition test) : ICommandTarget
{
    private static readonly Value Locked = Value.Fault("store-locked");

    private readonly CommandModel _model = new(engine);
    private readonly ImmutableArray<LockFault> _locks = [.. test.Faults.OfType<LockFault>()];

    public void Carry(in Command command)
    {
        foreach (LockFault locked in _locks)
        {
            if (locked.Store == command.Sink && locked.At <= command.At && command.At < locked.Until)
            {
                engine.Answer(command.Number, Outcome.Failed, Locked);
                return;
            }
        }

        _model.Carry(command);
    }
}
