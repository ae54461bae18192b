using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Reactive.Rules.Picturing;

/// <summary>Puts what blocks were given in the place of <c>$name</c> in what is shown of their insides.</summary>
internal sealed class BlockValues(ImmutableArray<BlockUse> uses)
{
    private readonly Dictionary<string, BlockUse> _uses = uses.ToDictionary(u => u.Name, StringComparer.Ordinal);

    /// <summary>The rows of a box that is in a block.</summary>
    public Box Of(Box box) => !_uses.TryGetValue(box.Group, out BlockUse? use)
        ? box
        : box with { Rows = [.. box.Rows.Select(r => r with { Lines = [.. r.Lines.SelectMany(l => Filled(l, use))] })] };

    private static IEnumerable<string> Filled(string line, BlockUse use)
    {
        if (!line.Contains(BlockText.Mark, StringComparison.Ordinal))
            return [line];
        string text = line.TrimStart(' '), indent = line[..(line.Length - text.Length)];
        return LineBreaks.OfExpression(BlockText.Filled(text, name => use.Values.FirstOrDefault(v => v.Parameter == name)?.Text)).Select(l => indent + l);
    }
}
