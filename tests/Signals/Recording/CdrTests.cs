using System;
using System.Linq;
using Reactive.Signals.Recording.Cdr;
using Xunit;

namespace Reactive.Signals.Tests.Recording;

public sealed class CdrTests
{
    private static readonly double[] Doubles = [1.5, -2.25];

    [Fact]
    public void EveryPrimitive_HasItsPlaceAndBytes()
    {
        byte[] message = new byte[64];
        CdrWriter writer = new(message);
        writer.Write(true);
        writer.Write((ushort)0x0102);
        writer.Write((byte)3);
        writer.Write(0x04050607u);
        writer.Write(1.0);
        writer.Write("hé");
        writer.Write((sbyte)-1);
        Assert.False(writer.Failed);
        byte[] expected =
        [
            0, 1, 0, 0, // encapsulation
            1, 0, 0x02, 0x01, // bool, padding, uint16
            3, 0, 0, 0, 0x07, 0x06, 0x05, 0x04, // uint8, padding, uint32
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, // padding to 16, float64
            4, 0, 0, 0, (byte)'h', 0xC3, 0xA9, 0, // string
            0xFF,
        ];
        Assert.Equal(expected, message[..writer.Length]);
    }

    [Fact]
    public void EmptyDoubleSequence_IsItsCountWithoutPadding()
    {
        byte[] message = new byte[16];
        CdrWriter writer = new(message);
        writer.WriteSequence<double>([]);
        writer.Write((byte)7);
        Assert.Equal([0, 1, 0, 0, 0, 0, 0, 0, 7], message[..writer.Length]);
    }

    [Fact]
    public void WrittenAndReadAgain_GivesEveryValueBack()
    {
        byte[] message = WriteAll();
        CdrReader reader = new(message);
        Assert.True(reader.IsLittleEndian);
        AssertAll(ref reader);
        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void Measured_IsTheLengthWritten()
    {
        CdrWriter measuring = CdrWriter.Measuring();
        WriteAll(ref measuring);
        Assert.False(measuring.Failed);
        Assert.Equal(WriteAll().Length, measuring.Length);
    }

    [Fact]
    public void BufferTooSmallByAnyAmount_FailsAndDoesNotThrow()
    {
        int needed = WriteAll().Length;
        for (int length = 0; length < needed; length++)
        {
            CdrWriter writer = new(new byte[length]);
            WriteAll(ref writer);
            Assert.True(writer.Failed);
            Assert.InRange(writer.Length, 0, length);
        }
    }

    [Fact]
    public void MessageCutAnywhere_FailsAndStaysFailed()
    {
        byte[] message = WriteAll();
        for (int length = 0; length < message.Length; length++)
        {
            CdrReader reader = new(message.AsSpan(0, length));
            ReadAll(ref reader);
            Assert.True(reader.Failed);
            Assert.False(reader.TryRead(out byte _));
        }
    }

    [Fact]
    public void BigEndianMessage_IsReadTheSame()
    {
        byte[] message = [0, 0, 0, 0, 0, 5, 0, 0, 0xFF, 0xFF, 0xFF, 0xFE, 0, 0, 0, 2, 0, 1, 0, 2, 0, 0, 0, 2, (byte)'x', 0];
        CdrReader reader = new(message);
        ushort[] elements = new ushort[2];
        Assert.True(reader.TryRead(out ushort first));
        Assert.True(reader.TryRead(out int second));
        Assert.True(reader.TryReadSequence<ushort>(elements, out int count));
        Assert.True(reader.TryRead(out string text));
        Assert.Equal((5, -2, "x"), (first, second, text));
        Assert.Equal([1, 2], elements.Take(count).Select(element => (int)element));
        Assert.False(reader.IsLittleEndian);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(0, 7)]
    [InlineData(1, 1)]
    public void OtherEncapsulation_Fails(int first, int second)
    {
        CdrReader reader = new([(byte)first, (byte)second, 0, 0, 1, 1, 1, 1]);
        Assert.True(reader.Failed);
        Assert.False(reader.TryRead(out byte _));
    }

    [Fact]
    public void SequenceRange_SlicesTheMessage()
    {
        byte[] message = new byte[64];
        CdrWriter writer = new(message);
        writer.Write((byte)1);
        writer.WriteSequence<double>(Doubles);
        CdrReader reader = new(message.AsSpan(0, writer.Length));
        Assert.True(reader.TryRead(out byte _));
        Assert.True(reader.TryReadSequenceRange<double>(out int offset, out int byteLength));
        Assert.Equal((12, 16), (offset, byteLength));
        Assert.Equal(-2.25, BitConverter.ToDouble(message, offset + 8));
    }

    [Theory]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(0x80000000u)]
    [InlineData(3u)]
    public void CountBeyondTheMessage_FailsBeforeAnyoneAllocates(uint count)
    {
        byte[] message = new byte[4 + 4 + 8];
        CdrWriter writer = new(message);
        writer.Write(count);
        CdrReader elements = new(message);
        Assert.False(elements.TryReadSequenceRange<uint>(out _, out int byteLength));
        Assert.Equal(0, byteLength);
        CdrReader counted = new(message);
        Assert.False(counted.TryReadCount(4, out int stated));
        Assert.Equal(0, stated);
        Assert.True(counted.Failed);
    }

