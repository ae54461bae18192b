using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Graph;

/// <summary>
/// The contacts of a connection while a pipeline runs. Who is available is decided when a call is made: in place of a contact that is not stands its fallback,
/// and the fallbacks of those who do not answer are called behind them. Nobody is called twice. Where it cannot be said whether somebody is available, he is called: a bell that
/// rings in vain is better than one that does not ring.
/// </summary>
internal sealed class Contacts
{
    private readonly ConnectionSettings _settings;
    private readonly Dictionary<string, ConditionNode> _available = [];

    public Contacts(ConnectionDefinition connection, ExpressionCompiler compiler)
    {
        _settings = connection.Settings;
        foreach ((string name, _) in _settings.List(ContactKeys.Contacts))
        {
            if (connection.Conditions.TryGetValue(ConnectionDefinition.ConditionOf(ContactKeys.Contacts, name, ContactKeys.When), out Condition? when))
                _available[name] = compiler.Compile(when);
        }
    }

    /// <summary>Whom a call of these contacts calls, as things are now.</summary>
    /// <param name="first">The contacts.</param>
    /// <param name="fallback">Who is called behind them beside their own fallbacks; null for nobody.</param>
    /// <param name="ring">How long each group may ring, in nanoseconds.</param>
    /// <param name="most">How long the call may last, in nanoseconds; 0 for no limit.</param>
    public CallPlan Plan(ImmutableArray<string> first, string? fallback, long ring, long most)
    {
        HashSet<string> called = [];
        var groups = ImmutableArray.CreateBuilder<ImmutableArray<CallRecipient>>();
        IEnumerable<string?> next = first;
        bool isFirst = true;
        while (true)
        {
            string[] group = [.. next.Select(Reachable).OfType<string>().Where(called.Add)];
            if (group.Length > 0)
                groups.Add([.. group.Select(Recipient)]);
            else if (!isFirst)
                return new CallPlan(groups.ToImmutable(), ring, most);
            next = [.. group.Select(FallbackOf), .. isFirst ? [fallback] : System.Array.Empty<string?>()];
            isFirst = false;
        }
    }

    // the first in the chain of fallbacks who is available; the chain has no circles, which is checked
    private string? Reachable(string? name)
    {
        while (name is not null && _available.TryGetValue(name, out ConditionNode? node) && node.Value == Truth.False)
            name = FallbackOf(name);
        return name;
    }

    private string? FallbackOf(string name) => _settings.Entry(ContactKeys.Contacts, name) is { } contact && contact.Has(ContactKeys.Fallback) ? contact.Text(ContactKeys.Fallback) : null;

    private CallRecipient Recipient(string name)
    {
        ParameterValues contact = _settings.Entry(ContactKeys.Contacts, name)!;
        return new CallRecipient(name, contact.Text(ContactKeys.Address), contact.Has(ContactKeys.Account) ? contact.Text(ContactKeys.Account) : _settings.List(ContactKeys.Accounts)[0].Name);
    }
}
