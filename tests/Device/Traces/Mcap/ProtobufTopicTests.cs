using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Reactive.Signals;
using Xunit;
using Kind = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;
using Label = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Label;

namespace Reactive.Device.Tests.Traces.Mcap;

/// <summary>Descriptors and messages are made by Google.Protobuf, which src does not know.</summary>
public sealed class ProtobufTopicTests
{
    [Fact]
    public void EveryScalarType_IsReadAsProtobufWroteIt()
    {
        (Kind Kind, Action<CodedOutputStream> Write, WireFormat.WireType Wire, double Expected)[] all =
        [
            (Kind.Double, o => o.WriteDouble(-0.125), WireFormat.WireType.Fixed64, -0.125),
            (Kind.Float, o => o.WriteFloat(0.5f), WireFormat.WireType.Fixed32, 0.5),
            (Kind.Int64, o => o.WriteInt64(-5_000_000_000), WireFormat.WireType.Varint, -5_000_000_000),
            (Kind.Uint64, o => o.WriteUInt64(ulong.MaxValue), WireFormat.WireType.Varint, ulong.MaxValue),
            (Kind.Int32, o => o.WriteInt32(-7), WireFormat.WireType.Varint, -7),
            (Kind.Fixed64, o => o.WriteFixed64(1UL << 40), WireFormat.WireType.Fixed64, 1UL << 40),
            (Kind.Fixed32, o => o.WriteFixed32(uint.MaxValue), WireFormat.WireType.Fixed32, uint.MaxValue),
            (Kind.Bool, o => o.WriteBool(true), WireFormat.WireType.Varint, 1),
            (Kind.Uint32, o => o.WriteUInt32(uint.MaxValue), WireFormat.WireType.Varint, uint.MaxValue),
            (Kind.Enum, o => o.WriteEnum(-2), WireFormat.WireType.Varint, -2),
            (Kind.Sfixed32, o => o.WriteSFixed32(-9), WireFormat.WireType.Fixed32, -9),
            (Kind.Sfixed64, o => o.WriteSFixed64(-10), WireFormat.WireType.Fixed64, -10),
            (Kind.Sint32, o => o.WriteSInt32(int.MinValue), WireFormat.WireType.Varint, int.MinValue),
            (Kind.Sint64, o => o.WriteSInt64(-12), WireFormat.WireType.Varint, -12),
        ];
        var type = new DescriptorProto { Name = "All" };
        for (int i = 0; i < all.Length; i++)
            type.Field.Add(new FieldDescriptorProto { Name = "f" + i, Number = i + 1, Type = all[i].Kind, Label = Label.Optional });
        byte[] message = Written(o =>
        {
            for (int i = all.Length - 1; i >= 0; i--)
            {
                o.WriteTag(i + 1, all[i].Wire);
                all[i].Write(o);
            }
        });
        var file = new ForeignFile();
        ushort topic = file.Topic("/all", "protobuf", "x.All", "protobuf", Set(new FileDescriptorProto { Name = "x.proto", Package = "x", Syntax = "proto3", MessageType = { type } }));
        file.Write(topic, message).Write(topic, []);
        using var opened = new Opened(file.Close());
        Assert.Equal(Enumerable.Range(0, all.Length).Select(i => "/all.f" + i), opened.Names);
        for (int i = 0; i < all.Length; i++)
            Assert.Equal(["0 " + Signals.Value.Of(all[i].Expected, Unit.Count), "0.001 0"], opened.Values("/all.f" + i));
        Assert.True(opened.Channel("/all.f7").IsLogic);
    }

