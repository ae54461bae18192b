using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Reactive.Device.Credentials;
using Reactive.Device.Output;
using Reactive.Operators;
using Reactive.Rules;
using Reactive.Signals.Specs;

namespace Reactive.Device.Running;

/// <summary>The stores of the entry lists of a pipeline, before it runs: made of the tables where they are not there yet.</summary>
internal static class EntryStores
{
    /// <summary>The store of a table.</summary>
    public static string PathOf(string folder, string table) => Path.Combine(folder, Path.ChangeExtension(table, ".db"));

    /// <summary>Makes the stores that are not there yet, and looks whether the others keep their PINs under the secret of this device.</summary>
    /// <returns>What was made or found, for people.</returns>
    /// <exception cref="CommandException">A store cannot be made, or there is no table to make it of.</exception>
    public static IReadOnlyList<string> Prepare(PipelineDefinition pipeline, string folder, SecretSet secrets)
    {
        if (!Directory.Exists(folder))
            throw CommandException.Usage($"--store: there is no folder {folder}.");
        var told = new List<string>();
        foreach (SharedUse use in SharedUse.Of(pipeline.Signals))
        {
            string path = PathOf(folder, use.Name);
            if (new FileInfo(path) is not { Exists: true, Length: > 0 })
                told.Add(Make(pipeline, use.Name, path));
            else
                told.AddRange(Look(pipeline, use, path, secrets));
        }

        return told;
    }

    // under another name first: a store that was begun and not ended is none
    private static string Make(PipelineDefinition pipeline, string table, string path)
    {
        HolderList holders = TableOf(pipeline, table) ?? throw CommandException.Usage($"There is no store {path}, and no table {table} to make it of.");
        string begun = path + ".new";
        try
        {
            Remove(begun);
            using (HolderStore store = HolderStore.Open(begun, pipeline.OwnCardFormats, create: true))
                store.Replace(holders);
            File.Move(begun, path, overwrite: true);
            string pins = holders.Holders.Any(h => h.Pin is not null) ? $" Its PINs are in the store now: take them out of {table}." : "";
            return $"{path} was made of {table}: {Plural.Of(holders.Count, "holder")}.{pins}";
        }
        catch (StoreException failure)
        {
            Remove(begun);
            throw CommandException.Failure(failure.Message);
        }
        catch (IOException failure)
        {
            throw CommandException.Failure($"{path} cannot be made: {failure.Message}");
        }
    }

    private static void Remove(string begun)
    {
        foreach (string part in (string[])["", "-wal", "-shm"])
            File.Delete(begun + part);
    }

    // a store that cannot be read now is the driver's to tell of
    private static List<string> Look(PipelineDefinition pipeline, SharedUse use, string path, SecretSet secrets)
    {
        var told = new List<string>();
        try
        {
            using HolderStore store = HolderStore.Open(path, pipeline.OwnCardFormats);
            HolderList kept = store.Read();
            if (EntryListOperator.SecretOf(use.Setting(pipeline.OwnCardFormats, secrets)) is { KeyId: var own } && kept.Holders.Count(h => h.Pin is { } pin && pin.KeyId != own) is > 0 and var others)
                told.Add($"{path} keeps {Plural.Of(others, "PIN")} under another secret than this device has: nobody is let in by them.");
            if (TableOf(pipeline, use.Name) is { } table && Differs(kept, table))
                told.Add($"{use.Name} differs from {path}, which says who may enter: 'reactive holders import {use.Name} {path}' takes the table in.");
        }
        catch (StoreException)
        {
            // told when the run begins
        }

        return told;
    }

    private static HolderList? TableOf(PipelineDefinition pipeline, string table)
    {
        var news = new List<EntryInput>();
        return pipeline.Tables.TryGetValue(table, out string? text) && HolderNews.TryRead(text, pipeline.OwnCardFormats, news, out _) ? news[0].List : null;
    }

    // what people wrote, whatever was used of it meanwhile; PINs may have been taken out of the table
    private static bool Differs(HolderList kept, HolderList table)
    {
        static IEnumerable<Holder> Written(HolderList list) => list.Holders.Select(h => h with { Id = 1, LastUse = 0, UsesLeft = null, Pin = null }).OrderBy(h => h.FirstName, StringComparer.OrdinalIgnoreCase);
        return !Written(kept).SequenceEqual(Written(table));
    }
}
