using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reactive.Signals.Loop;

/// <summary>Writes one JSON text after the other, and allocates nothing for it but the texts. For one thread.</summary>
#pragma warning disable CA1001 // the writer holds the buffer and nothing else
public sealed class JsonText
#pragma warning restore CA1001
{
    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly Utf8JsonWriter _json;

    /// <summary>One that has written nothing.</summary>
    public JsonText() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Begins a text.</summary>
    public Utf8JsonWriter Begin()
    {
        // what an exception has left is nobody's
        _buffer.ResetWrittenCount();
        _json.Reset();
        return _json;
    }

    /// <summary>The text that was written since.</summary>
    public string End()
    {
        _json.Flush();
        return Encoding.UTF8.GetString(_buffer.WrittenSpan);
    }
}
