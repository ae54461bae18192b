using Reactive.Signals;

namespace Reactive.Device.Traces.Writing;

/// <summary>DTMF digits as words, for files that know no values with parts.</summary>
internal static class DigitWord
{
    /// <summary>What stands for a digit that is over.</summary>
    public const string Over = "over";

    /// <summary>The digit where it begins, <see cref="Over"/> where it is over.</summary>
    public static string Of(in Value digit) => digit.IsOver ? Over : digit.ToString();
}
