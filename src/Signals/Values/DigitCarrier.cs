namespace Reactive.Signals;

/// <summary>What brought a DTMF digit.</summary>
public enum DigitCarrier : byte
{
    /// <summary>Its two tones, in sound.</summary>
    InBand,
    /// <summary>A telephone event beside the sound: RFC 4733.</summary>
    RtpEvent,
    /// <summary>A message of the call: SIP INFO.</summary>
    SipInfo,
}
