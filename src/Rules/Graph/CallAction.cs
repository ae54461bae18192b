using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Graph;

/// <summary>A call to contacts. Who is available is looked up when the command is given.</summary>
internal sealed class CallAction(RuleNode rule, RuleRun run, int index, ActionDefinition action, Contacts contacts) : RuleAction(rule, run, index)
{
    public override void Apply()
    {
        ParameterValues values = action.Parameters;
        CallPlan plan = contacts.Plan(
            action.Contacts,
            values.Has(ContactKeys.Fallback) ? values.Text(ContactKeys.Fallback) : null,
            values.Quantity(ContactKeys.Ring).Nanoseconds,
            values.Has(ContactKeys.AtMost) ? values.Quantity(ContactKeys.AtMost).Nanoseconds : 0);
        Rule.Graph.Engine.Issue(action.Sink.Name, Command.Call, plan.ToText(), Cause);
    }

    protected override void Take(Signals.SignalTime now) => Rule.Graph.AddEffect(this);
}
