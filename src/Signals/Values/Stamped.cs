namespace Reactive.Signals;

/// <summary>A value that a source or operator decided at one instant.</summary>
/// <param name="Value">The value.</param>
/// <param name="Stamp">When it was decided: for a sample, the time computed from its index.</param>
/// <param name="Since">When what it says began: the sample that started it. Never after <paramref name="Stamp"/>.</param>
/// <param name="Channel">The channel of a bank of equal inputs that it belongs to, from 0; 0 where there is one only.</param>
/// <typeparam name="T">What flows: in a graph, <see cref="Signals.Value"/>.</typeparam>
public readonly record struct Stamped<T>(T Value, SignalTime Stamp, SignalTime Since, int Channel = 0)
{
    /// <summary>A value that began when it was decided.</summary>
    public Stamped(T value, SignalTime stamp)
        : this(value, stamp, stamp)
    {
    }
}
