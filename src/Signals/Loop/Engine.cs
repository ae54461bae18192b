using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals.Specs;

namespace Reactive.Signals.Loop;

/// <summary>
/// The heart of a run: takes arrivals in their recorded order and runs the turns they cause. It is passive and knows no
/// clock: what it does is a pure function of the sequence of <see cref="Deliver"/> calls. Live runs, files, tests and
/// replay differ only in who calls it (<see cref="LiveOrder"/>, <see cref="FeedOrder"/>, a recording).
/// <para>
/// <see cref="RunThrough"/> may be called between arrivals to run early what is due anyway; it changes nothing about what
/// happens, only when the caller learns of it.
/// </para>
/// </summary>
public sealed partial class Engine
{
    /// <summary>
    /// How many turns may follow from outputs, and generations of answers from each other, before something else happens; more is
    /// a fault, and outputs then stand still (<see cref="ITurnGraph.CutOff"/>).
    /// </summary>
    public const int LongestChain = 64;

    private readonly List<Source> _sources = [];
    private readonly List<Junction> _junctions = [];
    private readonly List<IKernel> _kernels = [];
    private readonly OccurrenceQueue _occurrences = new();
    private readonly Queue<Arrival> _answers = new();
    private readonly Queue<Command> _toCarry = new();
    private ITurnGraph? _graph;
    private SignalTime _opening = SignalTime.BeforeStart;
    private long _sequence;
    private long _chain;
    private long _generationEnd;

    /// <summary>An engine whose run <paramref name="observer"/> watches.</summary>
    public Engine(RunObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Observer = observer;
        Context = new OperatorContext(Scheduler, (kernel, _) => _kernels.Add(kernel));
    }

    /// <summary>Signal time of the graph.</summary>
    public SignalScheduler Scheduler { get; } = new();

    /// <summary>The context in which chains are built.</summary>
    public OperatorContext Context { get; }

    /// <summary>Who watches.</summary>
    public RunObserver Observer { get; }

    /// <summary>Carries commands out; null where nobody does (replay).</summary>
    public ICommandTarget? Target { get; set; }

    /// <summary>The sources, by index.</summary>
    public IReadOnlyList<Source> Sources => _sources;

    /// <summary>The last instant wholly run.</summary>
    public SignalTime Frontier { get; private set; } = SignalTime.BeforeStart;

    /// <summary>Whether the start has arrived.</summary>
    public bool Started { get; private set; }

    /// <summary>Arrivals taken.</summary>
    public long ArrivalCount { get; private set; }

    /// <summary>Turns run.</summary>
    public long TurnCount { get; private set; }

    /// <summary>Commands given.</summary>
    public long CommandCount { get; private set; }

    /// <summary>Recorded answers to commands that this run did not give; dropped.</summary>
    public long StrayAnswers { get; private set; }

    /// <summary>The arrival that the present turn or opening stems from, 0 in a timer's turn.</summary>
    public long CurrentArrival { get; private set; }

    /// <summary>The turn that runs, or the last one.</summary>
    public TurnInfo Turn { get; private set; }

    /// <summary>The instant of the next thing that is due, <see cref="SignalTime.Never"/> for none.</summary>
    public SignalTime NextDue
    {
        get
        {
            SignalTime timer = Scheduler.NextDue == SignalTime.Never ? SignalTime.Never : SignalTime.Max(Scheduler.NextDue, Scheduler.Now);
            return _occurrences.Count == 0 ? timer : SignalTime.Min(timer, _occurrences.First.At);
        }
    }

    /// <summary>Adds a source. Sources are added in the order of declaration, before anything arrives.</summary>
    public Source AddSource(PortSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var source = new Source(_sources.Count, spec);
        _sources.Add(source);
        return source;
    }

    /// <summary>Adds the place where what stems from <paramref name="source"/> enters the turns.</summary>
    public Junction AddJunction(Source source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var junction = new Junction(this, _junctions.Count, source);
        _junctions.Add(junction);
        return junction;
    }

    /// <summary>Notes the kernels made since <paramref name="before"/> as dense kernels of <paramref name="source"/>: they start anew when it goes offline.</summary>
    public void OwnKernels(Source source, int before)
    {
        ArgumentNullException.ThrowIfNull(source);
        source.DenseKernels.AddRange(_kernels.GetRange(before, _kernels.Count - before));
    }

    /// <summary>How many kernels were made so far.</summary>
    public int KernelCount => _kernels.Count;

