using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>What became of the messages that a connection was given: happens with each answer that reads back its name.</summary>
internal sealed class OutcomeLeaf(RuleGraph graph, string name, string sink) : EventLeaf(graph, name)
{
    public void Answered(in Arrival feedback)
    {
        if (feedback.Readback.Text == sink)
            OnNext(new Signals.Stamped<Signals.Value>(feedback.Value, feedback.Stamp));
    }
}
