using System.Collections.Generic;
using System.Net;
using Reactive.Signals.Specs;

namespace Reactive.Sinks.Sip;

/// <summary>What is wrong with a section of the telephone, taken together.</summary>
internal static class SipSectionCheck
{
    /// <summary>Each problem, by the place at which it is mended.</summary>
    public static IEnumerable<ConnectionProblem> Problems(ConnectionSettings section) => [.. Own(section.Settings), .. SipAccountCheck.Problems(section), .. IncomingCalls(section), .. SipContactCheck.Problems(section)];

    /// <summary>Says that a list has no such entry, and which are meant or there.</summary>
    public static ConnectionProblem Unknown(ConnectionSettings section, string list, string what, string name, string path)
    {
        List<string> known = [];
        foreach ((string one, _) in section.List(list))
            known.Add(one);
        return new ConnectionProblem(path, $"there is no {what} '{name}'", NearMiss.HintOrNames(name, known, $"the {list} are")) { MissingFrom = list };
    }

    private static IEnumerable<ConnectionProblem> Own(ParameterValues settings)
    {
        foreach (string whole in (string[])[SipSection.Port, SipSection.MediaPort, SipSection.Calls])
        {
            if (settings.NotWhole(whole) is { } fraction)
                yield return new ConnectionProblem(whole, fraction.Message, fraction.Hint);
        }

        string address = settings.Text(SipSection.LocalAddress);
        if (!IPAddress.TryParse(address, out _))
            yield return new ConnectionProblem(SipSection.LocalAddress, $"'{address}' is no IP address", "write the address of the device, or 0.0.0.0 for all that it has");
        double signalling = settings.Number(SipSection.Port), sound = settings.Number(SipSection.MediaPort);
        if (signalling >= sound && signalling < sound + SipSettings.MediaPorts)
        {
            yield return new ConnectionProblem(
                settings.IsGiven(SipSection.MediaPort) ? SipSection.MediaPort : SipSection.Port,
                $"the sound of calls takes the ports {sound} to {sound + SipSettings.MediaPorts - 1}, and {signalling} is that of signalling",
                "let one of them be elsewhere");
        }
    }

    private static IEnumerable<ConnectionProblem> IncomingCalls(ConnectionSettings section)
    {
        if (section.Part(SipSection.Incoming) is not { } incoming)
            yield break;
        if (incoming.NotWhole(SipSection.Calls) is { } fraction)
            yield return new ConnectionProblem($"{SipSection.Incoming}.{SipSection.Calls}", fraction.Message, fraction.Hint);
        if (incoming.Text(SipSection.Answer) == SipSection.Automatic && incoming.Quantity(SipSection.After).Nanoseconds >= incoming.Quantity(ContactKeys.Ring).Nanoseconds)
        {
            yield return new ConnectionProblem(
                $"{SipSection.Incoming}.{SipSection.After}",
                $"it is never answered: it is declined after {incoming.Quantity(ContactKeys.Ring)}, and would be answered after {incoming.Quantity(SipSection.After)}",
                $"make '{ContactKeys.Ring}' longer than '{SipSection.After}'");
        }
    }
}
