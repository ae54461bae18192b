using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Reads <c>use</c> and <c>include</c>: the files they name, the arguments of blocks, and what overrides parts of them. What comes of it are
/// sections like those of the pipeline, each with the names that it can see.
/// </summary>
internal sealed class BlocksReader(ReadContext context, NameScope scope, BlockLibrary library, int depth)
{
    public const int MostDepth = 8;
    public const int MostBlocks = 1000;

    private const string Example = "use: { front: std/door, with: { open: door is open } }";
    private readonly List<BlockArgument> _arguments = [];

    /// <summary>The sections of all files that <c>include</c> names.</summary>
    public IEnumerable<SectionReader> Included(YamlNode node, string path)
    {
        List<YamlNode> names = node is YamlList list ? list.Items : [node];
        foreach (YamlNode one in names)
        {
            if (context.Scalar(one, path, "include: [alarms.yaml]") is not YamlScalar name)
                continue;
            if (!library.Parts.Add(name.Value))
            {
                context.Error(DiagnosticCodes.TakenName, name.Start, path, $"{name.Describe()} is included already", "a part is read once: remove one of them");
                continue;
            }

            if (Open(name, path, "a part") is not YamlNode root)
                continue;
            if (context.Map(root, "", "keys such as 'part: alarms'") is not YamlMap map)
                continue;
            context.OnlyKeys(map, "", Keys.Part.All);
            if (context.Required(map, Keys.Part.Name, "", map.Start, "part: and its name") is YamlEntry named && context.Scalar(named.Value, "part", "part: alarms") is YamlScalar called)
                context.Name(called, "part", "a part");
            yield return new SectionReader(context, scope, library, map, "", depth + 1);
        }
    }

    /// <summary>The sections of all blocks that <c>use</c> names.</summary>
    public IEnumerable<SectionReader> Used(YamlNode node, string path)
    {
        List<YamlNode> uses = node is YamlList list ? list.Items : [node];
        foreach (YamlNode one in uses)
        {
            if (context.Map(one, path, Example) is YamlMap map && Use(map, path) is SectionReader section)
                yield return section;
        }
    }

    /// <summary>Checks what was given, once all names are declared.</summary>
    public void CheckArguments()
    {
        foreach (BlockArgument argument in _arguments)
        {
            if (argument.Parameter.IsExpression)
                argument.Expression(context);
            else if (argument.Parameter.Kind == BlockParameterKind.State)
                argument.Operand(context, "");
        }
    }

    private SectionReader? Use(YamlMap map, string path)
    {
        YamlEntry? instance = map.Entries.Find(static e => !Keys.Use.All.Has(e.Key.Value));
        if (instance is null)
        {
            context.Error(DiagnosticCodes.MissingKey, map.Start, path, "no block is named here", $"write {Example}");
            return null;
        }

        context.OnlyKeys(map, path, Keys.Use.All, key => Several(map, instance, key), instance.Key.Value);
        string usePath = ReadContext.Join(path, instance.Key.Value), full = scope.FullName(instance.Key.Value);
        // what reads it, or one that was written beside it, is told nothing more
        scope.Table.BrokenBlocks.Add(full);
        foreach (YamlEntry other in map.Entries.FindAll(e => e != instance && !Keys.Use.All.Has(e.Key.Value)))
            scope.Table.BrokenBlocks.Add(scope.FullName(other.Key.Value));
        if (!context.Name(instance.Key, usePath, "a block") || context.Scalar(instance.Value, usePath, Example) is not YamlScalar file)
            return null;
        if (!library.Instances.Add(full) || scope.Table.DraftOf(full) is not null)
        {
            context.Error(DiagnosticCodes.TakenName, instance.Key.Start, usePath, $"there is something called '{full}' already", "give the block another name");
            return null;
        }

        if (library.Instances.Count > MostBlocks)
        {
            context.Error(DiagnosticCodes.TooMany, instance.Key.Start, usePath, $"a pipeline uses at most {MostBlocks} blocks");
            return null;
        }

        if (Open(file, usePath, "a block") is not YamlNode root || BlockFile.Read(context, root) is not BlockFile block)
            return null;
        scope.Table.BrokenBlocks.Remove(full);
        Dictionary<string, BlockArgument> arguments = Arguments(block, instance.Key, map, usePath);
        library.Uses.Add(new BlockUse(full, file.Value, [.. block.Parameters.Select(p => arguments[p.Name.Value]).Select(a => new BlockValue(a.Parameter.Name.Value, BlockText.Shown(a), a.Written != a.Parameter.Default))]));
        NameScope inner = scope.Within(instance.Key.Value, arguments, outer: null), over = scope.Within(instance.Key.Value, arguments, outer: scope);
        YamlMap body = block.Map;
        if (map.Find(Keys.Use.Override) is YamlEntry overrides && context.Map(overrides.Value, usePath + ".override", "override: { rules: { held: none } }") is YamlMap changes)
        {
            context.OnlyKeys(changes, usePath + ".override", Keys.Override.All);
            body = YamlTree.Merge(body, (YamlMap)YamlTree.Map(changes, s => new YamlScalar(s.Start, s.End, s.Value, s.Style) { Scope = s.Scope ?? over }));
        }

        YamlMap filled = (YamlMap)YamlTree.Map(body, s => BlockText.Fill(context, s, arguments, usePath));
        return new SectionReader(context, inner, library, filled, usePath, depth + 1);
    }

