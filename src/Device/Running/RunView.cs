using System;
using Reactive.Device.Output;
using Reactive.Signals.Loop;

namespace Reactive.Device.Running;

/// <summary>What shows a run to somebody: lines, or a display on a terminal.</summary>
public abstract class RunView : RunObserver, IDisposable
{
    /// <summary>JSON Lines, or null where text is shown.</summary>
    public virtual JsonLines? Json => null;

    /// <summary>Whether it owns the terminal, so that nobody else may write there before <see cref="Finish"/>.</summary>
    public virtual bool OwnsTerminal => false;

    /// <summary>What is to be said about the recording; set by the run, asked from any thread. Null where nothing is recorded.</summary>
    public Func<(string Text, bool IsWhole)>? Recording { get; set; }

    /// <summary>What broke the output, and how much was not shown because of it; null where all is well. The run goes on without it.</summary>
    public virtual string? Failure => null;

    /// <summary>Shows a message of the runtime. Called on any thread.</summary>
    public virtual void Note(string message)
    {
    }

    /// <summary>Shows what is still to be shown; afterwards the caller may print.</summary>
    public abstract void Finish();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Finishes and lets go.</summary>
    protected virtual void Dispose(bool disposing) => Finish();
}
