using System;
namespace Reactive.Sinks.Sip;
/// <summary>t</summary>
public sealed class SipSupervisor(Func<ISipAgentEvents, ISipAgent> make, ISipAgentEvents events) : ISipAgent
{
    private readonly ISipAgent _a = make(events);
    /// <inheritdoc/>
    public void Start() => _a.Start();
    /// <inheritdoc/>
    public void Dial(long call, string account, string address) => _a.Dial(call, account, address);
    /// <inheritdoc/>
    public void Answer(long call) => _a.Answer(call);
    /// <inheritdoc/>
    public void HangUp(long call) => _a.HangUp(call);
    /// <inheritdoc/>
    public void SendDigits(long call, string digits) => _a.SendDigits(call, digits);
    /// <inheritdoc/>
    public void Dispose() => _a.Dispose();
}
/// <summary>t</summary>
public sealed class BaresipAgent(SipSettings settings, ISipAgentEvents events) : ISipAgent
{
    /// <inheritdoc/>
    public void Start() => events.Down("not there " + settings.Port);
    /// <inheritdoc/>
    public void Dial(long call, string account, string address) { }
    /// <inheritdoc/>
    public void Answer(long call) { }
    /// <inheritdoc/>
    public void HangUp(long call) { }
    /// <inheritdoc/>
    public void SendDigits(long call, string digits) { }
    /// <inheritdoc/>
    public void Dispose() { }
}
