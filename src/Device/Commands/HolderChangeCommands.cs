using System;
using System.CommandLine;
using Reactive.Device.Credentials;
using Reactive.Device.Output;
using Reactive.Operators;

namespace Reactive.Device.Commands;

/// <summary><c>holders suspend</c>, <c>resume</c> and <c>remove</c>: what is done to one holder.</summary>
internal static class HolderChangeCommands
{
    public static Command CreateSuspend() =>
        Create("suspend", "Refuses a holder until further notice.", "is suspended", (list, holder) => HoldersCommand.With(list, holder with { IsSuspended = true }));

    public static Command CreateResume() =>
        Create("resume", "Lets a holder in again who was suspended.", "may enter again", (list, holder) => HoldersCommand.With(list, holder with { IsSuspended = false }));

    public static Command CreateRemove() =>
        Create("remove", "Takes a holder out of the list. The id is never given to anybody else.", "is removed", (list, holder) => list.Without(holder.Id));

    private static Command Create(string verb, string description, string done, Func<HolderList, Holder, HolderList> change)
    {
        Argument<string> store = HoldersCommand.Store();
        var name = new Argument<string>("NAME") { Description = "The first name of the holder, both names, or the id." };
        var command = new Command(verb, description) { store, name };
        command.SetAction(parsed => Run(parsed.GetValue(store)!, parsed.GetValue(name)!.Trim(), done, change));
        return command;
    }

    private static int Run(string path, string name, string done, Func<HolderList, Holder, HolderList> change)
    {
        using HolderStore store = HoldersCommand.Open(path);
        Holder? found = null;
        HolderChanges changes = store.Change(list => change(list, found = HoldersCommand.Find(list, name)));
        Console.Out.WriteLine(changes.AreNone ? $"{found} {done}: it was so already." : $"{found} {done}.");
        return ExitCode.Done;
    }
}
