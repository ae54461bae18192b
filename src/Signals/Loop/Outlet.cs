using System;

namespace Reactive.Signals.Loop;

/// <summary>Where a graph pushes into Rx chains: an observable that its owner alone can feed. Subscribed while the graph is built, never later.</summary>
/// <typeparam name="T">What flows.</typeparam>
public sealed class Outlet<T> : IObservable<T>
{
    private IObserver<T>[] _observers = [];

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        _observers = [.. _observers, observer];
        return new Subscription(this, observer);
    }

    /// <summary>Hands <paramref name="value"/> to every chain, in the order of subscription.</summary>
    public void Push(in T value)
    {
        foreach (IObserver<T> observer in _observers)
            observer.OnNext(value);
    }

    private sealed class Subscription(Outlet<T> outlet, IObserver<T> observer) : IDisposable
    {
        public void Dispose() => outlet._observers = Array.FindAll(outlet._observers, o => !ReferenceEquals(o, observer));
    }
}
