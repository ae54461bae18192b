using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using Reactive.Sinks.Sip;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>What comes over the control connection, in any pieces and of any kind.</summary>
public sealed class BaresipParserTests
{
    [Fact]
    public void AnyPieces_GiveTheSame()
    {
        var random = new Random(8);
        for (int round = 0; round < 60; round++)
        {
            var sent = new List<byte[]>();
            var writer = new ArrayBufferWriter<byte>();
            for (int i = random.Next(1, 30); i >= 0; i--)
            {
                var content = new byte[random.Next(10) == 0 ? random.Next(60_000) : random.Next(300)];
                random.NextBytes(content);
                sent.Add(content);
                BaresipNetstrings.Write(writer, content);
            }

            var netstrings = new BaresipNetstrings();
            var got = new List<byte[]>();
            for (ReadOnlySpan<byte> left = writer.WrittenSpan; !left.IsEmpty;)
            {
                int piece = Math.Min(left.Length, random.Next(1, random.Next(2, 20_000)));
                netstrings.Add(left[..piece]);
                left = left[piece..];
                while (netstrings.TryTake(out ReadOnlySpan<byte> content))
                    got.Add(content.ToArray());
            }

            Assert.Null(netstrings.Problem);
            Assert.Equal(sent, got);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData(":")]
    [InlineData("-1:a,")]
    [InlineData(" 1:a,")]
    [InlineData("1:ab")]
    [InlineData("1234567")]
    [InlineData("262145:")]
    public void NoNetstring_IsAProblem(string text)
    {
        var netstrings = new BaresipNetstrings();
        netstrings.Add(Encoding.ASCII.GetBytes(text));
        Assert.False(netstrings.TryTake(out _));
        Assert.NotNull(netstrings.Problem);
    }

    [Fact]
    public void RandomBytes_AreNoNetstringsSoonAndNeverAnException()
    {
        var random = new Random(9);
        var bytes = new byte[4_096];
        for (int round = 0; round < 5_000; round++)
        {
            var netstrings = new BaresipNetstrings();
            random.NextBytes(bytes);
            // some that begin well
            if (round % 2 == 0)
                Encoding.ASCII.GetBytes($"{random.Next(300)}:").CopyTo(bytes, 0);
            netstrings.Add(bytes);
            int taken = 0;
            while (netstrings.TryTake(out ReadOnlySpan<byte> content))
            {
                BaresipMessage.Read(content);
                taken++;
            }

            Assert.True(netstrings.Problem is not null || taken < 2);
        }
    }

    [Fact]
    public void BrokenMessages_AreReadOrAreNoneAndNeverAnException()
    {
        byte[] message = Encoding.UTF8.GetBytes("""{"event":true,"type":"CALL_CLOSED","class":"call","accountaor":"sip:a@b","id":"1","param":"486 Busy Here","ok":true,"token":"7","data":"\u00e9\n"}""");
        Assert.Equal("486 Busy Here", BaresipMessage.Read(message)!.Parameter);
        var random = new Random(10);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] broken = [.. message];
            for (int i = random.Next(4); i >= 0; i--)
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            BaresipMessage.Read(broken.AsSpan(0, random.Next(broken.Length + 1)));
        }
    }

    [Fact]
    public void MessageWithOtherKindsOfValues_HasEmptyText()
    {
        BaresipMessage message = BaresipMessage.Read("""{"type":7,"id":null,"param":["1"],"ok":"true"}"""u8)!;
        Assert.Equal(("", "", "", false), (message.Type, message.Id, message.Parameter, message.IsOk));
        Assert.Null(BaresipMessage.Read("[]"u8));
        Assert.Null(BaresipMessage.Read("{} {}"u8));
    }
}
