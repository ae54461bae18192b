using System;
using System.CommandLine;
using Reactive.Device.Output;
using Reactive.Device.Secrets;

namespace Reactive.Device.Commands;

/// <summary><c>secret new NAME</c>: a secret of random bytes.</summary>
internal static class SecretCommand
{
    /// <summary>The option that names the folder of the secrets.</summary>
    public static Option<string?> Option() => new("--secrets") { Description = $"The folder of the secrets that the pipeline names, a file each; else that of {SecretFiles.FolderVariable}, which systemd sets.", HelpName = "DIR" };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The name, as in a definition behind the word secret." };
        Option<string?> folder = Option();
        var make = new Command("new", $"Makes a secret of {SecretFiles.NewBytes} random bytes. One that is there is never written over.") { name, folder };
        make.SetAction(parsed =>
        {
            Console.Out.WriteLine(SecretFiles.Make(parsed.GetValue(name)!, parsed.GetValue(folder)));
            return ExitCode.Done;
        });
        return new Command("secret", "Secrets of a device, which definitions name and never hold.") { make };
    }
}
