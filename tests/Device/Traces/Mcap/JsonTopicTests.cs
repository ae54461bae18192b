using System;
using System.Linq;
using Reactive.Device.Output;
using Xunit;

namespace Reactive.Device.Tests.Traces.Mcap;

public sealed class JsonTopicTests
{
    [Fact]
    public void WithoutSchema_FieldsOfTheFirstMessageAreSignals()
    {
        var file = new ForeignFile();
        ushort door = file.Json("/door");
        file.Write(door, """{"volts":3.25,"closed":true,"name":"front","nested":{"a":[1,2.5],"deep":{"b":-7}},"none":null}""");
        file.Write(door, """{"nested":{"deep":{"b":8},"a":[3]},"closed":false,"volts":"3"}""");
        using var opened = new Opened(file.Close());

        Assert.Equal(["/door.volts", "/door.closed", "/door.nested.a[0]", "/door.nested.a[1]", "/door.nested.deep.b"], opened.Names);
        Assert.Equal(["0 3.25", "0.001 unknown (offline)"], opened.Values("/door.volts"));
        Assert.Equal(["0 1", "0.001 0"], opened.Values("/door.closed"));
        Assert.Equal(["0 2.5", "0.001 unknown (offline)"], opened.Values("/door.nested.a[1]"));
        Assert.Equal(["0 -7", "0.001 8"], opened.Values("/door.nested.deep.b"));
        Assert.True(opened.Channel("/door.closed").IsLogic);
        Assert.False(opened.Channel("/door.volts").IsLogic);
        Assert.All(opened.Trace.Channels, c => Assert.Null(c.Samples));
        Assert.Equal((long)ForeignFile.Start, opened.Trace.WallNanoseconds);
    }

    [Fact]
    public void WithSchema_FieldsThatTheFirstMessageLacksAreThereToo()
    {
        const string Schema = """
            {"type":"object","definitions":{"point":{"type":"object","properties":{"x":{"type":"number"},"y":{"type":["null","integer"]}}}},
             "properties":{"at":{"$ref":"#/definitions/point"},"on":{"type":"boolean"},"path":{"type":"array","items":{"$ref":"#/definitions/point"}},"label":{"type":"string"}}}
            """;
        var file = new ForeignFile();
        ushort topic = file.Json("t", Schema);
        file.Write(topic, """{"path":[{"x":1,"y":2},{"x":3}]}""").Write(topic, """{"at":{"x":5,"y":6},"on":true}""");
        using var opened = new Opened(file.Close());

        Assert.Equal(["t.at.x", "t.at.y", "t.on", "t.path[0].x", "t.path[0].y", "t.path[1].x", "t.path[1].y"], opened.Names);
        Assert.Equal(["0 unknown (offline)", "0.001 6"], opened.Values("t.at.y"));
        Assert.Equal(["0 3", "0.001 unknown (offline)"], opened.Values("t.path[1].x"));
    }

    [Fact]
    public void MessageThatIsANumber_IsTheTopicItself()
    {
        var file = new ForeignFile();
        ushort topic = file.Json("/n");
        file.Write(topic, "1.5").Write(topic, "[2]").Write(topic, "1.5.");
        using var opened = new Opened(file.Close());
        Assert.Equal(["0 1.5", "0.001 unknown (offline)", "0.002 unknown (fault)"], opened.Values("/n"));
    }

    [Fact]
    public void DamagedMessage_IsUnknownWithAWarningThatNamesItsOffset()
    {
        var file = new ForeignFile();
        ushort topic = file.Json("/n");
        file.Write(topic, """{"a":1}""").Write(topic, """{"b":2,"a" """).Write(topic, """{"a":3}""");
        byte[] bytes = file.Close();
        using var opened = new Opened(bytes);
        Assert.Equal(["0 1", "0.001 unknown (fault)", "0.002 3"], opened.Values("/n.a"));
        int place = bytes.AsSpan().IndexOf("""{"b":2"""u8) - 22 - 9;
        Assert.Equal([$"{opened.Path}: a message on /n cannot be decoded (at byte {place}); its values are unknown."], opened.Trace.Warnings);
        opened.Values("/n.a");
        Assert.Single(opened.Trace.Warnings);
    }

