namespace Reactive.Sinks.Sip;

/// <summary>Whom a SIP URI means: what of it tells one party from another.</summary>
/// <param name="User">The user, as it is written; empty for none.</param>
/// <param name="Host">The host, in small letters.</param>
internal readonly record struct SipParty(string User, string Host)
{
    public override string ToString() => User.Length == 0 ? Host : $"{User}@{Host}";
}
