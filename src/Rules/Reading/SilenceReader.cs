using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Reads <c>silent</c>: a span in which nothing may come, or a list of them that name outputs, signals and <c>log</c>:
/// <c>{ at: 2 s..5 s, of: [strike, door] }</c>.
/// </summary>
internal sealed class SilenceReader(ReadContext context, NameScope scope)
{
    /// <summary>Names in one entry.</summary>
    public const int MostNames = 256;

    private const string Example = "{ at: 2 s..5 s, of: strike }";

    /// <summary>What must not come; <paramref name="last"/> becomes the last instant of it, if that is later.</summary>
    public ImmutableArray<SilenceDefinition> Read(YamlNode node, string path, ref SignalTime last)
    {
        if (node is YamlScalar { IsEmpty: false } scalar)
        {
            if (SpanReader.Read(context, scalar, path) is not TimeSpread whole)
                return [];
            last = SignalTime.Max(last, whole.Latest);
            return [new SilenceDefinition(whole.Earliest, whole.Latest, [], [], true, context.At(scalar.Start))];
        }

        if (context.List(node, path, $"a span, such as '2 s..5 s', or a list: [ {Example} ]") is not YamlList list)
            return [];
        ImmutableArray<SilenceDefinition>.Builder silences = ImmutableArray.CreateBuilder<SilenceDefinition>();
        SignalTime now = SignalTime.Zero;
        for (int i = 0; i < list.Items.Count; i++)
        {
            string entryPath = $"{path}[{i}]";
            if (context.Map(list.Items[i], entryPath, Example) is YamlMap map && ReadEntry(map, entryPath, ref now) is SilenceDefinition silence)
            {
                silences.Add(silence);
                last = SignalTime.Max(last, silence.Latest);
            }
        }

        return silences.ToImmutable();
    }

    private SilenceDefinition? ReadEntry(YamlMap map, string path, ref SignalTime now)
    {
        context.OnlyKeys(map, path, Keys.Test.Silenced);
        TimeSpread? span = null;
        if (context.Required(map, Keys.Test.SilentSpan, path, map.Start, "at: and a span, such as 'at: 2 s..5 s'") is YamlEntry time
            && SpanReader.Read(context, time.Value, ReadContext.Join(path, "at")) is TimeSpread read)
        {
            span = read;
            SpanReader.InOrder(context, read.Earliest, ref now, time.Value.Start, path);
        }

        ImmutableArray<string>.Builder sinks = ImmutableArray.CreateBuilder<string>(), signals = ImmutableArray.CreateBuilder<string>();
        YamlEntry? of = map.Find(Keys.Test.Of);
        if (of is YamlEntry named)
            ReadNames(named.Value, ReadContext.Join(path, "of"), sinks, signals);
        return span is TimeSpread quiet ? new SilenceDefinition(quiet.Earliest, quiet.Latest, sinks.ToImmutable(), signals.ToImmutable(), of is null, context.At(map.Start)) : null;
    }

    private void ReadNames(YamlNode node, string path, ImmutableArray<string>.Builder sinks, ImmutableArray<string>.Builder signals)
    {
        List<YamlNode> nodes = node is YamlList list ? list.Items : [node];
        if (nodes.Count is 0 or > MostNames)
        {
            context.Error(DiagnosticCodes.TooMany, node.Start, path, $"1 to {MostNames} names belong here, not {nodes.Count}", "leave out 'of' for everything");
            return;
        }

        foreach (YamlNode one in nodes)
        {
            if (context.Scalar(one, path, "of: strike") is not YamlScalar name)
                continue;
            if (context.Catalog.Action(name.Value, out SinkSpec? doer) is not null && scope.Table.Connections.ContainsKey(doer!.Name))
                sinks.Add(doer.Name);
            else if (name.Value == Keys.Test.Log.Name || scope.Device?.Output(name.Value) is not null || scope.Device?.Line(name.Value) is not null || scope.Device?.Speaker(name.Value) is not null)
                sinks.Add(name.Value);
            else if (scope.Device is null || scope.HasSignal(name.Value))
                AddSignal(name, path, signals);
            else
                context.Error(DiagnosticCodes.UnknownFeed, name.Start, path, $"there is no output or signal {name.Describe()}", ExpectationReader.Hint(context, scope, name.Value));
        }
    }

    // a bank is silent where all its members are
    private void AddSignal(YamlScalar name, string path, ImmutableArray<string>.Builder signals)
    {
        switch (scope.Resolve(context, name.Value, context.At(name.Start), path, out Operand? operand))
        {
            case Lookup.Found:
                signals.Add(name.Value);
                break;
            case Lookup.Bank:
                for (int channel = 0; channel < operand!.Flow.Channels; channel++)
                    signals.Add(NameScope.MemberName(name.Value, channel));
                break;
            case Lookup.Unknown or Lookup.Dense:
                context.Error(DiagnosticCodes.UnknownFeed, name.Start, path, $"there is no output or signal {name.Describe()}", ExpectationReader.Hint(context, scope, name.Value));
                break;
        }
    }
}
