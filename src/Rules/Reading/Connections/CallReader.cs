using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads <c>{ call: [reception, flat-1], ring: 20 s, fallback: guard }</c>: contacts of a connection.</summary>
internal sealed class CallReader(ReadContext context, NameScope scope)
{
    /// <summary>Those who are called at once.</summary>
    public const int MostRecipients = 6;

    /// <summary>The action; null where it is wrong, which is reported.</summary>
    public ActionDefinition? Read(YamlEntry key, SinkSpec sink, ActionSpec spec, List<YamlEntry> others, string path)
    {
        int errors = context.Report.Errors;
        if (!scope.Table.Connections.ContainsKey(sink.Name))
            context.Error(DiagnosticCodes.NoConnection, key.Key.Start, ReadContext.Join(path, spec.Name), $"this pipeline has no section '{sink.Name}': it has no telephone", $"add {sink.Name}: with {ContactKeys.Accounts} and {ContactKeys.Contacts}");
        ImmutableArray<string> called = Contacts(key.Value, sink, ReadContext.Join(path, spec.Name));
        ParameterValues? values = ParameterReader.Read(context, $"'{spec.Name}'", spec.Parameters, others, key.Key.Start, path);
        foreach (YamlEntry other in others)
        {
            if (other is not { Key.Value: ContactKeys.Fallback, Value: YamlScalar contact } || !Check(contact, sink, ReadContext.Join(path, ContactKeys.Fallback)))
                continue;
            if (called.Contains(contact.Value))
                context.Error(DiagnosticCodes.ParametersDisagree, contact.Start, ReadContext.Join(path, ContactKeys.Fallback), $"{contact.Describe()} is never called as the fallback: it is called at once already", "nobody is called twice; name another, or leave it out");
        }

        return values is null || context.Report.Errors != errors ? null : new ActionDefinition(sink, spec, string.Join(", ", called), values, context.At(key.Key.Start)) { Contacts = called };
    }

    /// <summary>One contact or a list of several; wrong ones are reported and left out.</summary>
    public ImmutableArray<string> Contacts(YamlNode node, SinkSpec sink, string path)
    {
        List<YamlNode> nodes = node is YamlList list ? list.Items : [node];
        if (nodes.Count is 0 or > MostRecipients)
        {
            context.Error(DiagnosticCodes.TooMany, node.Start, path, $"1 to {MostRecipients} contacts are called at once, not {nodes.Count}", "name one as the fallback of another");
            return [];
        }

        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        foreach (YamlNode one in nodes)
        {
            if (context.Scalar(one, path, "a contact") is not YamlScalar name || !BlockText.IsFilled(context, name, name.Scope ?? scope, path))
                continue;
            if (names.Contains(name.Value))
                context.Error(DiagnosticCodes.ParametersDisagree, name.Start, path, $"{name.Describe()} is named twice");
            else if (Check(name, sink, path))
                names.Add(name.Value);
        }

        return names.ToImmutable();
    }

    // a section that is wrong has been reported, and nobody knows who is in it
    private bool Check(YamlScalar name, SinkSpec sink, string path)
    {
        if (scope.Table.Connections.GetValueOrDefault(sink.Name) is not ConnectionDefinition connection || connection.Settings.Entry(ContactKeys.Contacts, name.Value) is not null)
            return true;
        List<string> known = ReadContext.NamesOf(connection.Settings.List(ContactKeys.Contacts), static c => c.Name);
        context.Error(DiagnosticCodes.UnknownName, name.Start, path, $"there is no contact {name.Describe()}", context.NearOrNames(name.Value, known, $"the {ContactKeys.Contacts} are"));
        return false;
    }
}
