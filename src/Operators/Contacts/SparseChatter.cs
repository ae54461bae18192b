using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>Chatter of a state or of events. The deadline stands while it is active: the end of the calm. Of events, it is 0 s before anything was said.</summary>
internal sealed class SparseChatterKernel(ChatterOptions options, bool events, Flow? flow = null) : DeadlineKernel(events ? SignalTime.Zero : SignalTime.Never)
{
    // of a state: unknown before the first
    private Value _last;
    private bool _isActive;
    private RecentChanges _changes = new(options.MoreThan);

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (events)
        {
            if (input.Value.IsKnown)
                Change(output);
            return;
        }

        Value before = _last;
        _last = input.Value;
        if (!input.Value.IsKnown)
        {
            Clear();
            Due = SignalTime.Never;
            output.Emit(input);
        }
        else if (!before.IsKnown)
        {
            output.Emit(new Stamped<Value>(Value.Contact(false), Now));
        }
        else if (before != input.Value)
        {
            Change(output);
        }
    }

    protected override void Run(IEmit<Stamped<Value>> output)
    {
        _isActive = false;
        output.Emit(new Stamped<Value>(Value.Contact(false), Now));
    }

    protected override void Clear()
    {
        _last = default;
        _isActive = false;
        _changes.Clear();
    }

    protected override void SaveRest(StateWriter writer)
    {
        writer.Value(_last);
        writer.Bool(_isActive);
        _changes.Save(writer, Now.Nanoseconds);
    }

    protected override void LoadRest(StateReader reader)
    {
        _last = reader.ValueOf(flow);
        _isActive = reader.Bool();
        _changes.Load(reader, Now.Nanoseconds);
        if (_isActive && Due == SignalTime.Never)
            throw new StateException("What is active must have its end.");
    }

    private void Change(IEmit<Stamped<Value>> output)
    {
        if (!_changes.IsOneTooMany(Now.Nanoseconds, options.WithinNanoseconds))
            return;
        Due = Now.AddNanoseconds(options.CalmNanoseconds);
        if (_isActive)
            return;
        _isActive = true;
        output.Emit(new Stamped<Value>(Value.Contact(true), Now));
    }
}
