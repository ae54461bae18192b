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
            if (!File.Exists(path))
                told.Add(Make(pipeline, use.Name, path));
            else if (OtherPins(pipeline, use, path, secrets) is > 0 and var others)
                told.Add($"{path} keeps {Plural.Of(others, "PIN")} under another secret than this device has: nobody is let in by them.");
        }

        return told;
    }

    // under another name first: a store that was begun and not ended is none
    private static string Make(PipelineDefinition pipeline, string table, string path)
    {
        var news = new List<EntryInput>();
        if (!pipeline.Tables.TryGetValue(table, out string? text) || !HolderNews.TryRead(text, pipeline.OwnCardFormats, news, out _))
            throw CommandException.Usage($"There is no store {path}, and no table {table} to make it of.");
        HolderList holders = news[0].List!;
        string begun = path + ".new";
        try
        {
            Remove(begun);
            using (HolderStore store = HolderStore.Open(begun, pipeline.OwnCardFormats, create: true))
                store.Replace(holders);
            File.Move(begun, path);
            return $"{path} was made of {table}: {Plural.Of(holders.Count, "holder")}.";
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
    private static int OtherPins(PipelineDefinition pipeline, SharedUse use, string path, SecretSet secrets)
    {
        if (use.Places.Select(p => p.Stage.Parameters).FirstOrDefault(p => p.Has(EntryListOperator.PinKey)) is not { } parameters)
            return 0;
        uint own = new PinSecret(secrets.Find(parameters.Secret(EntryListOperator.PinKey)).Span).KeyId;
        try
        {
            using HolderStore store = HolderStore.Open(path, pipeline.OwnCardFormats);
            return store.Read().Holders.Count(h => h.Pin is { } pin && pin.KeyId != own);
        }
        catch (StoreException)
        {
            return 0;
        }
    }
}
