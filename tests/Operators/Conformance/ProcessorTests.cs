using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Reactive.Operators.Tests.Conformance;

/// <summary>
/// What is decided must not depend on the processor: every operator gives the same with registers of 512, 256 and 128 bits
/// and with none. How wide they are is settled when a process starts, so each width has a process of its own.
/// </summary>
public sealed class ProcessorTests
{
    private const string DigestFile = "REACTIVE_DIGEST";
    private const int Seed = 17;

    [Fact]
    public void EveryWidthOfRegisters_GivesTheSame()
    {
        (string Width, string Knob)[] widths = [("none", "DOTNET_EnableHWIntrinsic"), ("128", "DOTNET_EnableAVX"), ("256", "DOTNET_EnableAVX512")];
        var children = new List<Child>();
        try
        {
            foreach ((string width, string knob) in widths)
                children.Add(Child.Start(width, knob));
            string[] here = Digest();
            foreach (Child child in children)
            {
                string[] there = child.End();
                // a processor that lacks wider registers has nothing to be told
                if (Bits(child.Width) < Bits(Widest()))
                    Assert.Equal("registers " + child.Width, there[0]);
                Assert.Equal(here[1..], there[1..]);
            }
        }
        finally
        {
            foreach (Child child in children)
                child.Dispose();
        }
    }

    [Fact(Explicit = true)]
    public void Digest_IsWritten() =>
        File.WriteAllLines(Environment.GetEnvironmentVariable(DigestFile) ?? throw new InvalidOperationException($"{DigestFile} names no file."), Digest());

    private static string[] Digest()
    {
        var lines = new List<string> { "registers " + Widest() };
        foreach ((string name, int form, int example, int input) in Cases.All().Select(row => row.Data))
        {
            string transcript = string.Join('\n', Cases.Of(name, form, example, input).Run(Seed, new Random(Seed)));
            lines.Add($"{name}, form {form}, example {example}, input {input}: {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(transcript)))}");
        }

        return [.. lines];
    }

    private static string Widest() =>
        Vector512.IsHardwareAccelerated ? "512" : Vector256.IsHardwareAccelerated ? "256" : Vector128.IsHardwareAccelerated ? "128" : "none";

    private static int Bits(string width) => width == "none" ? 0 : int.Parse(width, CultureInfo.InvariantCulture);

    /// <summary>This test assembly once more, with a kind of instructions turned off.</summary>
    private sealed record Child(string Width, Process Process, Task<string> Output, string DigestPath) : IDisposable
    {
        // without vectors it takes several times as long as with them
        private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

        public static Child Start(string width, string knob)
        {
            string digest = Path.GetTempFileName();
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
            start.ArgumentList.Add(typeof(ProcessorTests).Assembly.Location);
            foreach (string argument in new[] { "-explicit", "only", "-method", $"{typeof(ProcessorTests).FullName}.{nameof(Digest_IsWritten)}" })
                start.ArgumentList.Add(argument);
            start.Environment[knob] = "0";
            start.Environment[DigestFile] = digest;
            Process process = Process.Start(start)!;
            return new Child(width, process, process.StandardOutput.ReadToEndAsync(), digest);
        }

        public string[] End()
        {
            Assert.True(Process.WaitForExit(Longest), $"The process with registers {Width} did not end within {Longest.TotalMinutes} minutes.");
            Assert.True(Process.ExitCode == 0, Output.GetAwaiter().GetResult());
            return File.ReadAllLines(DigestPath);
        }

        public void Dispose()
        {
            using (Process)
            {
                Process.Kill(entireProcessTree: true);
                Process.WaitForExit();
            }

            File.Delete(DigestPath);
        }
    }
}
