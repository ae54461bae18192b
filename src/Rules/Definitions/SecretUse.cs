using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>A secret that a pipeline names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Position">Where the operator stands that needs it.</param>
public sealed record SecretUse(string Name, SourcePosition Position);
