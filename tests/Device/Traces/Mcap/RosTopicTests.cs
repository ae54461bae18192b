using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Xunit;

namespace Reactive.Device.Tests.Traces.Mcap;

public sealed class RosTopicTests
{
    private const string Rule = "\n================================================================================\n";

    private const string Imu = """
        # an IMU
        std_msgs/Header header   # with time
        float32 FACTOR=0.5
        string NAME="a # b"
        Vector3 linear_acceleration
        float64[3] covariance
        float32[] ranges
        bool ok true
        uint8 level 3
        string<=10 label
        Vector3[<=4] points
        int64 last
        """ + Rule + "MSG: std_msgs/Header\nbuiltin_interfaces/Time stamp\nstring frame_id" + Rule + "MSG: sensor_msgs/Vector3\nfloat64 x\nfloat64 y\nfloat64 z";

    private static readonly string[] ImuFields =
    [
        "header.stamp.sec", "header.stamp.nanosec", "linear_acceleration.x", "linear_acceleration.y", "linear_acceleration.z",
        "covariance[0]", "covariance[1]", "covariance[2]", "ranges[0]", "ranges[1]", "ranges[2]", "ok", "level",
        "points[0].x", "points[0].y", "points[0].z", "last",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cdr_NestedTypesAndArraysAreFound(bool isBigEndian)
    {
        var file = new ForeignFile();
        ushort imu = file.Ros2("/imu", "sensor_msgs/msg/Imu", Imu);
        file.Write(imu, Message(new RosMessage(isBigEndian: isBigEndian), "base", [1.5f, 2.5f, 3.5f], 1, true));
        file.Write(imu, Message(new RosMessage(isBigEndian: isBigEndian), "a longer name", [7], 2, false));
        using var opened = new Opened(file.Close());

        Assert.Equal(ImuFields.Select(f => "/imu." + f), opened.Names);
        Assert.Equal(["0 11", "0.001 11"], opened.Values("/imu.header.stamp.sec"));
        Assert.Equal(["0 -9.81", "0.001 -9.81"], opened.Values("/imu.linear_acceleration.z"));
        Assert.Equal(["0 33", "0.001 33"], opened.Values("/imu.covariance[2]"));
        Assert.Equal(["0 2.5", "0.001 unknown (offline)"], opened.Values("/imu.ranges[1]"));
        Assert.Equal(["0 1", "0.001 0"], opened.Values("/imu.ok"));
        Assert.Equal(["0 200", "0.001 200"], opened.Values("/imu.level"));
        Assert.Equal(["0 0.25", "0.001 0.25"], opened.Values("/imu.points[0].y"));
        Assert.Equal(["0 -5000000000", "0.001 -5000000000"], opened.Values("/imu.last"));
        Assert.Equal(["/imu.ok"], opened.Trace.Channels.Where(c => c.IsLogic).Select(c => c.Name));
    }

    [Fact]
    public void Ros1_IsReadWithoutPadding()
    {
        string definition = Imu.Replace("std_msgs/Header header", "Header header", StringComparison.Ordinal)
            .Replace("builtin_interfaces/Time stamp", "uint32 seq\ntime stamp", StringComparison.Ordinal)
            .Replace("string<=10", "string", StringComparison.Ordinal).Replace("[<=4]", "[]", StringComparison.Ordinal)
            .Replace("bool ok true", "bool ok", StringComparison.Ordinal).Replace("uint8 level 3", "char level", StringComparison.Ordinal);
        var file = new ForeignFile();
        ushort imu = file.Ros1("/imu", "sensor_msgs/Imu", definition);
        var message = new RosMessage(isPacked: true);
        message.Int32(77);
        file.Write(imu, Message(message, "base", [1.5f, 2.5f, 3.5f], 1, true));
        using var opened = new Opened(file.Close());

        Assert.Equal(["/imu.header.seq", "/imu.header.stamp.secs", "/imu.header.stamp.nsecs", .. ImuFields.Skip(2).Select(f => "/imu." + f)], opened.Names);
        Assert.Equal(["0 77"], opened.Values("/imu.header.seq"));
        Assert.Equal(["0 22"], opened.Values("/imu.header.stamp.nsecs"));
        Assert.Equal(["0 3.5"], opened.Values("/imu.ranges[2]"));
        Assert.Equal(["0 0.25"], opened.Values("/imu.points[0].y"));
        Assert.Equal(["0 -5000000000"], opened.Values("/imu.last"));
    }

    [Fact]
    public void EveryPrimitive_IsWidenedExactly()
    {
        const string Definition = "int8 a\nuint8 b\nbyte c\nchar d\nint16 e\nuint16 f\nint32 g\nuint32 h\nint64 i\nuint64 j\nfloat32 k\nfloat64 l\nbool m";
        byte[] message = new RosMessage().Byte(0xFF, 0xFF, 0xFF, 0xFF).Int16(-1, -1).Int32(-1, -1).Int64(-1, -1).Put32(0.5f).Put(-0.25).Byte(2).Bytes;
        var file = new ForeignFile();
        file.Write(file.Ros2("p", "a/msg/P", Definition), message);
        using var opened = new Opened(file.Close());
        double[] expected = [-1, 255, 255, 255, -1, 65535, -1, 4294967295, -1, 18446744073709551615d, 0.5, -0.25, 1];
        Assert.Equal(expected.Select(v => "0 " + v.ToString("R", CultureInfo.InvariantCulture)), opened.Names.Select(n => opened.Values(n).Single()));
    }

    [Fact]
    public void TypesWithoutFields_TakeAByteInCdrAndNoneInRos1()
    {
        const string Definition = "Nothing a\nNothing[2] b\nNothing[] c\nint8 n\n===\nMSG: p/Nothing\n# empty";
        var file = new ForeignFile();
        file.Write(file.Ros2("/two", "p/msg/T", Definition), new RosMessage().Byte(0, 0, 0).Int32(2).Byte(0, 0, 9).Bytes);
        file.Write(file.Ros1("/one", "p/T", Definition), new RosMessage(isPacked: true).Int32(int.MaxValue).Byte(9).Bytes);
        using var opened = new Opened(file.Close());
        Assert.Equal(["0 9"], opened.Values("/two.n"));
        Assert.Equal(["0.001 9"], opened.Values("/one.n"));
    }

    [Fact]
    public void ArraysOfTexts_ArePassedOver()
    {
        var file = new ForeignFile();
        ushort topic = file.Ros2("/s", "p/msg/S", "string[] names\nstring[2] pair\nint16 n");
        file.Write(topic, new RosMessage().Int32(3).Text("a").Text("").Text("abcde").Text("x").Text("yz").Int16(-3).Bytes);
        using var opened = new Opened(file.Close());
        Assert.Equal(["/s.n"], opened.Names);
        Assert.Equal(["0 -3"], opened.Values("/s.n"));
    }

    [Fact]
    public void MessageThatIsTooShort_IsUnknownAndTold()
    {
        var file = new ForeignFile();
        ushort topic = file.Ros2("/s", "p/msg/S", "int32[] a\nint32 n");
        file.Write(topic, new RosMessage().Int32(1, 2, 3).Bytes).Write(topic, new RosMessage().Int32(1_000_000_000).Bytes).Write(topic, []);
        using var opened = new Opened(file.Close());
        Assert.Equal(["0 3", "0.001 unknown (fault)", "0.002 unknown (fault)"], opened.Values("/s.n"));
        Assert.Equal(2, opened.Trace.Warnings.Length);
    }

    [Theory]
    [InlineData("Missing a", "the definition of p/Missing is missing")]
    [InlineData("S a", "p/S holds itself")]
    [InlineData("int32", "'int32' in p/S is no field")]
    [InlineData("int32[x] a", "has no length that can be read")]
    [InlineData("wstring a", "it holds a wstring")]
    public void BadSchema_IsToldWhenTheTopicIsChosen(string definition, string expected)
    {
        var file = new ForeignFile();
        file.Write(file.Ros2("/s", "p/msg/S", definition), new RosMessage().Bytes);
        using var opened = new Opened(file.Close());
        Assert.Contains(expected, opened.Channel("/s").Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void TypesThatUnfoldWithoutEnd_EndInALimit()
    {
        // each type holds the one before twice: 2^30 numbers, or 2^30 texts
        foreach (string leaf in new[] { "int8 n", "string n" })
        {
            var definition = new List<string> { "T29 a\nT29 b" };
            for (int i = 29; i > 0; i--)
                definition.Add($"MSG: p/T{i}\nT{i - 1} a\nT{i - 1} b");
            definition.Add("MSG: p/T0\n" + leaf);
            var file = new ForeignFile();
            file.Write(file.Ros2("/s", "p/msg/S", string.Join(Rule, definition)), new RosMessage().Bytes);
            file.Write(file.Ros1("/one", "p/S", string.Join(Rule, definition)), [0]);
            using var opened = new Opened(file.Close());
            Assert.InRange(opened.Trace.Channels.Length, 1, 10_000);
            TraceChannelsAreReadable(opened);
        }
    }

    [Fact]
    public void LongArrays_AreListedUpTo1024Elements()
    {
        var file = new ForeignFile();
        ushort topic = file.Ros2("/s", "p/msg/S", "uint8[] data\nint8 n");
        file.Write(topic, new RosMessage().Int32(5000).Byte(new byte[5000]).Byte(7).Bytes);
        using var opened = new Opened(file.Close());
        Assert.Equal(1025, opened.Trace.Channels.Length);
        Assert.Equal(["0 7"], opened.Values("/s.n"));
    }

    private static void TraceChannelsAreReadable(Opened opened)
    {
        foreach (var channel in opened.Trace.Channels.Where(c => c.Refusal is null).Take(3))
            Assert.Contains("unknown (fault)", Opened.ValuesOf(opened.Trace, channel).Single(), StringComparison.Ordinal);
    }

    private static byte[] Message(RosMessage message, string frame, float[] ranges, int points, bool ok)
    {
        message.Int32(11, 22).Text(frame).Put(0.5, 1.5, -9.81).Put(31, 32, 33).Int32(ranges.Length).Put32(ranges);
        message.Byte(ok ? (byte)1 : (byte)0, 200).Text("x").Int32(points);
        for (int i = 0; i < points; i++)
            message.Put(i, 0.25, i);
        return message.Int64(-5_000_000_000).Bytes;
    }
}