    [Fact]
    public void NamesThatAreNoText_ArePassedOver()
    {
        var file = new ForeignFile();
        ushort topic = file.Json("/n");
        file.Write(topic, [.. "{\"a\":1,\""u8, 0xFF, .. "\":2}"u8]).Write(topic, """{"\ud800":1,"a":2}""");
        using var opened = new Opened(file.Close());
        Assert.Equal(["/n.a"], opened.Names);
        Assert.Equal("0 1", opened.Values("/n.a")[0]);
    }

    [Fact]
    public void SchemaThatIsNoJson_IsToldWhenTheTopicIsChosen()
    {
        var file = new ForeignFile();
        file.Write(file.Json("/n", "{"), """{"a":1}""");
        using var opened = new Opened(file.Close());
        CommandException refused = Assert.Throws<CommandException>(() => opened.Trace.ReadValues(opened.Channel("/n")));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.StartsWith($"{opened.Path}: /n cannot be read: the schema of its messages (any) cannot be read: the JSON schema cannot be read:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SchemaThatHoldsItself_EndsInALimit()
    {
        const string Schema = """{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"},"n":{"type":"number"}}}""";
        var file = new ForeignFile();
        file.Write(file.Json("/n", Schema), """{"n":1,"a":{"n":2}}""");
        using var opened = new Opened(file.Close());
        Assert.InRange(opened.Trace.Channels.Length, 100, 10_000);
        Assert.Contains("not all fields", Assert.Single(opened.Trace.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownEncoding_IsListedAndRefusedWhenChosen()
    {
        var file = new ForeignFile();
        file.Write(file.Topic("/cam", "flatbuffer", "Image", "flatbuffer", [1, 2, 3]), [1]);
        file.Write(file.Topic("/raw", ""), [1]);
        ushort text = file.Ros2("/text", "std_msgs/msg/String", "string data");
        file.Write(text, new RosMessage().Text("a").Bytes);
        using var opened = new Opened(file.Close());
        Assert.Equal(["/cam", "/raw", "/text"], opened.Names);
        Assert.Equal("its messages are in 'flatbuffer' with a schema in 'flatbuffer'; json, cdr with ros2msg, ros1 with ros1msg and protobuf can be read", opened.Channel("/cam").Refusal);
        Assert.Equal("no field of its messages holds a number", opened.Channel("/text").Refusal);
        Assert.Contains("without a schema", Assert.Throws<CommandException>(() => opened.Trace.ReadValues(opened.Channel("/raw"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OneTopicOnTwoChannels_IsOne_OfTwoTypesIsTwo()
    {
        var file = new ForeignFile();
        ushort first = file.Json("/a"), second = file.Json("/a"), third = file.Json("/a", """{"type":"object","properties":{"n":{"type":"number"}}}""");
        file.Write(first, """{"n":1}""").Write(second, """{"n":2}""").Write(third, """{"n":3}""");
        using var opened = new Opened(file.Close());
        Assert.Equal(["/a.n", "/a.n#2"], opened.Names);
        Assert.Equal(["0 1", "0.001 2"], opened.Values("/a.n"));
        Assert.Equal(["0.002 3"], opened.Values("/a.n#2"));
    }

    [Fact]
    public void TimesSinceTheStartOfADevice_AreNoWallClock()
    {
        var file = new ForeignFile(5_000_000_000);
        file.Write(file.Json("/n"), "1");
        using var opened = new Opened(file.Close());
        Assert.Null(opened.Trace.WallNanoseconds);
        Assert.Equal(["0 1"], opened.Values("/n"));
    }

    [Fact]
    public void SignalsBeyondTheLimit_AreLeftOutWithAWarning()
    {
        var file = new ForeignFile();
        string many = "{" + string.Join(",", Enumerable.Range(0, 6000).Select(i => $"\"f{i}\":{i}")) + "}";
        file.Write(file.Json("/a"), many).Write(file.Json("/b"), many).Write(file.Json("/c"), many);
        using var opened = new Opened(file.Close());
        Assert.Equal(10_000, opened.Trace.Channels.Length);
        Assert.Equal(2, opened.Trace.Warnings.Length);
        Assert.Equal(["0.001 3999"], opened.Values("/b.f3999"));
    }
}
