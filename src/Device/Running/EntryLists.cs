using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.Extensions.Logging;
using Reactive.Device.Credentials;
using Reactive.Device.Live;
using Reactive.Device.Time;
using Reactive.Rules;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Device.Running;

/// <summary>
/// Serves the entry lists of a live run. With a store each has a driver of its own, which is told who was let in and which card was nobody's. Without
/// one the holders are those of the table, and uses are counted for this run alone.
/// </summary>
internal sealed class EntryLists : RunObserver, IDisposable
{
    private readonly PipelineDefinition _pipeline;
    private readonly string? _folder;
    private readonly Dictionary<string, HolderStoreDriver> _drivers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HolderStoreDriver> _bySignal = new(StringComparer.Ordinal);
    private readonly ImmutableArray<SharedUse> _uses;
    private readonly HashSet<string> _names;
    private AnswerLine? _answers;

    /// <param name="pipeline">The pipeline that runs.</param>
    /// <param name="folder">The folder of the stores, or null.</param>
    public EntryLists(PipelineDefinition pipeline, string? folder)
    {
        _pipeline = pipeline;
        _folder = folder;
        _uses = [.. SharedUse.Of(_pipeline.Signals)];
        _names = new HashSet<string>(_uses.Select(static u => u.Name), StringComparer.Ordinal);
    }

    /// <summary>Begins to serve: before the run starts.</summary>
    public void Begin(PipelineGraph graph, IReadOnlyList<DriverLine> lines, AnswerLine answers, ILogger log)
    {
        _answers = answers;
        foreach (SharedUse use in _uses)
        {
            DriverLine line = lines[graph.Source(use.Name)!.Index];
            if (_folder is null)
            {
                // without a table nobody is known, as in a test
                if (_pipeline.Tables.TryGetValue(use.Name, out string? news))
                    line.Post(new Stamped<Value>(Value.Of(news), SignalTime.Zero));
                continue;
            }

            string path = EntryStores.PathOf(_folder, use.Name);
            bool isKnown = false;
            Func<Value, bool> post = news =>
            {
                bool fits = line.Post(new Stamped<Value>(news, SignalTime.Zero));
                isKnown |= fits;
                return fits;
            };
            var driver = new HolderStoreDriver(path, _pipeline.OwnCardFormats, new HolderStoreListener(
                post, answers.Post, taken => Tell(log, path, taken), trouble => Tell(log, path, trouble, isKnown)));
            _drivers[use.Name] = driver;
            foreach (SharedPlace place in use.Places)
                _bySignal[place.Signal.Name] = driver;
        }
    }

    /// <summary>Takes a command that an entry list gave; false for any other.</summary>
    /// <param name="command">The command.</param>
    /// <param name="answer">Whether there is a place for its outcome.</param>
    public bool TryCarry(in Command command, bool answer)
    {
        if (!_names.Contains(command.Sink))
            return false;
        if (!answer)
            return true;
        if (_drivers.TryGetValue(command.Sink, out HolderStoreDriver? driver))
            driver.Carry(command);
        else
            _answers!.Post(command.Number, Outcome.Done, CommandModel.ReadbackOf(command));
        return true;
    }

    public override void OnPlace(string signal, in Value value)
    {
        if (value.Entry is not { } entry || !_bySignal.TryGetValue(signal, out HolderStoreDriver? driver))
            return;
        if (entry is { Outcome: Entry.Granted, Use: > 0 })
            driver.Confirm(entry.HolderId, entry.Use);
        else if (entry is { Outcome: Entry.Forwarded } or { Outcome: Entry.Denied, Reason: "unknown" or "not-accepted", HolderId: 0 } && entry is { IsCheck: false, Credential: { Kind: ValueKind.Card } card })
            driver.KeepLatest(new LatestCard(card.Frame, card.Format?.Name, signal, DeviceClock.WallNanoseconds));
    }

    public void Dispose()
    {
        foreach (HolderStoreDriver driver in _drivers.Values)
            driver.Dispose();
    }

    private static void Tell(ILogger log, string path, TakenUse taken) =>
        log.LogWarning("Use {Use} of {Holder} was taken before this start, and nobody knows whether the door opened for it ({Path}).", taken.Use, taken.FirstName ?? $"holder {taken.HolderId}", path);

    private static void Tell(ILogger log, string path, string? trouble, bool isKnown)
    {
        if (trouble is null)
            log.LogWarning("{Path} can be used again.", path);
        else
            log.LogError("{Trouble} {Consequence}", trouble, isKnown ? "Holders whose uses are counted are not let in." : "Nobody is let in.");
    }
}
