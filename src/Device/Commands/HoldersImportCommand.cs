using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using Reactive.Device.Credentials;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Secrets;
using Reactive.Operators;
using Reactive.Signals;

namespace Reactive.Device.Commands;

/// <summary><c>holders import TABLE.csv STORE.db</c>: a table takes the place of the list that is there.</summary>
internal static class HoldersImportCommand
{
    // a hundred thousand holders with long notes: more is no table of holders
    private const int LongestTable = 256 << 20;

    // who has changed is named where these are few
    private const int MostNamed = 20;

    public static Command Create()
    {
        var table = new Argument<string>("TABLE.csv") { Description = "The table, as docs/entry-list.md describes it." };
        var store = new Argument<string>("STORE.db") { Description = "The store, made where none is there. Holders who are not in the table are removed." };
        var key = new Option<string?>("--pin-key") { Description = "The file with the secret of the device: needed where the table has PINs in digits.", HelpName = "FILE" };
        var pipeline = new Option<string?>("--pipeline") { Description = "The pipeline that uses the store: needed where the table names card formats of the pipeline's own.", HelpName = "PIPELINE" };
        var dry = new Option<bool>("--dry-run") { Description = "Only says what is wrong and what would change." };
        var command = new Command("import", "Puts a table of holders into a store: all of it or, where anything is wrong, nothing.") { table, store, key, pipeline, dry };
        command.SetAction(parsed => Run(parsed.GetValue(table)!, parsed.GetValue(store)!, parsed.GetValue(key), parsed.GetValue(pipeline), parsed.GetValue(dry)));
        return command;
    }

    private static int Run(string table, string path, string? key, string? pipeline, bool isDry)
    {
        OutputFile.Refuse("the store", path, key is null ? [table] : [table, key]);
        string text = ReadText(table);
        PinSecret? secret = key is null ? null : SecretFiles.ReadPin(key);
        ImmutableArray<CardFormat> formats = pipeline is null ? [] : PipelineFile.ReadToRun(pipeline).Definition!.OwnCardFormats;
        using HolderStore? there = File.Exists(path) || Directory.Exists(path) ? HoldersCommand.Open(path) : null;
        HolderList before = there?.Read() ?? HolderList.Empty;
        HolderList? list = HolderCsv.Read(text, secret, out ImmutableArray<HolderProblem> problems, formats, ids: there?.Ids(), keyId: KeyOf(before));
        if (list is null)
        {
            foreach (HolderProblem problem in problems)
                Console.Error.WriteLine($"{table}:{problem}");
            throw new CommandException(ExitCode.No, $"{table} has {Plural.Of(problems.Length, "mistake")}, and {path} is left as it is.");
        }

        if (secret is not null && KeyOf(before) is { } other && other != secret.KeyId)
            Console.Error.WriteLine($"reactive: the PINs in {path} are under another secret than that of {key}; those of the table take their place.");
        HolderChanges changes;
        if (isDry)
        {
            changes = HolderChanges.Between(before, list);
        }
        else
        {
            using HolderStore? made = there is null ? HoldersCommand.Make(path) : null;
            changes = (there ?? made)!.Change(now =>
            {
                before = now;
                return list;
            });
        }

        int added = changes.Changed.Count(h => before.Find(h.Id) is null);
        Console.Out.WriteLine(FormattableString.Invariant($"{path}: {Plural.Of(list.Count, "holder")}, {added} new, {changes.Changed.Count - added} changed, {changes.Removed.Count} removed") + (isDry ? " (nothing is written)" : ""));
        Name("new", changes.Changed.Where(h => before.Find(h.Id) is null));
        Name("changed", changes.Changed.Where(h => before.Find(h.Id) is not null));
        Name("removed", changes.Removed.Select(id => before.Find(id)!));
        return ExitCode.Done;
    }

    private static void Name(string what, IEnumerable<Holder> holders)
    {
        string[] names = [.. holders.Take(MostNamed + 1).Select(h => h.ToString())];
        if (names.Length is > 0 and <= MostNamed)
            Console.Out.WriteLine($"  {what}: {string.Join(", ", names)}");
    }

    private static uint? KeyOf(HolderList list) => list.Holders.FirstOrDefault(h => h.Pin is not null)?.Pin?.KeyId;

    private static string ReadText(string path)
    {
        if (Directory.Exists(path))
            throw CommandException.Usage($"{path} is a folder; name a file.");
        try
        {
            // standard input and other pipes have no length: they are read like any other file
            using FileStream file = File.OpenRead(path);
            if (file.CanSeek && file.Length > LongestTable)
                throw CommandException.Usage($"{path} is too large to be a table of holders.");
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"{path} cannot be read: {failure.Message}");
        }
    }
}