    // a second block in one map: several are a list
    private static string? Several(YamlMap map, YamlEntry first, string key)
    {
        if (map.Find(key) is not { Value: YamlScalar { Value: string block } } || (!block.StartsWith("std/", StringComparison.Ordinal) && !block.EndsWith(".yaml", StringComparison.Ordinal)))
            return null;
        string one = first.Value is YamlScalar named ? named.Value : "std/door";
        return $"write a list, each block with its own 'with': use: [ {{ {first.Key.Value}: {one} }}, {{ {key}: {block} }} ]";
    }

    private Dictionary<string, BlockArgument> Arguments(BlockFile block, YamlScalar instance, YamlMap map, string path)
    {
        Dictionary<string, BlockArgument> arguments = new(StringComparer.Ordinal);
        string withPath = ReadContext.Join(path, Keys.Use.With.Name);
        YamlMap? given = map.Find(Keys.Use.With) is YamlEntry with ? context.Map(with.Value, withPath, "with: { open: door is open }") : null;
        List<string> names = [.. block.Parameters.Select(static p => p.Name.Value)];
        foreach (YamlEntry entry in given?.Entries ?? [])
        {
            BlockParameter? parameter = block.Parameters.FirstOrDefault(p => p.Name.Value == entry.Key.Value);
            if (parameter is null && (block.Map.Find(Keys.Pipeline.Inputs)?.Value as YamlMap)?.Find(entry.Key.Value) is YamlEntry input)
                context.Error(DiagnosticCodes.UnknownParameter, entry.Key.Start, withPath, $"{entry.Key.Describe()} is an input of the block, not a parameter", InputCure.Override(entry.Key.Value, InputDraft.KindOf(input.Value), (entry.Value as YamlScalar)?.Value) is string cure ? $"beside 'with', write {cure}" : "it is set from outside alone");
            else if (parameter is null)
                context.Error(DiagnosticCodes.UnknownParameter, entry.Key.Start, withPath, $"the block has no parameter {entry.Key.Describe()}: {(names.Count == 0 ? "it takes none" : $"it takes {ParameterSpec.Or([.. names])}")}", context.Near(entry.Key.Value, names));
            else if (context.Scalar(entry.Value, ReadContext.Join(withPath, entry.Key.Value), $"{entry.Key.Value}: and one value") is YamlScalar value)
                Add(arguments, new BlockArgument(parameter, value, value.Scope ?? scope, ReadContext.Join(withPath, entry.Key.Value)));
        }

        foreach (BlockParameter parameter in block.Parameters)
        {
            string name = parameter.Name.Value;
            if (arguments.ContainsKey(name))
                continue;
            if (given?.Find(name) is null && parameter.Default is YamlScalar usual)
            {
                Add(arguments, new BlockArgument(parameter, usual, scope.Within(instance.Value, arguments, outer: null), $"parameters.{name}.default"));
                continue;
            }

            if (given?.Find(name) is null)
                context.Error(DiagnosticCodes.MissingParameter, instance.Start, path, $"the block needs '{name}'{(parameter.Summary.Length > 0 ? $": {parameter.Summary}" : "")}", $"add {name}: to 'with'");
            arguments[name] = new BlockArgument(parameter, instance, scope, path) { IsBroken = true };
        }

        return arguments;
    }

    private void Add(Dictionary<string, BlockArgument> arguments, BlockArgument argument)
    {
        if (!IsRight(argument))
            argument = new BlockArgument(argument.Parameter, argument.Written, argument.Scope, argument.Path) { IsBroken = true };
        else
            _arguments.Add(argument);
        arguments[argument.Parameter.Name.Value] = argument;
    }

    private bool IsRight(BlockArgument argument)
    {
        YamlScalar written = argument.Written;
        switch (argument.Parameter.Kind)
        {
            case BlockParameterKind.Duration or BlockParameterKind.Word or BlockParameterKind.Secret:
                return ParameterReader.ReadOne(context, argument.Parameter.Spec!, written, argument.Path) is not null;
            case BlockParameterKind.Quantity when !Quantity.TryParse(written.Value, out _, out string problem):
                context.Error(DiagnosticCodes.NotAQuantity, written.Start, argument.Path, problem, ParameterReader.UnitHint(written.Value) ?? "write a number with its unit");
                return false;
            case BlockParameterKind.Text:
                return BlockText.IsFilled(context, written, argument.Scope, argument.Path);
            case BlockParameterKind.Output when written.Value == YamlTree.None && argument.Parameter.Default is { Value: YamlTree.None }:
                return true;
            case BlockParameterKind.Output:
                return new ActionReader(context, argument.Scope).IsOutput(written, argument.Path);
            default:
                return true;
        }
    }

    private YamlNode? Open(YamlScalar name, string path, string what)
    {
        if (depth < MostDepth)
            return library.Open(context, name, path, what);
        context.Error(DiagnosticCodes.TooDeep, name.Start, path, $"blocks use each other more than {MostDepth} deep", "one that uses itself has no end");
        return null;
    }
}
