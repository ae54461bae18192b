using System;
using System.CommandLine;
using System.IO;
using System.Text;
using Reactive.Device.Credentials;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Operators;

namespace Reactive.Device.Commands;

/// <summary><c>holders export STORE.db [OUT.csv]</c>: the list as a table.</summary>
internal static class HoldersExportCommand
{
    public static Command Create()
    {
        Argument<string> store = HoldersCommand.Store();
        var output = new Argument<string?>("OUT.csv") { Description = "The file to write, for its owner alone; without it the table goes to standard output. One that is there is written over.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("export", "Writes the holders of a store as a table. PINs are in it as digests, QR texts as they are.") { store, output };
        command.SetAction(parsed => Run(parsed.GetValue(store)!, parsed.GetValue(output)));
        return command;
    }

    private static int Run(string path, string? output)
    {
        OutputFile.Refuse("the table", output, [path]);
        using HolderStore store = HoldersCommand.Open(path);
        HolderList list = store.Read();
        byte[] table = new UTF8Encoding(false).GetBytes(HolderCsv.Write(list));
        if (output is null)
        {
            using Stream stream = StandardOutput.Open();
            stream.Write(table);
            return ExitCode.Done;
        }

        try
        {
            // whoever has the table has the codes
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(output, options);
            file.Write(table);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failure($"{output} cannot be written: {failure.Message}", failure);
        }

        Console.Error.WriteLine($"{path}: {Plural.Of(list.Count, "holder")} -> {output}");
        return ExitCode.Done;
    }
}
