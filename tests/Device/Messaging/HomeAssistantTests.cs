using System.Linq;
using System.Text.Json;
using Reactive.Device.Files;
using Reactive.Device.Messaging;
using Xunit;

namespace Reactive.Device.Tests.Messaging;

public sealed class HomeAssistantTests
{
    [Theory]
    [InlineData("is: number, field: main.temp", "number", """{ "main": { "temp": {{ value }} } }""")]
    [InlineData("is: [day, night], field: mode", "select", """{ "mode": {{ value | to_json }} }""")]
    [InlineData("is: text, field: word, max-age: 10 s", "text", """{ "time": "{{ now().isoformat() }}", "word": {{ value | to_json }} }""")]
    [InlineData("is: trigger, max-age: 10 s, time-field: sent.at", "button", """{ "sent": { "at": "{{ now().isoformat() }}" } }""")]
    [InlineData("is: number", "number", null)]
    public void WhatIsReadFromJson_IsSentAsJson(string listened, string component, string? template)
    {
        PipelineFile file = PipelineFile.Of("a.yaml", $$"""
            pipeline: a
            device: door-controller
            mqtt:
              host: broker
              home-assistant: {}
              subscribe: { heard: { topic: t, {{listened}} } }
            """);
        (string topic, string payload) = HomeAssistant.Announcements(file.Definition!, file.Definition!.Connections[0]).Single();
        Assert.StartsWith($"homeassistant/{component}/", topic, System.StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(payload).RootElement;
        Assert.Equal(template, json.TryGetProperty("command_template", out JsonElement said) ? said.GetString() : null);
    }
}
