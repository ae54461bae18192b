using System;

namespace Reactive.Signals.Loop;

/// <content>What a run knows, written down and read again: save, load and go on is go on.</content>
public sealed partial class Engine
{
    /// <summary>Writes the whole state of the run.</summary>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Bool(Started);
        writer.Time(Frontier);
        writer.Time(Scheduler.Now);
        writer.Int64(ArrivalCount);
        writer.Int64(TurnCount);
        writer.Int64(CommandCount);
        writer.Int64(_sequence);
        writer.Int64(_chain);
        writer.Int64(_generationEnd);
        writer.Int64(_sources.Count);
        foreach (Source source in _sources)
        {
            writer.Int64(source.EndIndex);
            writer.Int64(source.Late);
            writer.Int64(source.Missed);
            writer.Int64(source.Clock?.AnchorIndex ?? 0);
            writer.Time(source.Clock?.AnchorTime ?? SignalTime.Zero);
            writer.Bool(source.HasSpoken);
            writer.Value(source.Last ?? Value.Unknown(UnknownReason.Starting));
        }

        _occurrences.Save(writer);
        foreach (IKernel kernel in _kernels)
            kernel.Save(writer);
        Scheduler.Save(writer);
        _graph?.Save(writer);
    }

    /// <summary>Takes the state of a run of an equal graph.</summary>
    /// <exception cref="StateException">The state does not fit.</exception>
    public void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Started = reader.Bool();
        Frontier = reader.Time();
        Scheduler.Now = reader.Time();
        ArrivalCount = reader.Int64();
        TurnCount = reader.Int64();
        CommandCount = reader.Int64();
        _sequence = reader.Int64();
        _chain = reader.Int64();
        _generationEnd = reader.Int64();
        if (reader.Int64() != _sources.Count)
            throw new StateException("The state has another number of sources than the graph.");
        foreach (Source source in _sources)
        {
            source.EndIndex = reader.Int64();
            source.Late = reader.Int64();
            source.Missed = reader.Int64();
            long index = reader.Int64();
            SignalTime time = reader.Time();
            if (source.Clock is not null)
                source.Clock = new SampleClock(source.Clock.Rate, index, time);
            source.HasSpoken = reader.Bool();
            source.Last = reader.Value();
        }

        _occurrences.Load(reader, _sources.Count, _junctions.Count);
        foreach (IKernel kernel in _kernels)
            kernel.Load(reader);
        Scheduler.Load(reader);
        Scheduler.Turn = TurnCount;
        _graph?.Load(reader);
    }
}
