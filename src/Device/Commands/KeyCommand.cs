using System;
using System.CommandLine;
using Reactive.Device.Output;
using Reactive.Device.Secrets;

namespace Reactive.Device.Commands;

/// <summary><c>key new OWNER.pem</c>: a pair of keys for the owner of recordings.</summary>
internal static class KeyCommand
{
    /// <summary>The option that names the owner's private key.</summary>
    public static Option<string?> Option() => new("--key") { Description = $"The private key of the owner, for a sealed recording; also in the variable {OwnerKey.KeyVariable}.", HelpName = "OWNER.pem" };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("OWNER.pem") { Description = "The file of the private key; the public one stands beside it, as OWNER.pub.pem." };
        var make = new Command("new", "Makes a pair: the device gets the public key, the private one opens what it records.") { file };
        make.SetAction(parsed =>
        {
            (string own, string open) = OwnerKey.Make(parsed.GetValue(file)!);
            Console.Out.WriteLine($"{own}  the private key: keep it away from the device; without it, sealed recordings stay sealed");
            Console.Out.WriteLine($"{open}  the public key: 'reactive run P --record F --owner-key {open}'");
            return ExitCode.Done;
        });
        return new Command("key", "Keys of whom recordings belong to.") { make };
    }
}
