using System;
using System.IO;
using System.Text;
using System.Threading;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Device.Running;

/// <summary>
/// The file in which a run leaves what is to outlive it. It is written whole or not at all, from a thread of its own: the loop hands over the
/// latest state and never waits for a disk.
/// </summary>
internal sealed class StateFile : IDisposable
{
    /// <summary>Signal time between two writes: what a power loss may cost.</summary>
    public const long Interval = 60 * SignalTime.NanosecondsPerSecond;

    // far more than a pipeline of ten thousand signals leaves
    private const long LongestState = 16 << 20;
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly Action<string?> _tell;
    private string _written = "";
    private readonly AutoResetEvent _posted = new(false);
    private readonly Thread _thread;
    private string? _latest;
    private volatile bool _closing;
    private volatile string? _failure;
    private SignalTime _next = new(Interval);

    /// <summary>A file that is written while a run goes on; <paramref name="tell"/> is told when that begins to fail, and when it works again (null).</summary>
    public StateFile(string path, Action<string?> tell)
    {
        _path = path;
        _tell = tell;
        _thread = new Thread(Work) { Name = "state", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The state that an earlier run left; null where none is asked for (a path of null), or where there is none yet.</summary>
    /// <exception cref="CommandException">The file cannot be read, or is none.</exception>
    public static string? Read(string? path)
    {
        if (path is null)
            return null;
        RegularFile.Require(path);
        try
        {
            // one that is empty was never written
            if (!File.Exists(path) || new FileInfo(path).Length == 0)
                return null;
            if (new FileInfo(path).Length > LongestState)
                throw CommandException.Usage($"--state {path}: the file is too large to be the state of a run.");
            return File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"--state {path} cannot be read: {failure.Message}");
        }
    }

    /// <summary>Lets a run that has not started go on from what <see cref="Read"/> gave; with null it begins anew.</summary>
    public static void Resume(Engine engine, string? kept)
    {
        if (kept is not null)
            engine.Deliver(new Arrival { Kind = ArrivalKind.Checkpoint, Source = -1, Value = Value.Of(kept) });
    }

    /// <summary>Leaves the state as it is now, once in a while.</summary>
    public void KeepOften(PipelineGraph graph, SignalTime now)
    {
        if (now < _next)
            return;
        _next = now.AddNanoseconds(Interval);
        Post(graph.Checkpoint());
    }

    /// <summary>Leaves the last state. What could not be written, or null where all is well.</summary>
    public string? Close(string state)
    {
        Post(state);
        _closing = true;
        _posted.Set();
        return !_thread.Join(LongestClose) ? $"The state of the run could not be written to {_path} within {LongestClose.TotalSeconds} s."
            : _failure is { } failure ? $"The state of the run could not be written to {_path}: {failure}" : null;
    }

    public void Dispose()
    {
        _closing = true;
        _posted.Set();
    }

    private void Post(string state)
    {
        Volatile.Write(ref _latest, state);
        _posted.Set();
    }

    private void Work()
    {
        while (true)
        {
            _posted.WaitOne();
            bool last = _closing;
            // what has not changed need not wear the disk
            if (Interlocked.Exchange(ref _latest, null) is { } state && state != _written)
                Write(state);
            if (last)
                return;
        }
    }

    // A new file takes the place of the old one once it is on the disk: a power loss leaves one of them.
    private void Write(string state)
    {
        string beside = _path + ".new";
        try
        {
            using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
            {
                file.Write(Encoding.UTF8.GetBytes(state));
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, _path, overwrite: true);
            _written = state;
            if (_failure is not null)
                _tell(null);
            _failure = null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (_failure is null)
                _tell(failure.Message);
            _failure = failure.Message;
        }
    }
}
