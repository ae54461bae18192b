using System.Collections.Immutable;
using System.Globalization;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>
/// What one activation of a rule does once: its actions in their order, with the pauses between them. It is busy until the
/// last step is done and no pulse of it stands.
/// </summary>
internal sealed class RuleRun : ISignalTimerTarget
{
    private readonly RuleNode _rule;
    private readonly SignalTimer? _timer;
    private int _next;
    private bool _waits;
    private bool _begins;
    private string? _kept;
    private WallTime _keptWall;

    public RuleRun(RuleNode rule, int index, bool pauses)
    {
        _rule = rule;
        Index = index;
        _timer = pauses ? rule.Graph.Engine.Scheduler.CreateTimer(this) : null;
    }

    /// <summary>Its place among the runs of the rule.</summary>
    public int Index { get; }

    /// <summary>The turn of the activation that it stems from.</summary>
    public long ActivatedTurn { get; private set; }

    /// <summary>The turn in which it began, for explanation: later than that where it had to wait.</summary>
    public long BeganTurn { get; private set; }

    /// <summary>The instant of that turn.</summary>
    public SignalTime BeganAt { get; private set; }

    /// <summary>The pause in which it is: its place among the steps; -1 for none.</summary>
    public int Pause => _waits ? _next - 1 : -1;

    /// <summary>When that pause is over.</summary>
    public SignalTime PauseEnds => _timer?.DueTime ?? SignalTime.Never;

    /// <summary>Its steps.</summary>
    public ImmutableArray<RunStep> Steps { get; set; } = [];

    /// <summary>Whether something of it is still to come to its end.</summary>
    public bool IsBusy
    {
        get
        {
            if (_waits)
                return true;
            foreach (RunStep step in Steps)
            {
                if (step.Action is { IsBusy: true })
                    return true;
            }

            return false;
        }
    }

    /// <summary>Begins with the first step; what is under way of it is begun anew.</summary>
    public void Begin(long activatedTurn, SignalTime now)
    {
        ActivatedTurn = activatedTurn;
        (BeganTurn, BeganAt) = (_rule.Graph.Engine.Turn.Number, now);
        _next = 0;
        _waits = false;
        _timer?.Arm(SignalTime.Never);
        _begins = true;
        GoOn(now);
        _begins = false;
    }

    /// <summary>Ends it: pulses are let go of, and no further step is done.</summary>
    public void Cancel()
    {
        _waits = false;
        _timer?.Arm(SignalTime.Never);
        foreach (RunStep step in Steps)
            step.Action?.Cancel();
    }

    public void Due(SignalTime now)
    {
        _waits = false;
        GoOn(now);
        Ended(now);
    }

    /// <summary>An action of it came to its end: perhaps it was the last.</summary>
    public void Ended(SignalTime now)
    {
        if (!_begins && !IsBusy)
            _rule.RunEnded(this, now);
    }

    /// <summary>Where it stands: the next step, when it comes, and until when each step that claims something does: <c>2,1700..,-,1800..</c>.</summary>
    public string Keep(in WallTime wall)
    {
        string says = string.Create(CultureInfo.InvariantCulture, $"{_next},{(_waits ? wall.Of(_timer!.DueTime) : "-")}");
        foreach (RunStep step in Steps)
            says += step.Action is PulseAction { IsBusy: true } pulse ? "," + wall.Of(pulse.Ends) : ",-";
        return says;
    }

    /// <summary>Whether what was kept fits: then <see cref="Resume"/> takes it.</summary>
    public bool Fits(string kept, in WallTime wall)
    {
        string[] parts = kept.Split(',');
        if (parts.Length != Steps.Length + 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int next) || next > Steps.Length)
            return false;
        // it waits in a pause, or does not wait
        bool waits = parts[1] != "-";
        bool fits = !waits || (next > 0 && Steps[next - 1].Action is null && wall.TryRead(parts[1], out _));
        for (int i = 0; i < Steps.Length; i++)
            fits &= parts[i + 2] == "-" || (Steps[i].Action is PulseAction && wall.TryRead(parts[i + 2], out _));
        return fits;
    }

    /// <summary>Takes where it stood, which fits; <see cref="GoOn(in TurnInfo, bool)"/> goes on from there.</summary>
    public void Resume(string kept, in WallTime wall) => (_kept, _keptWall) = (kept, wall);

    /// <summary>Goes on where it stood before a restart: what would have ended meanwhile has. Or begins anew.</summary>
    public void GoOn(in TurnInfo turn, bool anew)
    {
        if (_kept is not string kept)
            return;
        _kept = null;
        if (anew)
        {
            Begin(turn.Number, turn.At);
            return;
        }

        (ActivatedTurn, BeganTurn, BeganAt) = (turn.Number, turn.Number, turn.At);
        string[] parts = kept.Split(',');
        _next = int.Parse(parts[0], CultureInfo.InvariantCulture);
        for (int i = 0; i < Steps.Length; i++)
        {
            // never for longer than it lasts, whatever the clock says
            if (_keptWall.TryRead(parts[i + 2], out SignalTime end) && end > turn.At && Steps[i].Action is PulseAction pulse)
                pulse.GoOn(SignalTime.Min(end, turn.At.AddNanoseconds(pulse.Nanoseconds)));
        }

        if (_keptWall.TryRead(parts[1], out SignalTime due))
        {
            _waits = true;
            _timer?.Arm(SignalTime.Min(SignalTime.Max(due, turn.At), turn.At.AddNanoseconds(Steps[_next - 1].PauseNanoseconds)));
        }
    }

    public void Save(StateWriter writer)
    {
        writer.Int64(ActivatedTurn);
        writer.Int64(BeganTurn);
        writer.Time(BeganAt);
        writer.Int64(_next);
        writer.Bool(_waits);
        foreach (RunStep step in Steps)
            (step.Action as PulseAction)?.Save(writer);
    }

    public void Load(StateReader reader)
    {
        ActivatedTurn = reader.Int64();
        BeganTurn = reader.Int64();
        BeganAt = reader.Time();
        _next = reader.Count(Steps.Length);
        _waits = reader.Bool();
        foreach (RunStep step in Steps)
            (step.Action as PulseAction)?.Load(reader);
    }

    private void GoOn(SignalTime now)
    {
        while (_next < Steps.Length)
        {
            RunStep step = Steps[_next++];
            if (step.Action is not null)
            {
                step.Action.Begin(now);
                continue;
            }

            _waits = true;
            _timer!.Arm(now.AddNanoseconds(step.PauseNanoseconds));
            return;
        }
    }
}

/// <summary>An action, or a pause.</summary>
/// <param name="Action">What is done, or null for a pause.</param>
/// <param name="PauseNanoseconds">How long the pause is.</param>
internal readonly record struct RunStep(RuleAction? Action, long PauseNanoseconds);