    [Fact]
    public void TextWithoutNulOrNotUtf8_Fails()
    {
        CdrReader withoutNul = new([0, 1, 0, 0, 2, 0, 0, 0, (byte)'a', (byte)'b']);
        Assert.False(withoutNul.TryRead(out string _));
        CdrReader notUtf8 = new([0, 1, 0, 0, 2, 0, 0, 0, 0xFF, 0]);
        Assert.False(notUtf8.TryRead(out string _));
        CdrReader lengthZero = new([0, 1, 0, 0, 0, 0, 0, 0]);
        Assert.True(lengthZero.TryRead(out string text));
        Assert.Empty(text);
    }

    [Fact]
    public void BoolOtherThanZeroAndOne_Fails()
    {
        CdrReader reader = new([0, 1, 0, 0, 2]);
        Assert.False(reader.TryRead(out bool value));
        Assert.False(value);
        Assert.True(reader.Failed);
    }

    [Fact]
    public void TypeThatIsNoPrimitive_IsRefused() => Assert.Throws<NotSupportedException>(() =>
    {
        CdrWriter writer = new(new byte[100]);
        writer.WriteSequence<Guid>([Guid.Empty]);
    });

    [Fact]
    public void AnyOrderOfFields_IsReadBackAndMeasured()
    {
        byte[] message = new byte[4096];
        for (int seed = 0; seed < 2000; seed++)
        {
            CdrWriter writer = new(message);
            CdrWriter measuring = CdrWriter.Measuring();
            WriteRandom(ref writer, new Random(seed));
            WriteRandom(ref measuring, new Random(seed));
            Assert.Equal(writer.Length, measuring.Length);
            CdrReader reader = new(message.AsSpan(0, writer.Length));
            ReadRandom(ref reader, new Random(seed));
            Assert.True(!reader.Failed && reader.Remaining == 0, $"seed {seed}");
        }
    }

    [Fact]
    public void RandomMessages_NeverThrow()
    {
        byte[] whole = WriteAll();
        for (int seed = 0; seed < 20_000; seed++)
        {
            Random random = new(seed);
            byte[] message = random.Next(2) == 0 ? [.. whole] : new byte[random.Next(80)];
            if (message.Length != whole.Length)
                random.NextBytes(message);
            for (int i = random.Next(4); i > 0 && message.Length > 0; i--)
                message[random.Next(message.Length)] = (byte)random.Next(256);
            if (message.Length > 1 && random.Next(2) == 0)
                (message[0], message[1]) = (0, (byte)random.Next(2));
            CdrReader reader = new(message);
            ReadAll(ref reader);
            Assert.InRange(reader.Position, 0, message.Length);
        }
    }

    [Fact]
    public void WritingAndReading_AllocatesNothing()
    {
        byte[] message = new byte[4096];
        float[] samples = new float[500];
        Once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            Once();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Once()
        {
            CdrWriter writer = new(message);
            writer.Write(5L);
            writer.Write("channel");
            writer.WriteSequence<float>(samples);
            CdrReader reader = new(message.AsSpan(0, writer.Length));
            reader.TryRead(out long _);
            reader.TryReadSequenceRange<byte>(out _, out _);
            reader.TryReadSequence(samples.AsSpan(), out _);
            if (reader.Failed)
                throw new InvalidOperationException();
        }
    }

    private static void WriteRandom(ref CdrWriter writer, Random random)
    {
        for (int fields = random.Next(20); fields > 0; fields--)
        {
            switch (random.Next(6))
            {
                case 0: writer.Write((byte)random.Next(256)); break;
                case 1: writer.Write((short)random.Next(1 << 15)); break;
                case 2: writer.Write(random.NextInt64()); break;
                case 3: writer.Write(new string('é', random.Next(9))); break;
                case 4: writer.WriteSequence<double>(new double[random.Next(4)]); break;
                default: writer.WriteSequence<ushort>(new ushort[random.Next(4)]); break;
            }
        }
    }

