using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>
/// A frame on a reader line: the one that an event brings in this turn, else the last one that it has brought. Where it has never brought
/// any there is nothing to send, and that is a fault of the run.
/// </summary>
internal sealed class SendAction(RuleNode rule, RuleRun run, int index, EventLeaf frames, string line) : RuleAction(rule, run, index)
{
    private readonly string _nothing = $"rule '{rule.Definition.Name}' has nothing to send on '{line}': '{frames.Name}' has not brought a frame yet";

    /// <summary>What brings the frames.</summary>
    public EventLeaf Frames => frames;

    public override void Apply()
    {
        Engine engine = Rule.Graph.Engine;
        if (frames.Brought.Kind == ValueKind.Frame)
            engine.Issue(line, Command.Send, frames.Brought.Frame.Written, Cause, frames.IsSensitive);
        else
            engine.Observer.OnFault(engine.Turn.At, _nothing);
    }

    protected override void Take(SignalTime now) => Rule.Graph.AddEffect(this);
}
