using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Reactive.Rules.Picturing;

/// <summary>Draws each block that a pipeline uses as one box: what it is, and what it was given.</summary>
internal sealed class FoldedBlocks(ImmutableArray<BlockUse> uses)
{
    private readonly BlockUse[] _outer = [.. uses.Where(u => !u.Name.Contains('.', StringComparison.Ordinal))];

    /// <summary>The picture without the insides of blocks: their boxes stand between signals and rules.</summary>
    public Picture Of(Picture picture)
    {
        Dictionary<string, string> boxes = picture.Boxes.ToDictionary(b => b.Key, KeyOf, StringComparer.Ordinal);
        IEnumerable<Arrow> arrows = picture.Arrows
            .Select(a => a with { From = End(a.From), To = End(a.To) })
            .Where(a => a.From.Box != a.To.Box || !a.From.Box.StartsWith(Prefix, StringComparison.Ordinal));
        ILookup<bool, Box> left = picture.Boxes.Where(b => boxes[b.Key] == b.Key).ToLookup(b => b.Kind < BoxKind.Block);
        return picture with { Boxes = [.. left[true], .. _outer.Select(Of), .. left[false]], Arrows = [.. arrows] };

        ArrowEnd End(ArrowEnd end) => boxes[end.Box] == end.Box ? end : new ArrowEnd(boxes[end.Box]);
    }

    private const string Prefix = "block_";

    private static Box Of(BlockUse use) => new(Prefix + use.Name.Replace('-', '_'), BoxKind.Block, use.Name, use.Block,
        [.. use.Values.Where(v => v.IsGiven).Select(v => new BoxRow(v.Parameter, v.Parameter, LineBreaks.OfExpression(v.Text)))]);

    // what is in a block within a block is in the outer one
    private static string KeyOf(Box box) => box.Group.Length == 0 ? box.Key : Prefix + box.Group.Split('.')[0].Replace('-', '_');
}
