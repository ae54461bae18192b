using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Reactive.Device.Live;
using Reactive.Device.Live.Inputs;
using Reactive.Device.Output;
using Reactive.Device.Speakers;

namespace Reactive.Device.Running;

/// <summary>
/// Hosts a run: a Generic Host that ends cleanly on SIGTERM and Ctrl+C (outputs released, recording closed), in the same way when nobody
/// reads what it prints any more, and when the run itself ends.
/// </summary>
internal static class RunHost
{
    public static RunResult Run(RunOptions options, RunView view)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (view.OwnsTerminal)
            builder.Logging.AddProvider(new ViewLoggerProvider(view));
        else
            builder.Logging.AddSimpleConsole(o => o.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<ConsoleLifetimeOptions>(o => o.SuppressStatusMessages = true);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(view);
        builder.Services.AddSingleton<RunService>();
        builder.Services.AddHostedService(s => s.GetRequiredService<RunService>());
        using IHost host = builder.Build();
        RunService run = host.Services.GetRequiredService<RunService>();
        host.Run();
        // The host has waited for the run. One that hangs even so is given up; the watchdog has released the outputs.
        if (!run.Result.IsCompleted)
            throw CommandException.Failure("The run hangs and has been given up; outputs are released.");
        RunResult result = run.Result.GetAwaiter().GetResult();
        view.Finish();
        if (view.Failure is { } broken)
            throw CommandException.Failure(result.RecordingFailure is { } unrecorded ? $"{broken} {unrecorded}" : broken);
        return result;
    }

    private sealed class RunService(RunOptions options, RunView view, IHostApplicationLifetime lifetime, ILoggerFactory logs) : IHostedService, IDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(StandardOutput.Closed);
        private readonly TaskCompletionSource<RunResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<RunResult> Result => _result.Task;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            new Thread(Run) { Name = "loop", IsBackground = true }.Start();
            return Task.CompletedTask;
        }

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await _stop.CancelAsync();
            await Task.WhenAny(_result.Task, Task.Delay(Timeout.Infinite, cancellationToken));
        }

        public void Dispose() => _stop.Dispose();

        // The run's thread: what fails here is the command's failure, told once, at the top.
        private void Run()
        {
            try
            {
                bool fed = options.MaxSpeed || !options.Feeds.IsEmpty;
                _result.SetResult(fed ? FeedRun.Run(options, view, _stop.Token) : LiveRun.Run(options, view, logs.CreateLogger(options.Pipeline.Definition!.Name), SpeakerOption.On(options.Inputs.IsEmpty ? Hardware.Simulated : LiveInputs.Hardware(options.Inputs), options.Speakers), _stop.Token));
            }
#pragma warning disable CA1031 // handed on, not swallowed: Result throws it again
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _result.SetException(failure);
            }
            finally
            {
                lifetime.StopApplication();
            }
        }
    }

    // Lines in the log are commands, which the view shows anyway: only what is wrong is told beside them.
    private sealed class ViewLoggerProvider(RunView view) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                view.Note(exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception.Message}");
        }

        public void Dispose()
        {
        }
    }
}
