using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using Reactive.Device.Credentials;
using Reactive.Device.Output;
using Reactive.Operators;

namespace Reactive.Device.Commands;

/// <summary><c>holders enrol STORE.db</c>: the latest card that was nobody's becomes somebody's.</summary>
internal static class HoldersEnrolCommand
{
    public static Command Create()
    {
        Argument<string> store = HoldersCommand.Store();
        var name = new Option<string?>("--first-name") { Description = "Whose card it becomes, by the first name; a holder is made where nobody has it.", HelpName = "NAME" };
        var id = new Option<int?>("--id") { Description = "Whose card it becomes, by the number of a holder who is there.", HelpName = "N" };
        var command = new Command("enrol", "Gives the latest card that was presented and is nobody's to a holder.") { store, name, id };
        command.SetAction(parsed => Run(parsed.GetValue(store)!, parsed.GetValue(name)?.Trim(), parsed.GetValue(id)));
        return command;
    }

    private static int Run(string path, string? name, int? id)
    {
        if (name is null == id is null)
            throw CommandException.Usage("Name the holder: --first-name NAME or --id N.");
        if (name is not null && (name.Length is 0 or > Holder.MostNameLetters || name.Any(char.IsControl) || !Holder.IsReadable(name)))
            throw CommandException.Usage($"A first name has 1 to {Holder.MostNameLetters} letters on one line, in UTF-8.");
        using HolderStore store = HoldersCommand.Open(path);
        if (store.Latest() is not { } card)
            throw new CommandException(ExitCode.No, "No card that is nobody's has been presented: present it at a reader of the device, then try again.");
        Holder? before = null, after = null;
        store.Change(list =>
        {
            before = id is { } number
                ? list.Find(number) ?? throw new CommandException(ExitCode.No, $"There is no holder with the id {number.ToString(CultureInfo.InvariantCulture)}.")
                : list.Holders.FirstOrDefault(h => HolderIds.IsSameName(h.FirstName, name!));
            after = (before ?? new Holder { Id = store.Ids().FirstNew, FirstName = name! }) with { Card = HolderCard.Of(card.Bits) };
            return HoldersCommand.With(list, after);
        });
        string when = card.WallNanoseconds is { } wall ? " at " + InstantText.Write(wall) : "";
        string instead = before?.Card is { } old ? $", in the place of {old}" : "";
        Console.Out.WriteLine($"{after}{(before is null ? ", new," : "")} has the card {after!.Card}{(card.Format is null ? "" : $" ({card.Format})")} of reader {card.Reader}{when}{instead}.");
        return ExitCode.Done;
    }
}
