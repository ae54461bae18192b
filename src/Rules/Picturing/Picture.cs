using System;
using System.Collections.Immutable;
using System.Linq;

namespace Reactive.Rules.Picturing;

/// <summary>What a box stands for.</summary>
public enum BoxKind
{
    /// <summary>An input of the device.</summary>
    Port,
    /// <summary>A signal, or a bank of them.</summary>
    Signal,
    /// <summary>A block with all that is in it.</summary>
    Block,
    /// <summary>A rule.</summary>
    Rule,
    /// <summary>An output of the device.</summary>
    Output,
    /// <summary>What takes messages: the log.</summary>
    Sink,
}

/// <summary>A line, or several that belong together, in a box.</summary>
/// <param name="Key">By what arrows name it, unique in its box.</param>
/// <param name="Label">What stands before it; empty for nothing.</param>
/// <param name="Lines">What it says, broken into lines.</param>
public sealed record BoxRow(string Key, string Label, ImmutableArray<string> Lines);

/// <summary>One thing that a pipeline uses.</summary>
/// <param name="Key">By what arrows name it: letters, digits and underscores, unique in its picture.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Title">Its name; of one in a group without the group's.</param>
/// <param name="Note">Of which kind it is: <c>loop state</c>; empty for nothing.</param>
/// <param name="Rows">What is to be said of it.</param>
/// <param name="Group">The block that it belongs to; empty for none.</param>
public sealed record Box(string Key, BoxKind Kind, string Title, string Note, ImmutableArray<BoxRow> Rows, string Group = "");

/// <summary>What an arrow means.</summary>
public enum ArrowRole
{
    /// <summary>A signal is made from what is at its beginning.</summary>
    Makes,
    /// <summary>A rule starts by it.</summary>
    When,
    /// <summary>A rule demands it.</summary>
    If,
    /// <summary>It keeps a rule from starting.</summary>
    Unless,
    /// <summary>A rule does something once.</summary>
    Does,
    /// <summary>A rule holds something as long as it lasts.</summary>
    Holds,
}

/// <summary>Where an arrow begins or ends.</summary>
/// <param name="Box">The box.</param>
/// <param name="Row">The row in it; empty for the box as a whole.</param>
public readonly record struct ArrowEnd(string Box, string Row = "");

/// <summary>An arrow between two boxes.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Role">What it means.</param>
/// <param name="Label">What stands beside it; empty for nothing.</param>
/// <param name="IsFeedback">Whether it leads back: a rule reads an output.</param>
public sealed record Arrow(ArrowEnd From, ArrowEnd To, ArrowRole Role, string Label = "", bool IsFeedback = false);

/// <summary>
/// A pipeline as boxes and arrows, from its ports to what it drives. Only what is used is in it: ports and outputs that no
/// signal or rule names are not, nor are such members of a bank. It knows nothing of sizes, places and colours.
/// </summary>
/// <param name="Title">The name of the pipeline.</param>
/// <param name="Note">The device it is written for.</param>
/// <param name="Boxes">Ports, signals, blocks, rules, outputs and sinks, in this order; within it as the device or the file has them.</param>
/// <param name="Arrows">What is made from what, read by what and driven by what.</param>
public sealed record Picture(string Title, string Note, ImmutableArray<Box> Boxes, ImmutableArray<Arrow> Arrows)
{
    /// <summary>The picture of a definition without errors.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="unfold">Whether the insides of blocks are drawn, in groups by their names; else each block is one box.</param>
    public static Picture Of(PipelineDefinition definition, bool unfold = false)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Picture drawn = new Drawing(definition).Draw();
        if (!unfold)
            drawn = new FoldedBlocks(definition.Uses).Of(drawn);
        var values = new BlockValues(definition.Uses);
        return drawn with { Boxes = [.. drawn.Boxes.Select(values.Of)], Arrows = [.. ArrowBundles.Of(drawn)] };
    }
}
