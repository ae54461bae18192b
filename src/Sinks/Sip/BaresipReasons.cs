using System;
using System.Globalization;

namespace Reactive.Sinks.Sip;

/// <summary>What the reason that baresip gives for the end of a call means.</summary>
internal static class BaresipReasons
{
    /// <summary>What it says where it hung up itself, on a command.</summary>
    public const string Ours = "Connection reset by user";

    /// <summary>How a call has ended.</summary>
    /// <param name="reason">The reason, as <c>CALL_CLOSED</c> has it.</param>
    /// <param name="stood">Whether the call had been answered.</param>
    /// <param name="isOurs">Whether we had asked for its end.</param>
    public static SipEnd End(string reason, bool stood, bool isOurs)
    {
        if (isOurs)
            return SipEnd.Ours;
        if (stood)
            return reason == "Connection reset by peer" ? SipEnd.HungUp : SipEnd.Lost;
        return Code(reason) switch
        {
            486 or 600 => SipEnd.Busy,
            603 => SipEnd.Declined,
            408 or 480 or 487 => SipEnd.NoAnswer,
            > 0 => SipEnd.Failed,
            // No status: the caller gave up, nobody answered in time, or there is nobody at the address.
            _ => reason is Ours ? SipEnd.Lost : reason is "Protocol error" or "Bad message" ? SipEnd.Failed : SipEnd.NoAnswer,
        };
    }

    private static int Code(string reason) =>
        reason.Length >= 3 && (reason.Length == 3 || reason[3] == ' ') && int.TryParse(reason.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : 0;
}