    /// <summary>What the kernels left out on purpose, by what it is; nothing that did not happen.</summary>
    public IReadOnlyDictionary<string, long> Ignored => _kernels.OfType<ICounting>().SelectMany(k => k.Counts).Where(c => c.Count > 0)
        .GroupBy(c => c.What).ToDictionary(g => g.Key, g => g.Sum(c => c.Count), StringComparer.Ordinal);

    /// <summary>Sets the graph behind the chains.</summary>
    public void Attach(ITurnGraph graph) => _graph = graph;

    /// <summary>Takes the next arrival: runs all that is due before its turn's instant (and at it, where it comes after), then the arrival takes its place.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Its turn lies before the frontier: whoever orders the run has broken the order.</exception>
    public void Deliver(in Arrival arrival)
    {
        if (arrival.Turn < Frontier)
            throw new ArgumentOutOfRangeException(nameof(arrival), arrival.Turn, $"The run has come to {Frontier} s; it never goes back.");
        if (arrival.Is(ArrivalMarks.After))
            RunThrough(arrival.Turn);
        else
            RunBefore(arrival.Turn);

        if (arrival.Kind == ArrivalKind.Feedback)
        {
            // The command it answers was given at this very instant, or before.
            while (CommandCount < arrival.Answers && NextDue <= arrival.Turn)
                RunNext();
            TakeFeedback(arrival);
            CarryOut();
            return;
        }

        CurrentArrival = ++ArrivalCount;
        Observer.OnArrival(ArrivalCount, arrival);
        Source? source = arrival.Source >= 0 && arrival.Kind != ArrivalKind.Anchor ? _sources[arrival.Source] : null;
        if (source is not null)
        {
            source.Missed += arrival.Missed;
            if (arrival.Is(ArrivalMarks.Late))
                source.Late++;
        }

        _opening = arrival.Turn;
        switch (arrival.Kind)
        {
            case ArrivalKind.Block:
                SampleBlock block = arrival.Block.On(source!.Clock!);
                source.EndIndex = block.EndIndex;
                source.Samples.Push(block);
                break;
            case ArrivalKind.Value:
                var value = new Stamped<Value>(arrival.Value, arrival.Stamp, arrival.Since);
                source!.HasSpoken = true;
                source.Last = arrival.Value;
                foreach (Junction junction in source.Junctions)
                    Enqueue(junction, value);
                break;
            case ArrivalKind.Offline:
                foreach (IKernel kernel in source!.DenseKernels)
                    kernel.Reset();
                foreach (Junction junction in source.Junctions)
                    Enqueue(junction, new Stamped<Value>(Value.Unknown(UnknownReason.Offline), arrival.Stamp));
                break;
            case ArrivalKind.Reanchor:
                source!.Clock = new SampleClock(source.Clock!.Rate, arrival.Index, arrival.Stamp);
                break;
            case ArrivalKind.Checkpoint:
                _graph?.Resume(arrival.Value.Text ?? "");
                break;
            case ArrivalKind.Anchor:
                _graph?.Anchored(arrival.Stamp, arrival.WallNanoseconds);
                break;
            case ArrivalKind.Start:
                Started = true;
                _chain = 0;
                BeginTurn(arrival.Turn, TurnCause.Arrival, ArrivalCount);
                _graph?.Begin(Turn);
                Initialise(arrival.Turn);
                EndTurn();
                CarryOut();
                break;
            case ArrivalKind.Clock or ArrivalKind.Stalled:
                // What is due at the instant itself runs afterwards: answers to its commands may come in between.
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(arrival), arrival.Kind, "There is no such arrival.");
        }
    }

    /// <summary>Runs everything that is due before <paramref name="instant"/>.</summary>
    public void RunBefore(SignalTime instant)
    {
        if (instant.Nanoseconds > long.MinValue)
            RunThrough(instant.Previous);
    }

    /// <summary>Runs everything that is due up to and at <paramref name="instant"/>.</summary>
    public void RunThrough(SignalTime instant)
    {
        while (NextDue <= instant && NextDue != SignalTime.Never)
            RunNext();
        Frontier = SignalTime.Max(Frontier, instant);
    }

    /// <summary>Gives a command. Called by the graph, within a turn, in the order of rules.</summary>
    public void Issue(string sink, string verb, string? text, in CommandCause cause, bool isSensitive = false, Message? message = null)
    {
        var command = new Command(++CommandCount, TurnCount, Scheduler.Now, sink, verb, text, cause) { IsSensitive = isSensitive, Message = message };
        Observer.OnCommand(command);
        if (Target is not null)
            _toCarry.Enqueue(command);
    }

    /// <summary>Answers a command at once, at the instant of the turn that gave it: called by a target from within <see cref="ICommandTarget.Carry"/>.</summary>
    public void Answer(long command, Value outcome, Value readback) => _answers.Enqueue(new Arrival
    {
        Kind = ArrivalKind.Feedback,
        Source = -1,
        Turn = Scheduler.Now,
        Stamp = Scheduler.Now,
        Since = Scheduler.Now,
        Answers = command,
        Value = outcome,
        Readback = readback,
    });

    internal void Enqueue(Junction junction, in Stamped<Value> value) => _occurrences.Add(new Occurrence(
        SignalTime.Max(value.Stamp, _opening), junction.Source.Index, junction.Index, CurrentArrival, ++_sequence, value));

    private void RunNext()
    {
        _chain = 0;
        _generationEnd = CommandCount;
        SignalTimer? timer = Scheduler.Next;
        SignalTime due = timer is null ? SignalTime.Never : SignalTime.Max(timer.DueTime, Scheduler.Now);
        if (timer is not null && (_occurrences.Count == 0 || due <= _occurrences.First.At))
        {
            CurrentArrival = 0;
            BeginTurn(due, TurnCause.Timer, timer.ArmedInTurn);
            Scheduler.RunNext();
        }
        else
        {
            Occurrence first = _occurrences.Take();
            CurrentArrival = first.Arrival;
            BeginTurn(first.At, TurnCause.Arrival, first.Arrival);
            _junctions[first.Junction].Out.Push(first.Value);
            while (_occurrences.Count > 0 && _occurrences.First.SharesTurnWith(first))
            {
                Occurrence next = _occurrences.Take();
                _junctions[next.Junction].Out.Push(next.Value);
            }
        }

        EndTurn();
        CarryOut();
    }

    // What nobody has set takes the value that was declared of it.
    private void Initialise(SignalTime start)
    {
        foreach (Source source in _sources)
        {
            if (source.HasSpoken || source.Initially is not { } initially)
                continue;
            source.Last = initially;
            foreach (Junction junction in source.Junctions)
                junction.Out.Push(new Stamped<Value>(initially, start));
        }
    }

    private void TakeFeedback(in Arrival arrival)
    {
        if (arrival.Answers <= 0 || CommandCount < arrival.Answers)
        {
            StrayAnswers++;
            return;
        }

        CurrentArrival = ++ArrivalCount;
        Observer.OnArrival(ArrivalCount, arrival);
        // Answers to commands that answers brought about lengthen the chain, a generation at a time.
        if (arrival.Answers > _generationEnd)
        {
            _generationEnd = CommandCount;
            Lengthen();
        }

        BeginTurn(arrival.Turn, TurnCause.Answer, ArrivalCount);
        _graph?.Answered(arrival);
        EndTurn();
    }

    private void BeginTurn(SignalTime at, TurnCause cause, long number)
    {
        Scheduler.Now = at;
        Scheduler.Turn = ++TurnCount;
        Turn = new TurnInfo(TurnCount, at, cause, number);
        Observer.OnTurn(Turn);
    }

    private void EndTurn()
    {
        if (!Started || _graph is null)
            return;
        _graph.Evaluate(Turn);
        while (_graph.WantsTurn && Lengthen())
        {
            BeginTurn(Scheduler.Now, TurnCause.Output, TurnCount);
            _graph.Evaluate(Turn);
        }
    }

    // Counts a turn that follows from outputs or answers; false where there have been too many of them.
    private bool Lengthen()
    {
        if (_chain++ < LongestChain)
            return true;
        if (_chain == LongestChain + 1)
        {
            _graph?.CutOff();
            Observer.OnFault(Scheduler.Now, $"outputs and rules kept changing each other; cut off after {LongestChain} turns: outputs stand still until something else happens");
        }

        return false;
    }

    // Commands leave between turns. Answers that come at once are turns of their own, before anything else at this
    // instant, and may give commands that are carried out and answered in turn.
    private void CarryOut()
    {
        while (_toCarry.Count > 0)
        {
            while (_toCarry.TryDequeue(out Command command))
                Target!.Carry(command);
            while (_answers.TryDequeue(out Arrival answer))
                TakeFeedback(answer);
        }
    }
}
