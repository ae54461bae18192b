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
/// latest state and never waits for a disk. While the run goes on it is locked, so that no other run goes on from it.
/// </summary>
internal sealed class StateFile : IDisposable
{
    /// <summary>Signal time between two looks at whether something has changed.</summary>
    public const long Look = SignalTime.NanosecondsPerSecond / 2;

    /// <summary>Signal time after which it is looked at even where no turn has run: a correction of the clock moves the instants that are kept.</summary>
    public const long Interval = 60 * SignalTime.NanosecondsPerSecond;

    // far more than a pipeline of ten thousand signals leaves
    private const long LongestState = 16 << 20;
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly string? _kept;
    private readonly Action<string?> _tell;
    private readonly WritePace _pace = new();
    private readonly AutoResetEvent _posted = new(false);
    private readonly Thread _thread;
    private FileStream _file;
    private string _written;
    private string _handed;
    private string? _latest;
    private volatile bool _closing;
    private volatile string? _failure;
    private long _turns;
    private SignalTime _nextLook = new(Look);
    private SignalTime _nextInAnyCase = new(Interval);

    private StateFile(string path, FileStream file, string? kept, Action<string?> tell)
    {
        _path = path;
        _file = file;
        _kept = kept;
        _written = _handed = kept ?? "";
        _tell = tell;
        _thread = new Thread(Work) { Name = "state", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Opens the file of a run that is about to begin, with what an earlier run left in it. Nothing in it is changed yet.</summary>
    /// <param name="path">The file; null where none is asked for, and then so is the answer.</param>
    /// <param name="note">Told what there is to know about it.</param>
    /// <param name="tell">Told when writing begins to fail while the run goes on, and when it works again (null). Called on a thread of its own.</param>
    /// <exception cref="CommandException">It cannot be read or written, another run has it, or it holds something else.</exception>
    public static StateFile? Open(string? path, Action<string> note, Action<string?> tell)
    {
        if (path is null)
            return null;
        if (Directory.Exists(path))
            throw CommandException.Usage($"--state {path} is a folder; name a file.");
        RegularFile.Require(path);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var opened = new StateFile(path, file, Read(path, file, note), tell);
            file = null;
            return opened;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage(OutputFile.IsTaken(failure) ? $"--state {path} is in use by another run: name another file." : $"--state {path} cannot be used: {failure.Message}");
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Lets a run that has not started go on from what an earlier run left.</summary>
    public void Resume(Engine engine)
    {
        if (_kept is not null)
            engine.Deliver(new Arrival { Kind = ArrivalKind.Checkpoint, Source = -1, Value = Value.Of(_kept) });
    }

    /// <summary>Leaves the state as it is now where it has changed, soon and not too often (<see cref="WritePace"/>).</summary>
    public void KeepOften(PipelineGraph graph, SignalTime now)
    {
        if (now < _nextLook)
            return;
        _nextLook = now.AddNanoseconds(Look);
        // what is kept changes in turns
        bool hasTurned = graph.Engine.TurnCount != _turns;
        if ((!hasTurned && now < _nextInAnyCase) || !_pace.Allows(now))
            return;
        _turns = graph.Engine.TurnCount;
        _nextInAnyCase = now.AddNanoseconds(Interval);
        string state = graph.Checkpoint();
        if (state == _handed && _failure is null)
            return;
        _handed = state;
        _pace.Wrote(now);
        Post(state);
    }

    /// <summary>Leaves the last state and lets go of the file. What could not be written, or null where all is well.</summary>
    public string? Close(string state)
    {
        Post(state);
        return !Stop() ? $"The state of the run could not be written to {_path} within {LongestClose.TotalSeconds} s."
            : _failure is { } failure ? $"The state of the run could not be written to {_path}: {failure}" : null;
    }

    /// <summary>Lets go of the file, as it is.</summary>
    public void Dispose()
    {
        if (!_closing)
            Stop();
    }

    private static string? Read(string path, FileStream file, Action<string> note)
    {
        // one that is empty was never written
        if (file.Length == 0)
            return null;
        if (file.Length > LongestState)
            throw CommandException.Usage($"--state {path}: the file is too large to be the state of a run.");
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        string text = Encoding.UTF8.GetString(bytes);
        switch (Checkpoint.KindOf(text))
        {
            case CheckpointKind.Known:
                return text;
            case CheckpointKind.OfAnotherVersion:
                File.WriteAllBytes(path + ".old", bytes);
                note($"The state in {path} is of another version of the program: it is kept as {path}.old, and the run begins anew.");
                return null;
            default:
                throw CommandException.Usage($"--state {path}: the file is not what a run has left, and would be written over: name another, or remove it to start afresh.");
        }
    }

    private bool Stop()
    {
        _closing = true;
        _posted.Set();
        return _thread.Join(LongestClose);
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
            if (!last)
                continue;
            _file.Dispose();
            return;
        }
    }

    // A new file takes the place of the old one once it is on the disk: a power loss leaves one of them. It is locked before it has the name.
    private void Write(string state)
    {
        string beside = _path + ".new";
        FileStream? next = null;
        try
        {
            next = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None);
            next.Write(Encoding.UTF8.GetBytes(state));
            next.Flush(flushToDisk: true);
            File.Move(beside, _path, overwrite: true);
            (_file, next) = (next, _file);
            OutputFile.SyncFolder(_path);
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
        finally
        {
            next?.Dispose();
        }
    }
}
