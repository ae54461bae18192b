using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>A secret that a pipeline names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Position">Where the operator stands that needs it.</param>
/// <param name="Bytes">How many bytes it must have; null for any number.</param>
public sealed record SecretUse(string Name, SourcePosition Position, int? Bytes = null);
