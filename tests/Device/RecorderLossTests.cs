using System;
using System.IO;
using System.Threading;
using Reactive.Device.Recording;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>What is told of recordings that are not whole.</summary>
public sealed class RecorderLossTests
{
    [Fact]
    public void ChunksTakenAndThenThrownAway_AreCounted()
    {
        using var disk = new FullDisk();
        var output = new FileOutput(disk);
        Assert.True(output.TryWrite(new byte[10]));
        Assert.True(disk.Entered.Wait(TimeSpan.FromSeconds(10)));
        Assert.True(output.TryWrite(new byte[20]));
        Assert.True(output.TryWrite(new byte[30]));
        disk.Gate.Set();
        output.Dispose();
        Assert.Equal("no room", output.Failure);
        Assert.Equal(3, output.LostWrites);
        Assert.Equal(60, output.LostBytes);
        Assert.False(output.TryWrite(new byte[1]));
        Assert.Equal(
            "The recording a.mcap is not whole: no room; 7 messages were lost because the disk was too slow or full; 3 chunks (60 bytes) that had been taken could not be written.",
            Recorder.Loss("a.mcap", closed: false, refused: 7, output, output.Failure));
    }

    [Fact]
    public void OnlyTheEndRefused_SaysThatAllMessagesAreThere()
    {
        Assert.Equal(
            "The recording a.mcap is not whole: its end and its index could not be written; all messages are there.",
            Recorder.Loss("a.mcap", closed: false, refused: 0, null, null));
        Assert.Null(Recorder.Loss("a.mcap", closed: true, refused: 0, null, null));
    }

    private sealed class FullDisk : MemoryStream
    {
        public ManualResetEventSlim Entered { get; } = new(false);

        public ManualResetEventSlim Gate { get; } = new(false);

        // not an IOException: a broken mount gives others
        public override void Write(byte[] buffer, int offset, int count)
        {
            Entered.Set();
            Gate.Wait();
            throw new UnauthorizedAccessException("no room");
        }
    }
}
