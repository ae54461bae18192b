using System;
using System.Diagnostics;
using System.Globalization;

namespace Reactive.Device.Output;

/// <summary>How far long work is, on the terminal's error side: nothing in a pipe, nothing where the work is done at once.</summary>
internal sealed class Progress : IDisposable
{
    private const int Width = 30;
    private const int StepsBetween = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.7);
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(0.2);

    private readonly string _what;
    private readonly bool _watched;
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private TimeSpan _next = Patience;
    private int _steps;
    private bool _shown;

    /// <summary>Progress of <paramref name="what"/>.</summary>
    /// <param name="what">What is done: <c>replaying</c>.</param>
    /// <param name="quiet">Whether results may be printed to the same terminal meanwhile: then nothing is shown.</param>
    public Progress(string what, bool quiet = false)
    {
        _what = what;
        _watched = !quiet && !Console.IsErrorRedirected;
    }

    /// <summary>One small step was taken, or several; cheap.</summary>
    public void Step(Func<double> fraction, int steps = 1)
    {
        if (!_watched || (_steps += steps) < StepsBetween)
            return;
        _steps = 0;
        if (_time.Elapsed < _next)
            return;
        _next = _time.Elapsed + Refresh;
        _shown = true;
        double done = Math.Clamp(fraction(), 0, 1);
        int full = (int)(done * Width);
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{_what} {new string('━', full)}{new string('─', Width - full)} {done * 100,3:0} %"));
    }

    /// <summary>Takes it off the terminal.</summary>
    public void Dispose()
    {
        if (_shown)
            Console.Error.Write("\r\x1b[2K");
    }
}
