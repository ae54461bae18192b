using System;

namespace Reactive.Signals;

/// <summary>The surroundings that an operator is built into.</summary>
/// <param name="Scheduler">Signal time for deadlines.</param>
/// <param name="Created">Told of each kernel when it is subscribed, in order, so that the graph can save and reset it.</param>
public sealed record OperatorContext(SignalScheduler Scheduler, Action<IKernel, SignalTimer?>? Created = null);

/// <summary>Turns kernels into Rx operators: the one adapter that all of them share.</summary>
public static class KernelObservable
{
    /// <summary>
    /// The operator that runs one kernel of <paramref name="create"/> per subscription, synchronously, on the thread that
    /// pushes. A kernel with deadlines is woken by <paramref name="context"/>'s scheduler; without a context deadlines run
    /// only when a later input shows that they have passed.
    /// </summary>
    public static IObservable<TOut> Through<TIn, TOut>(this IObservable<TIn> source, Func<Kernel<TIn, TOut>> create, OperatorContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(create);
        return new Operator<TIn, TOut>(source, create, context);
    }

    private sealed class Operator<TIn, TOut>(IObservable<TIn> source, Func<Kernel<TIn, TOut>> create, OperatorContext? context) : IObservable<TOut>
    {
        public IDisposable Subscribe(IObserver<TOut> observer)
        {
            ArgumentNullException.ThrowIfNull(observer);
            var stage = new Stage<TIn, TOut>(create(), observer, context);
            stage.Upstream = source.Subscribe(stage);
            return stage;
        }
    }

    private sealed class Stage<TIn, TOut> : IObserver<TIn>, IEmit<TOut>, ISignalTimerTarget, IDisposable
    {
        private readonly Kernel<TIn, TOut> _kernel;
        private readonly SignalTimer? _timer;
        private IObserver<TOut>? _observer;

        public Stage(Kernel<TIn, TOut> kernel, IObserver<TOut> observer, OperatorContext? context)
        {
            _kernel = kernel;
            _observer = observer;
            if (kernel is Kernel<Stamped<Value>, Stamped<Value>>)
                _timer = context?.Scheduler.CreateTimer(this);
            context?.Created?.Invoke(kernel, _timer);
        }

        public IDisposable? Upstream { get; set; }

        public void OnNext(TIn value)
        {
            while (_kernel.Deadline is var deadline && deadline != SignalTime.Never && deadline <= _kernel.StampOf(value))
                _kernel.Expire(deadline, this);
            _kernel.Step(value, this);
            _timer?.Arm(_kernel.Deadline);
        }

        public void Due(SignalTime now)
        {
            if (_kernel.Deadline <= now)
                _kernel.Expire(_kernel.Deadline, this);
            _timer!.Arm(_kernel.Deadline);
        }

        public void Emit(in TOut output) => _observer?.OnNext(output);

        public void OnCompleted()
        {
            IObserver<TOut>? observer = _observer;
            Dispose();
            observer?.OnCompleted();
        }

        public void OnError(Exception error)
        {
            IObserver<TOut>? observer = _observer;
            Dispose();
            observer?.OnError(error);
        }

        public void Dispose()
        {
            _observer = null;
            _timer?.Arm(SignalTime.Never);
            Upstream?.Dispose();
        }
    }
}
