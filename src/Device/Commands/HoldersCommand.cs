using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Device.Credentials;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Operators;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary><c>holders</c>: the store of an entry list, also while a device uses it.</summary>
internal static class HoldersCommand
{
    // people wait longer than a door
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create() => new("holders", "Holders of an entry list: who may enter, in a store that a device may be using.")
    {
        HoldersImportCommand.Create(),
        HoldersExportCommand.Create(),
        HoldersListCommand.Create(),
        HoldersEnrolCommand.Create(),
        HolderChangeCommands.CreateSuspend(),
        HolderChangeCommands.CreateResume(),
        HolderChangeCommands.CreateRemove(),
    };

    /// <summary>The argument that names the store.</summary>
    public static Argument<string> Store() => new("STORE.db") { Description = "The store." };

    /// <summary>Opens a store that is there.</summary>
    /// <exception cref="CommandException">It is not.</exception>
    public static HolderStore Open(string path)
    {
        if (Directory.Exists(path))
            throw CommandException.Usage($"{path} is a folder; name a store.");
        RegularFile.Require(path);
        if (!File.Exists(path))
            throw CommandException.Usage($"There is no store {path}: 'reactive holders import' makes one.");
        return HolderStore.Open(path, wait: Patience);
    }

    /// <summary>Makes a store where none is there.</summary>
    public static HolderStore Make(string path) => HolderStore.Open(path, create: true, wait: Patience);

    /// <summary>The holder of a first name, of both names, or of an id.</summary>
    /// <exception cref="CommandException">There is none, or several have both names.</exception>
    public static Holder Find(HolderList list, string name)
    {
        if (list.Holders.FirstOrDefault(h => HolderIds.IsSameName(h.FirstName, name)) is { } first)
            return first;
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && list.Find(id) is { } numbered)
            return numbered;
        return list.Holders.SingleOrDefault(h => HolderIds.IsSameName(h.ToString(), name))
            ?? throw new CommandException(ExitCode.No, $"There is no holder '{name}'. {NearMiss.Sentence(name, list.Holders.Select(h => h.FirstName))}".TrimEnd());
    }

    /// <summary>The list with a holder as he or she is now.</summary>
    /// <exception cref="CommandException">Somebody else has the same.</exception>
    public static HolderList With(HolderList list, Holder holder) => list.With(holder, out ImmutableArray<HolderConflict> conflicts) ?? throw new CommandException(ExitCode.No, $"Nothing is changed: {conflicts[0]}.");
}
