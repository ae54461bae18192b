using System.Globalization;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads <c>signals</c> into drafts: what a signal is made from is looked up when it is needed.</summary>
internal sealed class SignalsReader(ReadContext context, NameScope scope)
{
    /// <summary>Signals in one pipeline.</summary>
    public const int MostSignals = 10_000;

    public const int MostInputs = 64;

    private const string Example = "{ from: rex, through: [ debounce: 20 ms ] }";

    /// <summary>Reads the section into the scope.</summary>
    public void Read(YamlNode section, string path)
    {
        if (context.Named(section, path, "signals", $"rex: {Example}") is not YamlMap map)
            return;
        for (int i = 0; i < map.Entries.Count; i++)
        {
            YamlEntry entry = map.Entries[i];
            if (context.IsIndentedSection(entry, path, Keys.Signal.All))
            {
                // with nothing in it, what follows was meant to be
                if (entry.Value is YamlScalar)
                    break;
                continue;
            }

            if (Misplaced(map, i, path))
            {
                Broken(entry.Key, path);
                // what belongs into this signal is no signal
                while (i + 1 < map.Entries.Count && Keys.Signal.All.Has(map.Entries[i + 1].Key.Value))
                    i++;
                continue;
            }

            if (scope.Table.Count >= MostSignals)
            {
                if (scope.Table.Count == MostSignals)
                    context.Error(DiagnosticCodes.TooMany, entry.Key.Start, path, $"a pipeline has at most {MostSignals.ToString(CultureInfo.InvariantCulture)} signals", "split it");
                // the name is known, so that nobody is told that it is not
                Broken(entry.Key, path);
                continue;
            }

            ReadOne(entry, ReadContext.Join(path, entry.Key.Value), map.Doubled?.Contains(entry.Key.Value) == true);
        }
    }

    // "rex:" and then "from:" not indented deeper: one mistake, told once
    private bool Misplaced(YamlMap map, int index, string path)
    {
        YamlScalar? next = map.Entries[index].Value is YamlScalar { IsEmpty: true } && index + 1 < map.Entries.Count ? map.Entries[index + 1].Key : null;
        if (next is null || !Keys.Signal.All.Has(next.Value))
            return false;
        context.Error(DiagnosticCodes.WrongShape, next.Start, path, $"'{next.Value}' stands beside the signal '{map.Entries[index].Key.Value}', not in it", "indent it two blanks deeper than the name of the signal");
        return true;
    }

    private void ReadOne(YamlEntry entry, string path, bool isDoubled)
    {
        bool named = context.NewName(entry.Key, path, "a signal", scope);
        Draft draft = new BrokenDraft(entry.Key, path, scope);
        if (context.Map(entry.Value, path, Example) is YamlMap map)
        {
            context.OnlyKeys(map, path, Keys.Signal.All, key => Meant(key, map));
            draft = DraftOf(map, entry.Key, path) ?? draft;
        }

        // of two signals of one name nobody knows which is meant: what reads them stays silent
        if (!named || isDoubled)
            draft.Progress = Draft.Stage.Bad;
        if (!scope.Table.Declare(draft))
            context.Error(DiagnosticCodes.TakenName, entry.Key.Start, path, $"there is something called '{draft.Name}' already", InputCure.OfSignal(context, scope, entry) ?? "give the signal another name");
    }

    // 'through' in other words, or a parameter that stands beside it and not in the operator that has it
    private string? Meant(string key, YamlMap map)
    {
        if (key is "thru" or "via" or "operators")
            return "did you mean 'through'?";
        if (map.Find(Keys.Signal.Through)?.Value is not YamlList through)
            return null;
        foreach (YamlNode item in through.Items)
        {
            string? name = item is YamlScalar bare ? bare.Value : item is YamlMap { Entries: [YamlEntry one] } ? one.Key.Value : null;
            if (name is not null && context.Catalog.Operator(name) is OperatorSpec spec && spec.Parameters.Any(p => p.Name == key))
                return $"it is a parameter of '{name}': write {name}: {{ {key}: ... }}";
        }

        return null;
    }

    private Draft? DraftOf(YamlMap map, YamlScalar key, string path)
    {
        YamlEntry[] ways = [.. map.Entries.Where(static e => Keys.Signal.IsWay(e.Key.Value))];
        if (ways.Length == 0)
        {
            if (!Keys.Signal.Ways.Any(w => map.MayHave(w.Name)))
                context.Error(DiagnosticCodes.MissingKey, key.Start, path, "the key 'from' is missing", "add from: and the port or signal that it is made from, or is: and a condition");
            return null;
        }

        if (ways.Length > 1 || (map.Find(Keys.Signal.Through) is YamlEntry && ways[0].Key.Value != Keys.Signal.From.Name))
        {
            YamlEntry second = ways.Length > 1 ? ways[1] : map.Find(Keys.Signal.Through)!;
            context.Error(DiagnosticCodes.WrongShape, second.Key.Start, path, $"'{second.Key.Value}' stands beside '{ways[0].Key.Value}': a signal is made in one way", "make two signals of it; 'through' belongs to 'from'");
            return null;
        }

        YamlNode how = ways[0].Value;
        return ways[0].Key.Value switch
        {
            "is" => new ConditionDraft(context, key, path, scope, how),
            "when" => new EventDraft(context, key, path, scope, how),
            "latch" => new LatchDraft(context, key, path, scope, how),
            "counter" => new CounterDraft(context, key, path, scope, how),
            _ => Chain(map, key, path, how),
        };
    }

    private ChainDraft? Chain(YamlMap map, YamlScalar key, string path, YamlNode from)
    {
        ChainDraft draft = new(context, key, path, scope) { Through = map.Find(Keys.Signal.Through)?.Value, MayHaveThrough = map.MayHave("through") };
        ReadFrom(draft, from, ReadContext.Join(path, "from"));
        return draft.From.Count > 0 ? draft : null;
    }

    private void ReadFrom(ChainDraft draft, YamlNode from, string path)
    {
        if (from is not YamlList list)
        {
            if (context.Scalar(from, path, "from: and one port or signal, or [several, of them]") is YamlScalar one)
                draft.From.Add(one);
            return;
        }

        if (list.Items.Count is 0 or > MostInputs)
            context.Error(list.Items.Count == 0 ? DiagnosticCodes.WrongShape : DiagnosticCodes.TooMany, from.Start, path, $"a signal is made from 1 to {MostInputs} ports or signals, not {list.Items.Count}");
        else
            draft.From.AddRange(list.Items.ConvertAll(item => context.Scalar(item, path, "from: [front, rear]")).OfType<YamlScalar>());
        if (draft.From.Count < list.Items.Count)
            draft.From.Clear();
    }

    private void Broken(YamlScalar key, string path) => scope.Table.Declare(new BrokenDraft(key, path, scope));

    /// <summary>Stands for what was refused, so that nobody is told that there is no such name.</summary>
    private sealed class BrokenDraft : Draft
    {
        public BrokenDraft(YamlScalar key, string path, NameScope scope)
            : base(key, path, scope) => Progress = Stage.Bad;

        public override SignalDefinition? Build() => null;
    }
}
