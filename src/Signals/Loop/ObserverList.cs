using System;

namespace Reactive.Signals.Loop;

/// <summary>Lets several watch one run, in order.</summary>
public sealed class ObserverList(params RunObserver[] observers) : RunObserver
{
    /// <inheritdoc/>
    public override void OnArrival(long number, in Arrival arrival)
    {
        foreach (RunObserver observer in observers)
            observer.OnArrival(number, arrival);
    }

    /// <inheritdoc/>
    public override void OnTurn(in TurnInfo turn)
    {
        foreach (RunObserver observer in observers)
            observer.OnTurn(turn);
    }

    /// <inheritdoc/>
    public override void OnSignal(in SignalChange change)
    {
        foreach (RunObserver observer in observers)
            observer.OnSignal(change);
    }

    /// <inheritdoc/>
    public override bool SeesStages => Array.Exists(observers, o => o.SeesStages);

    /// <inheritdoc/>
    public override void OnStage(int stage, int input, in SignalChange entering)
    {
        foreach (RunObserver observer in observers)
            observer.OnStage(stage, input, entering);
    }

    /// <inheritdoc/>
    public override void OnPlace(string signal, in Value value)
    {
        foreach (RunObserver observer in observers)
            observer.OnPlace(signal, value);
    }

    /// <inheritdoc/>
    public override void OnCommand(in Command command)
    {
        foreach (RunObserver observer in observers)
            observer.OnCommand(command);
    }

    /// <inheritdoc/>
    public override void OnFault(SignalTime at, string fault)
    {
        foreach (RunObserver observer in observers)
            observer.OnFault(at, fault);
    }
}
