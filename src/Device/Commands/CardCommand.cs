using System.CommandLine;

namespace Reactive.Device.Commands;

/// <summary><c>card decode</c> and <c>card encode</c>.</summary>
internal static class CardCommand
{
    public static Command Create() => new("card", "Cards: the numbers in the bits of a frame, and the bits of numbers.") { CardDecodeCommand.Create(), CardEncodeCommand.Create() };
}