    [Fact]
    public void NestedAndRepeatedMessages_AreFoundByIndex()
    {
        var first = new Google.Protobuf.WellKnownTypes.Type
        {
            Name = "t",
            SourceContext = new SourceContext { FileName = "f" },
            Syntax = Google.Protobuf.WellKnownTypes.Syntax.Proto3,
            Fields =
            {
                new Field { Kind = Field.Types.Kind.TypeBool, Number = 5, Packed = true },
                new Field { Kind = Field.Types.Kind.TypeInt32, Number = 6, Name = "b" },
            },
        };
        var second = new Google.Protobuf.WellKnownTypes.Type { Fields = { new Field { Number = -8 } } };
        var file = new ForeignFile();
        ushort topic = file.Topic("/t", "protobuf", "google.protobuf.Type", "protobuf", Set([.. Google.Protobuf.WellKnownTypes.Type.Descriptor.File.Dependencies.Append(Google.Protobuf.WellKnownTypes.Type.Descriptor.File).Select(f => f.ToProto())]));
        file.Write(topic, first.ToByteArray()).Write(topic, second.ToByteArray());
        using var opened = new Opened(file.Close());

        Assert.Contains("/t.syntax", opened.Names);
        Assert.Equal(["0 8", "0.001 0"], opened.Values("/t.fields[0].kind"));
        Assert.Equal(["0 5", "0.001 -8"], opened.Values("/t.fields[0].number"));
        Assert.Equal(["0 1", "0.001 0"], opened.Values("/t.fields[0].packed"));
        Assert.Equal(["0 6", "0.001 unknown (offline)"], opened.Values("/t.fields[1].number"));
        Assert.Equal(["0 1", "0.001 0"], opened.Values("/t.syntax"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RepeatedNumbers_PackedOrNot(bool isPacked)
    {
        var type = new DescriptorProto { Name = "R", Field = { new FieldDescriptorProto { Name = "r", Number = 2, Type = Kind.Sint32, Label = Label.Repeated }, new FieldDescriptorProto { Name = "n", Number = 1, Type = Kind.Int32, Label = Label.Optional } } };
        byte[] message = Written(o =>
        {
            o.WriteTag(2, isPacked ? WireFormat.WireType.LengthDelimited : WireFormat.WireType.Varint);
            if (isPacked)
                o.WriteBytes(ByteString.CopyFrom(Written(p => { p.WriteSInt32(-1); p.WriteSInt32(300); })));
            else
                o.WriteSInt32(-1);
            if (!isPacked)
            {
                o.WriteTag(2, WireFormat.WireType.Varint);
                o.WriteSInt32(300);
            }

            o.WriteTag(1, WireFormat.WireType.Varint);
            o.WriteInt32(4);
            o.WriteTag(2, WireFormat.WireType.Varint);
            o.WriteSInt32(77);
            o.WriteTag(1, WireFormat.WireType.Varint);
            o.WriteInt32(5);
        });
        var file = new ForeignFile();
        ushort topic = file.Topic("/r", "protobuf", "R", "protobuf", Set(new FileDescriptorProto { Name = "r.proto", Syntax = "proto3", MessageType = { type } }));
        file.Write(topic, message).Write(topic, [0x12, 1, 2]);
        using var opened = new Opened(file.Close());
        Assert.Equal(["/r.n", "/r.r[0]", "/r.r[1]", "/r.r[2]"], opened.Names);
        // of one that may stand once the last one counts
        Assert.Equal(["0 5", "0.001 0"], opened.Values("/r.n"));
        Assert.Equal(["0 -1", "0.001 1"], opened.Values("/r.r[0]"));
        Assert.Equal(["0 300", "0.001 unknown (offline)"], opened.Values("/r.r[1]"));
        Assert.Equal(["0 77", "0.001 unknown (offline)"], opened.Values("/r.r[2]"));
    }

    [Fact]
    public void FieldThatIsNotSet_IsUnknownWherePresenceIsTracked()
    {
        FieldDescriptorProto own = new() { Name = "own", Number = 1, Type = Kind.Int32, Label = Label.Optional };
        FieldDescriptorProto optional = new() { Name = "optional", Number = 2, Type = Kind.Int32, Label = Label.Optional, Proto3Optional = true };
        FieldDescriptorProto old = new() { Name = "old", Number = 1, Type = Kind.Int32, Label = Label.Required };
        var file = new ForeignFile();
        ushort three = file.Topic("/3", "protobuf", "M", "protobuf", Set(new FileDescriptorProto { Name = "m", Syntax = "proto3", MessageType = { new DescriptorProto { Name = "M", Field = { own, optional } } } }));
        ushort two = file.Topic("/2", "protobuf", "M", "protobuf", Set(new FileDescriptorProto { Name = "m", MessageType = { new DescriptorProto { Name = "M", Field = { old } } } }));
        file.Write(three, []).Write(two, []);
        using var opened = new Opened(file.Close());
        Assert.Equal(["0 0"], opened.Values("/3.own"));
        Assert.Equal(["0 unknown (offline)"], opened.Values("/3.optional"));
        Assert.Equal(["0.001 unknown (offline)"], opened.Values("/2.old"));
    }

    [Fact]
    public void TypeThatHoldsItself_IsListedOnceOnTheWayDown_MapsNotAtAll()
    {
        Struct message = new() { Fields = { ["a"] = Google.Protobuf.WellKnownTypes.Value.ForNumber(3) } };
        var file = new ForeignFile();
        byte[] set = Set(Struct.Descriptor.File.ToProto());
        ushort lists = file.Topic("/list", "protobuf", "google.protobuf.ListValue", "protobuf", set);
        ushort structs = file.Topic("/struct", "protobuf", "google.protobuf.Struct", "protobuf", set);
        file.Write(lists, new ListValue { Values = { Google.Protobuf.WellKnownTypes.Value.ForNumber(2.5), Google.Protobuf.WellKnownTypes.Value.ForBool(true) } }.ToByteArray());
        file.Write(structs, message.ToByteArray());
        using var opened = new Opened(file.Close());
        Assert.Equal(["0 2.5"], opened.Values("/list.values[0].number_value"));
        Assert.Equal(["0 unknown (offline)"], opened.Values("/list.values[1].number_value"));
        Assert.Equal(["0 1"], opened.Values("/list.values[1].bool_value"));
        Assert.NotNull(opened.Channel("/struct").Refusal);
    }

    [Fact]
    public void MessageCutShort_IsUnknownAndTold()
    {
        var file = new ForeignFile();
        ushort topic = file.Topic("/d", "protobuf", "google.protobuf.Duration", "protobuf", Set(Duration.Descriptor.File.ToProto()));
        file.Write(topic, new Duration { Seconds = 300, Nanos = 7 }.ToByteArray()).Write(topic, [0x08]);
        using var opened = new Opened(file.Close());
        Assert.Equal(["0 300", "0.001 unknown (fault)"], opened.Values("/d.seconds"));
        Assert.Single(opened.Trace.Warnings);
    }

    [Theory]
    [InlineData("M", "the FileDescriptorSet lacks M")]
    [InlineData(null, "the FileDescriptorSet cannot be decoded")]
    public void BadSchema_IsToldWhenTheTopicIsChosen(string? name, string expected)
    {
        byte[] set = Set(Duration.Descriptor.File.ToProto());
        var file = new ForeignFile();
        file.Write(file.Topic("/d", "protobuf", name ?? "google.protobuf.Duration", "protobuf", name is null ? set[..^3] : set), []);
        using var opened = new Opened(file.Close());
        Assert.Contains(expected, opened.Channel("/d").Refusal, StringComparison.Ordinal);
    }

    private static byte[] Set(params IEnumerable<FileDescriptorProto> files) => Written(o =>
    {
        foreach (FileDescriptorProto file in files)
        {
            o.WriteTag(1, WireFormat.WireType.LengthDelimited);
            o.WriteMessage(file);
        }
    });

    private static byte[] Written(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        write(output);
        output.Flush();
        return stream.ToArray();
    }
}
