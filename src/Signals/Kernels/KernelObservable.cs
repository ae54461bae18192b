using System;
using Reactive.Signals.Specs;

namespace Reactive.Signals;

/// <summary>The surroundings that an operator is built into.</summary>
/// <param name="Scheduler">Signal time for deadlines.</param>
/// <param name="Created">Told of each kernel when it is subscribed, in order, so that the graph can save and reset it.</param>
public sealed record OperatorContext(SignalScheduler Scheduler, Action<IKernel, SignalTimer?>? Created = null)
{
    /// <summary>The secrets that kernels may ask for.</summary>
    public SecretSet Secrets { get; init; } = SecretSet.None;
}

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
            Kernel<TIn, TOut> kernel = create();
            Stage<TIn, TOut> stage = kernel is Kernel<Stamped<Value>, Stamped<Value>>
                ? new TimedStage<TIn, TOut>(kernel, observer, context)
                : new Stage<TIn, TOut>(kernel, observer, context);
            stage.Upstream = source.Subscribe(stage);
            return stage;
        }
    }

    /// <summary>Only sparse kernels have deadlines: dense ones go without all that serves them.</summary>
    private class Stage<TIn, TOut> : IObserver<TIn>, IEmit<TOut>, IDisposable
    {
        private IObserver<TOut>? _observer;

        public Stage(Kernel<TIn, TOut> kernel, IObserver<TOut> observer, OperatorContext? context)
            : this(kernel, observer) => context?.Created?.Invoke(kernel, null);

        protected Stage(Kernel<TIn, TOut> kernel, IObserver<TOut> observer)
        {
            Kernel = kernel;
            _observer = observer;
        }

        public IDisposable? Upstream { get; set; }

        protected Kernel<TIn, TOut> Kernel { get; }

        public virtual void OnNext(TIn value) => Kernel.Step(value, this);

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

        public virtual void Dispose()
        {
            _observer = null;
            Upstream?.Dispose();
        }
    }

    private sealed class TimedStage<TIn, TOut> : Stage<TIn, TOut>, ISignalTimerTarget
    {
        private readonly SignalTimer? _timer;
        private readonly SignalScheduler? _scheduler;

        public TimedStage(Kernel<TIn, TOut> kernel, IObserver<TOut> observer, OperatorContext? context)
            : base(kernel, observer)
        {
            _scheduler = context?.Scheduler;
            _timer = _scheduler?.CreateTimer(this);
            context?.Created?.Invoke(kernel, _timer);
            _timer?.Arm(kernel.Deadline);
        }

        public override void OnNext(TIn value)
        {
            while (Kernel.Deadline is var deadline && deadline != SignalTime.Never && deadline <= Kernel.StampOf(value))
                Kernel.Expire(deadline, this);
            Kernel.Step(value, this);
            if (_timer is not null)
                _timer.Arm(Late(Kernel.Deadline, Kernel.StampOf(value)));
        }

        // What came late may not be all that is late: a deadline counts from when the value came, so that what was stamped
        // before it still finds the kernel waiting. Its own time remains that of the stamps.
        private SignalTime Late(SignalTime deadline, SignalTime stamp)
        {
            long late = _scheduler!.Now - stamp;
            return deadline == SignalTime.Never || late <= 0 || stamp < SignalTime.Zero ? deadline : deadline.AddNanoseconds(late);
        }

        public void Due(SignalTime now)
        {
            if (Kernel.Deadline <= now)
                Kernel.Expire(Kernel.Deadline, this);
            _timer!.Arm(Kernel.Deadline);
        }

        public override void Dispose()
        {
            base.Dispose();
            _timer?.Arm(SignalTime.Never);
        }
    }
}
