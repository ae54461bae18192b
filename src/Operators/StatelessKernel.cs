using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>A sparse kernel of which each output depends on one input alone: there is nothing to save.</summary>
internal abstract class StatelessKernel : SparseKernel
{
    public sealed override void Reset()
    {
    }

    public sealed override void Save(StateWriter writer)
    {
    }

    public sealed override void Load(StateReader reader)
    {
    }
}
