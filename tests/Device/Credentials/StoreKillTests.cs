using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Device.Credentials;
using Reactive.Operators;
using Xunit;

namespace Reactive.Device.Tests.Credentials;

/// <summary>A process that takes uses is killed in the middle, again and again: no use is ever given twice.</summary>
public sealed class StoreKillTests
{
    private const int Rounds = 20;
    private const int Uses = 1_000_000;

    [Fact]
    public void ProcessThatIsKilled_HasGivenNoUseTwice_AndEveryUseItGaveIsTaken()
    {
        using var folder = new StoreFolder();
        folder.With(StoreFolder.Person(1, "Anna", Uses)).Dispose();
        string given = folder.Write("given", "");
        var random = new Random(1);
        for (int round = 0; round < Rounds; round++)
        {
            int before = Given(given).Count;
            using (Process process = Start(folder.Store))
            {
                int enough = before + random.Next(1, 60);
                while (Given(given).Count < enough)
                    Assert.False(process.WaitForExit(1), "the process that takes uses ended by itself");
                process.Kill();
                process.WaitForExit();
            }

            List<long> all = Given(given);
            Assert.Equal(all.Count, all.Distinct().Count());
            using HolderStore store = HolderStore.Open(folder.Store);
            Holder anna = store.Read().Find(1)!;
            Assert.Equal(Uses - anna.LastUse, (long)anna.UsesLeft!.Value);
            Assert.True(anna.LastUse >= all.Max(), "a use was given and is not taken");
            // at most one a round was taken and given to nobody, and the next start knows of it
            Assert.True(anna.LastUse - all.Count <= round + 1, $"{anna.LastUse} uses are taken, {all.Count} were given");
            Assert.Subset(store.Unconfirmed().Select(u => u.Use).ToHashSet(), Enumerable.Range(1, (int)anna.LastUse).Select(u => (long)u).Except(all).ToHashSet());
        }
    }

    // a line that is not whole was not yet given
    private static List<long> Given(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        string text = new StreamReader(file).ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => long.Parse(l, CultureInfo.InvariantCulture))];
    }

    // the program itself, in which the hook takes uses before it comes to its command
    private static Process Start(string store)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "reactive.dll"), "formats"]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        start.Environment[StartupHook.Variable] = store;
        return Process.Start(start)!;
    }
}
