using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Stands where a mistake was reported, so that what is made of it stays silent. Never leaves the reader.</summary>
internal sealed record BrokenExpression(SourcePosition Position) : Expression(Position, "");
