using System.Collections.Immutable;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>What was asked for.</summary>
/// <param name="Patterns">The patterns to look for.</param>
/// <param name="BandOf">By pattern the place of the band that has its pulses.</param>
/// <param name="ContinuousSeconds">By pattern how long it must sound where it is continuous.</param>
/// <param name="Timing">How far times may be off, as a part.</param>
/// <param name="Repeats">How many cycles must be heard.</param>
internal sealed record CadencePlan(ImmutableArray<CadencePattern> Patterns, ImmutableArray<int> BandOf, ImmutableArray<double> ContinuousSeconds, double Timing, int Repeats);

/// <summary>
/// Decides which pattern is heard in one channel. A pattern is heard when enough of its cycles were, and no other pattern that could
/// still become clear explains as many pulses; it is over as soon as what comes cannot be part of it.
/// </summary>
internal sealed class CadenceDecider
{
    private const int None = -1;

    private readonly CadencePlan _plan;
    private readonly CadenceBand[] _bands;
    private readonly CadenceMatcher?[] _matchers;
    private readonly CadenceFit[] _fits;
    private readonly double _rate;
    private int _heard = None;

    /// <summary>A decider for the bands of a channel.</summary>
    public CadenceDecider(CadencePlan plan, CadenceBand[] bands, double rate)
    {
        (_plan, _bands, _rate) = (plan, bands, rate);
        _matchers = new CadenceMatcher?[plan.Patterns.Length];
        _fits = new CadenceFit[plan.Patterns.Length];
        for (int i = 0; i < _matchers.Length; i++)
        {
            if (!plan.Patterns[i].IsContinuous)
                _matchers[i] = new CadenceMatcher(plan.Patterns[i], bands[plan.BandOf[i]], plan.Timing, rate);
        }
    }

    /// <summary>The pattern that is heard, or -1.</summary>
    public int Heard => _heard;

    /// <summary>The first sample of what is heard, or where it was broken.</summary>
    public double Since { get; private set; }

    /// <summary>Looks at the bands anew, at an index; whether another pattern is heard, or none any more.</summary>
    public bool Look(double now)
    {
        if (_heard != None)
        {
            if (GoesOn(_heard, now))
                return false;
            (_heard, Since) = (None, now);
            // what broke it may be another that is sure at once
            if (Find(now) is var next and not None)
                Hear(next);
            return true;
        }

        int found = Find(now);
        if (found == None)
            return false;
        Hear(found);
        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => (_heard, Since) = (None, 0);

    /// <summary>Writes what it knows.</summary>
    public void Save(StateWriter writer)
    {
        writer.Int64(_heard + 1);
        writer.Double(Since);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader) => (_heard, Since) = (reader.Count(_plan.Patterns.Length) - 1, reader.Double());

    private CadenceBand BandOf(int pattern) => _bands[_plan.BandOf[pattern]];

    private bool GoesOn(int pattern, double now) => _matchers[pattern] is { } matcher ? matcher.At(now).Pulses >= matcher.Cycle : BandOf(pattern).IsOn;

    private void Hear(int pattern)
    {
        CadenceBand band = BandOf(pattern);
        _heard = pattern;
        Since = _matchers[pattern] is null ? band.From : band.Before(_fits[pattern].Pulses - 1).From;
    }

    private int Find(double now)
    {
        for (int i = 0; i < _matchers.Length; i++)
        {
            if (_matchers[i] is { } matcher)
                _fits[i] = matcher.At(now);
            else if (BandOf(i) is { IsOn: true } band && (now - band.From) / _rate >= _plan.ContinuousSeconds[i])
                return i;
        }

        int best = None;
        for (int i = 0; i < _matchers.Length; i++)
        {
            if (IsWhole(i) && (best == None || _fits[i].Deviation < _fits[best].Deviation))
                best = i;
        }

        if (best == None)
            return None;
        for (int i = 0; i < _matchers.Length; i++)
        {
            // one that may still become clear, and explains as much
            if (i != best && _matchers[i] is not null && !IsWhole(i) && _fits[i].Pulses >= _fits[best].Pulses)
                return None;
        }

        return best;
    }

    private bool IsWhole(int pattern) => _matchers[pattern] is { } matcher && _fits[pattern].IsWhole && _fits[pattern].Pulses >= matcher.Cycle * _plan.Repeats;
}
