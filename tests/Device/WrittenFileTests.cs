using System;
using System.IO;
using System.Runtime.Versioning;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Tests.Traces;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Vcd;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests;

public sealed class WrittenFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reactive-written-").FullName;

    private string Output => Path.Combine(_folder, "out");

    [Fact]
    public void FailureOnTheWay_LeavesTheFileThatWasThere_AndNothingElse()
    {
        File.WriteAllText(Output, "before");
        var trace = new ListTrace((new TraceChannel { Index = 0, Name = "a" }, [new(Value.Of(1, Unit.Count), new SignalTime(-1))]));
        Assert.Throws<CommandException>(() => VcdTraceWriter.Write(trace, trace.Channels, Output));
        CommandException full = Assert.Throws<CommandException>(() => WrittenFile.Write(Output, file =>
        {
            file.Write("half"u8);
            throw new IOException("No space left on device");
        }));
        Assert.Equal($"{Output} cannot be written: No space left on device", full.Message);
        Assert.Equal("before", File.ReadAllText(Output));
        Assert.Equal([Output], Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [UnsupportedOSPlatform("windows")]
    public void WhatIsWhole_TakesTheNameAndThePermissions_AndALinkStays(bool flushToDisk)
    {
        File.WriteAllText(Output, "before");
        File.SetUnixFileMode(Output, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, "out");
        WrittenFile.Write(
            link,
            file =>
            {
                file.Write("after"u8);
                file.Flush();
                Assert.Equal("before", File.ReadAllText(Output));
            },
            flushToDisk: flushToDisk);
        Assert.Equal("after", File.ReadAllText(Output));
        Assert.Equal("out", new FileInfo(link).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Output));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder).Length);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void ADevice_HasNoDiskToFlushTo() => WrittenFile.Write("/dev/null", file => file.Write("gone"u8), flushToDisk: true);

    [Fact]
    public void Folder_IsWrongUse() =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => WrittenFile.Write(_folder, _ => { })).Code);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
