using System;
using System.Globalization;
using System.Text;
using Reactive.Device.Traces.Csv;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests.Traces;

public sealed class CsvNumberTests
{
    [Fact]
    public void RandomNumbersOfAllShapes_AreThoseOfTheLibrary()
    {
        var random = new Random(20251120);
        for (int i = 0; i < 300_000; i++)
        {
            string text = Shape(random);
            bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double expected);
            if (TryRead(text, out double read))
                Assert.True(isNumber && BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(read), $"'{text}' was read as {read:R}");
            else
                Assert.True(!isNumber || !(Math.Abs(expected) <= 1e30) || text.Contains(' ', StringComparison.Ordinal) || text.Length > 19, $"'{text}' was not read");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData("1.2.3")]
    [InlineData("1..2")]
    [InlineData("12345678.9.1")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e31")]
    [InlineData("1e400")]
    [InlineData("0x10")]
    [InlineData("1 2")]
    [InlineData("\uFF11")]
    [InlineData("--1")]
    public void WhatIsNoNumber_IsNotRead(string text) => Assert.False(TryRead(text, out _));

    [Theory]
    [InlineData("1.049", "s", 1_049_000_000, 1_000_000)]
    [InlineData("-0.000000001", "s", -1, 1)]
    [InlineData("123456.123456789", "s", 123_456_123_456_789, 1)]
    [InlineData("0.0000000005", "s", 1, 1)]
    [InlineData("0.00000000049", "s", 0, 1)]
    [InlineData("1e-3", "s", 1_000_000, 1)]
    [InlineData("1.5E+02", "ms", 150_000_000, 1)]
    [InlineData("2.5", "ns", 3, 1)]
    [InlineData("1.5", "min", 90_000_000_000, 6_000_000_000)]
    [InlineData("+00000000000000000000000007", "ms", 7_000_000, 1_000_000)]
    public void Times_AreExact(string text, string unit, long nanoseconds, long resolution)
    {
        byte[] bytes = Padded(text);
        Assert.True(new CsvTime(Unit.Find(unit)!).TryRead(ref bytes[0], PrintedNumber.Slack, PrintedNumber.Slack + text.Length, (byte)'.', out long read, out long worth));
        Assert.Equal(nanoseconds, read);
        Assert.Equal(resolution, worth);
    }

    [Fact]
    public void RandomTimes_AreThoseOfDecimals()
    {
        var random = new Random(7);
        var time = new CsvTime(Unit.Second);
        for (int i = 0; i < 100_000; i++)
        {
            string text = (random.NextInt64(-10_000_000_000_000, 10_000_000_000_000) / 1_000_000_000m).ToString("0." + new string('0', random.Next(12)), CultureInfo.InvariantCulture);
            byte[] bytes = Padded(text);
            Assert.True(time.TryRead(ref bytes[0], PrintedNumber.Slack, PrintedNumber.Slack + text.Length, (byte)'.', out long read, out _), text);
            Assert.Equal((long)(decimal.Parse(text, CultureInfo.InvariantCulture) * 1_000_000_000m), read);
        }
    }

    // Digits before and after the point, both of any number; signs, exponents, and now and then a character too many.
    private static string Shape(Random random)
    {
        var text = new StringBuilder();
        if (random.Next(3) == 0)
            text.Append(random.Next(2) == 0 ? '-' : '+');
        Digits(random.Next(random.Next(2) == 0 ? 5 : 20));
        if (random.Next(4) > 0)
        {
            text.Append('.');
            Digits(random.Next(random.Next(2) == 0 ? 6 : 20));
        }

        if (random.Next(4) == 0)
        {
            text.Append(random.Next(2) == 0 ? 'e' : 'E').Append(random.Next(3) switch { 0 => "-", 1 => "+", _ => "" });
            Digits(random.Next(4));
        }

        if (random.Next(20) == 0 && text.Length > 0)
            text[random.Next(text.Length)] = " ,;.-x\u00FF/:"[random.Next(9)];
        return text.ToString();

        void Digits(int count)
        {
            for (int i = 0; i < count; i++)
                text.Append((char)('0' + random.Next(10)));
        }
    }

    private static bool TryRead(string text, out double number)
    {
        byte[] bytes = Padded(text);
        return CsvNumber.TryRead(ref bytes[0], PrintedNumber.Slack, bytes.Length - PrintedNumber.Slack, (byte)'.', out number, out _);
    }

    // Digits on either side, as if it lay between others.
    private static byte[] Padded(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [.. Encoding.ASCII.GetBytes("9876543210.1234,"), .. bytes, .. ",123456789.12345"u8];
    }
}