    private static void ReadRandom(ref CdrReader reader, Random random)
    {
        for (int fields = random.Next(20); fields > 0; fields--)
        {
            switch (random.Next(6))
            {
                case 0: Assert.True(reader.TryRead(out byte u8) && u8 == random.Next(256)); break;
                case 1: Assert.True(reader.TryRead(out short i16) && i16 == random.Next(1 << 15)); break;
                case 2: Assert.True(reader.TryRead(out long i64) && i64 == random.NextInt64()); break;
                case 3: Assert.True(reader.TryRead(out string text) && text == new string('é', random.Next(9))); break;
                case 4: Assert.True(reader.TryReadSequenceRange<double>(out _, out int doubles) && doubles == 8 * random.Next(4)); break;
                default: Assert.True(reader.TryReadSequenceRange<ushort>(out _, out int shorts) && shorts == 2 * random.Next(4)); break;
            }
        }
    }

    private static byte[] WriteAll()
    {
        byte[] message = new byte[256];
        CdrWriter writer = new(message);
        WriteAll(ref writer);
        Assert.False(writer.Failed);
        return message[..writer.Length];
    }

    private static void WriteAll(ref CdrWriter writer)
    {
        writer.Write(true);
        writer.Write(byte.MaxValue);
        writer.Write(sbyte.MinValue);
        writer.Write(ushort.MaxValue);
        writer.Write(short.MinValue);
        writer.Write(uint.MaxValue);
        writer.Write(int.MinValue);
        writer.Write(ulong.MaxValue);
        writer.Write(long.MinValue);
        writer.Write(float.Epsilon);
        writer.Write(double.MaxValue);
        writer.Write("Türöffner");
        writer.Write(string.Empty);
        writer.WriteSequence<double>(Doubles);
        writer.WriteSequence<byte>([1, 2, 3]);
        writer.WriteCount(1);
        writer.Write("x");
        writer.WriteArray<short>([-1, 5]);
    }

    private static void ReadAll(ref CdrReader reader)
    {
        reader.TryRead(out bool _);
        reader.TryRead(out byte _);
        reader.TryRead(out sbyte _);
        reader.TryRead(out ushort _);
        reader.TryRead(out short _);
        reader.TryRead(out uint _);
        reader.TryRead(out int _);
        reader.TryRead(out ulong _);
        reader.TryRead(out long _);
        reader.TryRead(out float _);
        reader.TryRead(out double _);
        reader.TryRead(out string _);
        reader.TryRead(out string _);
        Span<double> doubles = stackalloc double[2];
        reader.TryReadSequence(doubles, out _);
        reader.TryReadSequenceRange<byte>(out _, out _);
        reader.TryReadCount(5, out int count);
        for (int i = 0; i < count; i++)
            reader.TryRead(out string _);
        reader.TryReadArrayRange<short>(2, out _, out _);
    }

    private static void AssertAll(ref CdrReader reader)
    {
        Assert.True(reader.TryRead(out bool flag) && flag);
        Assert.True(reader.TryRead(out byte u8) && u8 == byte.MaxValue);
        Assert.True(reader.TryRead(out sbyte i8) && i8 == sbyte.MinValue);
        Assert.True(reader.TryRead(out ushort u16) && u16 == ushort.MaxValue);
        Assert.True(reader.TryRead(out short i16) && i16 == short.MinValue);
        Assert.True(reader.TryRead(out uint u32) && u32 == uint.MaxValue);
        Assert.True(reader.TryRead(out int i32) && i32 == int.MinValue);
        Assert.True(reader.TryRead(out ulong u64) && u64 == ulong.MaxValue);
        Assert.True(reader.TryRead(out long i64) && i64 == long.MinValue);
        Assert.True(reader.TryRead(out float f32) && f32 == float.Epsilon);
        Assert.True(reader.TryRead(out double f64) && f64 == double.MaxValue);
        Assert.True(reader.TryRead(out string text) && text == "Türöffner");
        Assert.True(reader.TryRead(out string empty) && empty.Length == 0);
        double[] doubles = new double[2];
        Assert.True(reader.TryReadSequence<double>(doubles, out int count) && count == 2);
        Assert.Equal(Doubles, doubles);
        byte[] bytes = new byte[3];
        Assert.True(reader.TryReadSequence<byte>(bytes, out _));
        Assert.Equal([1, 2, 3], bytes);
        Assert.True(reader.TryReadCount(5, out int texts) && texts == 1);
        Assert.True(reader.TryRead(out string element) && element == "x");
        Assert.True(reader.TryReadArrayRange<short>(2, out _, out int byteLength) && byteLength == 4);
        Assert.False(reader.Failed);
    }
}
