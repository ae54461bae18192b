using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads <c>telephones</c> of a test: what those do who are called, by the name of the contact.</summary>
internal sealed class PeersReader(ReadContext context, NameScope scope)
{
    /// <summary>All that are right; wrong ones are reported.</summary>
    public ImmutableDictionary<string, ParameterValues> Read(YamlEntry entry, string path)
    {
        string section = ReadContext.Join(path, entry.Key.Value);
        ImmutableDictionary<string, ParameterValues>.Builder peers = ImmutableDictionary.CreateBuilder<string, ParameterValues>();
        ConnectionSpec? spec = null;
        ConnectionDefinition? connection = null;
        foreach (ConnectionSpec one in context.Catalog.Connections)
        {
            if (one.Peers is not null && scope.Table.Connections.TryGetValue(one.Name, out ConnectionDefinition? read))
                (spec, connection) = (one, read);
        }

        if (spec is null)
        {
            context.Error(DiagnosticCodes.NoConnection, entry.Key.Start, section, "this pipeline has no section 'sip': it calls nobody");
            return peers.ToImmutable();
        }

        if (context.Map(entry.Value, section, $"reception: {{ {spec.Peers!.Parameters[0].Name}: {Samples.Of(spec.Peers.Parameters[0])} }}") is not YamlMap map)
            return peers.ToImmutable();
        foreach (YamlEntry one in map.Entries)
        {
            string at = ReadContext.Join(section, one.Key.Value);
            if (connection is not null && connection.Settings.Entry(ContactKeys.Contacts, one.Key.Value) is null)
            {
                List<string> known = ReadContext.NamesOf(connection.Settings.List(ContactKeys.Contacts), static c => c.Name);
                context.Error(DiagnosticCodes.UnknownName, one.Key.Start, at, $"there is no contact {one.Key.Describe()}", context.NearOrNames(one.Key.Value, known, $"the {ContactKeys.Contacts} are"));
            }
            else if (context.Map(one.Value, at, $"{{ {spec.Peers.Parameters[0].Name}: {Samples.Of(spec.Peers.Parameters[0])} }}") is YamlMap does
                && ParameterReader.Read(context, $"the telephone of '{one.Key.Value}'", spec.Peers.Parameters, does.Entries, one.Key.Start, at) is ParameterValues values)
            {
                peers[one.Key.Value] = values;
                ParameterReader.Report(context, spec.CheckPeer(values), does.Entries, one.Key.Start, at);
            }
        }

        return peers.ToImmutable();
    }
}
