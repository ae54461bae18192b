using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>Something that was presented, now or earlier: what every decision about it goes back to.</summary>
/// <param name="Credential">What was presented; nothing where that was earlier.</param>
/// <param name="Since">When it began.</param>
/// <param name="Reader">At which reader.</param>
/// <param name="IsCheck">Whether nobody really presented it.</param>
internal readonly record struct EntryAttempt(Credential Credential, SignalTime Since, int Reader, bool IsCheck)
{
    /// <summary>The one that a request for a use goes back to.</summary>
    public static EntryAttempt Of(in UseRequest request) => new(default, request.Since, request.Reader, request.IsCheck);
}
