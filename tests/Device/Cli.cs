using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>What one run of the program gave.</summary>
internal sealed record CliResult(int Code, string Output, string Error)
{
    /// <summary>The output as JSON Lines.</summary>
    public IReadOnlyList<JsonElement> Json => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    /// <summary>The object that closes a run or a replay.</summary>
    public JsonElement Summary => Json[^1].GetProperty("summary");
}

/// <summary>Runs the program as users do: as a process of its own.</summary>
internal static class Cli
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "reactive.dll");

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The pipeline that most tests run.</summary>
    public static string FrontDoor { get; } = Path.Combine(Root, "pipelines", "front-door.yaml");

    /// <summary>Runs it to its end. Wherever it ends, no stack trace may be seen.</summary>
    public static CliResult Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        CliResult result = End(process);
        Assert.DoesNotContain("   at Reactive", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at System", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", result.Error, StringComparison.Ordinal);
        return result;
    }

    /// <summary>The same with bytes on its standard input.</summary>
    public static CliResult Feed(byte[] input, params string[] arguments)
    {
        using Process process = Start(new ProcessStartInfo("dotnet") { RedirectStandardInput = true }, arguments);
        Task feeding = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        });
        CliResult result = End(process);
        feeding.GetAwaiter().GetResult();
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        return result;
    }

    /// <summary>Starts it.</summary>
    public static Process Start(params string[] arguments) => Start(new ProcessStartInfo("dotnet"), arguments);

    /// <summary>Starts it with a variable in its environment.</summary>
    public static Process StartWith(string variable, string value, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet");
        start.Environment[variable] = value;
        return Start(start, arguments);
    }

    private static Process Start(ProcessStartInfo start, string[] arguments)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        start.ArgumentList.Add(Program);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Waits until it has ended.</summary>
    public static CliResult End(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(120_000), "the program did not end");
        return new CliResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Reactive.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests must lie within the repository.");
    }
}

/// <summary>A folder that is gone afterwards, and one recording of a minute that tests share.</summary>
public sealed class Workbench : IDisposable
{
    public Workbench()
    {
        Recording = PathOf("a.mcap");
        CliResult made = Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--for", "60s", "--record", Recording, "--json");
        Assert.Equal(0, made.Code);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("reactive-").FullName;

    /// <summary>A minute of the simulated front door: eight commands.</summary>
    public string Recording { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
