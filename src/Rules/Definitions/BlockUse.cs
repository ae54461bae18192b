using System.Collections.Immutable;

namespace Reactive.Rules;

/// <summary>A block that a pipeline uses.</summary>
/// <param name="Name">What it is called there, with the names of the blocks that it is in: what it declares is called <c>NAME.mode</c>.</param>
/// <param name="Block">The block: <c>std/door</c>, or a file.</param>
/// <param name="Values">What it was given and what it takes of itself, in the order of its parameters.</param>
public sealed record BlockUse(string Name, string Block, ImmutableArray<BlockValue> Values);

/// <summary>What a block has for one of its parameters.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Text">The value as it was written; what stood there for a parameter of the block around it is put in.</param>
/// <param name="IsGiven">Whether it was given, rather than its default.</param>
public sealed record BlockValue(string Parameter, string Text, bool IsGiven);
