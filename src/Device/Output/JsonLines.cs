using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reactive.Device.Explaining;
using Reactive.Rules.Testing;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Reactive.Sinks;

namespace Reactive.Device.Output;

/// <summary>The JSON Lines that scripts rely on: one object a line, times in seconds with up to nine decimals.</summary>
public sealed class JsonLines : IDisposable
{
    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _line = new(512);
    private readonly Utf8JsonWriter _json;

    /// <summary>Writes to <paramref name="stream"/>, which stays open.</summary>
    public JsonLines(Stream stream)
    {
        _stream = stream;
        _json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>A command.</summary>
    public void Command(in Command command, RuleFiles files)
    {
        _json.WriteStartObject();
        Members(_json, command, files);
        EndLine();
    }

    /// <summary>Writes a command's members into the object that is open.</summary>
    public static void Members(Utf8JsonWriter json, in Command command, RuleFiles files)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(files);
        Time(json, "at", command.At);
        json.WriteNumber("turn", command.Turn);
        json.WriteNumber("n", command.Number);
        json.WriteString("sink", command.Sink);
        json.WriteString("command", command.Verb);
        if (command.IsSensitive)
        {
            json.WriteBoolean("sensitive", true);
            json.WriteString("is", command.Shown);
        }
        else if (command.Message is { } message)
        {
            json.WriteString("topic", message.Topic);
            json.WriteString("payload", message.Payload);
            json.WriteNumber("qos", message.Qos);
            json.WriteBoolean("retain", message.Retain);
            if (message.ExpiresNanoseconds > 0)
                json.WriteNumber("expires", message.ExpiresNanoseconds / 1e9m);
        }
        else if (command.Plan is { } plan)
        {
            plan.Write(json);
        }
        else if (command.Text is not null)
        {
            json.WriteString("text", command.Text);
        }

        json.WriteStartObject("cause");
        json.WriteString("rule", command.Cause.Rule);
        if (files.Of(command.Cause.Rule) is { } file)
            json.WriteString("file", file);
        json.WriteNumber("line", command.Cause.Line);
        json.WriteNumber("turn", command.Cause.Turn);
        json.WriteEndObject();
    }

    /// <summary>A signal that changed or occurred; <see cref="SignalChange.Turn"/> 0 leaves the turn out.</summary>
    /// <param name="change">What it became.</param>
    /// <param name="cards">The cards that a frame may be, where that was asked.</param>
    public void Signal(in SignalChange change, IEnumerable<Value>? cards = null)
    {
        _json.WriteStartObject();
        Time("at", change.At);
        if (change.Since != change.At)
            Time("since", change.Since);
        if (change.Turn > 0)
            _json.WriteNumber("turn", change.Turn);
        _json.WriteString("signal", change.Signal);
        Value(change.Shown);
        if (cards is not null)
        {
            _json.WriteStartArray("cards");
            foreach (Value card in cards)
            {
                _json.WriteStartObject();
                ValueJson.WriteParts(_json, RecordType.Card, card);
                _json.WriteEndObject();
            }

            _json.WriteEndArray();
        }

        EndLine();
    }

    /// <summary>What closes a run or a replay. Counts of what did not go as planned are left out while they are 0.</summary>
    public void Summary(long arrivals, long turns, long commands, SignalTime seconds, bool? identical, bool truncated = false, bool counterfactual = false, long late = 0, long missed = 0, long foreign = 0, long lost = 0, long stray = 0, IReadOnlyDictionary<string, long>? ignored = null, OutboxCounts messages = default)
    {
        _json.WriteStartObject();
        _json.WriteStartObject("summary");
        _json.WriteNumber("arrivals", arrivals);
        _json.WriteNumber("turns", turns);
        _json.WriteNumber("commands", commands);
        Time("seconds", seconds);
        if (identical is { } same)
            _json.WriteBoolean("identical", same);
        else
            _json.WriteNull("identical");
        if (truncated)
            _json.WriteBoolean("truncated", true);
        if (counterfactual)
            _json.WriteBoolean("counterfactual", true);
        Count("late", late);
        Count("missed", missed);
        Count("foreign", foreign);
        Count("lost", lost);
        Count("stray", stray);
        if (messages != default)
        {
            _json.WriteStartObject("messages");
            _json.WriteNumber("lost", messages.Lost);
            _json.WriteNumber("expired", messages.Expired);
            _json.WriteNumber("kept", messages.Kept);
            _json.WriteEndObject();
        }

        if (ignored is { Count: > 0 })
        {
            _json.WriteStartObject("ignored");
            foreach ((string what, long count) in ignored)
                _json.WriteNumber(what, count);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
        EndLine();
    }

    /// <summary>A diagnostic.</summary>
    public void Diagnostic(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        _json.WriteStartObject();
        _json.WriteString("file", diagnostic.Position.File);
        _json.WriteNumber("line", diagnostic.Position.Line);
        _json.WriteNumber("column", diagnostic.Position.Column);
        _json.WriteString("severity", diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" });
        _json.WriteString("code", diagnostic.Code);
        _json.WriteString("path", diagnostic.Path);
        _json.WriteString("message", diagnostic.Message);
        _json.WriteString("hint", diagnostic.Hint);
        EndLine();
    }

    /// <summary>The outcome of a test, and why its expectations were not met.</summary>
    internal void Test(TestOutcome outcome, TestReasons reasons)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(reasons);
        _json.WriteStartObject();
        _json.WriteString("file", outcome.Test.Position.File);
        _json.WriteString("test", outcome.Test.Name);
        _json.WriteString("outcome", outcome.Passed ? "passed" : "failed");
        Time("duration", outcome.Test.End);
        if (!outcome.Passed)
        {
            _json.WriteStartArray("failures");
            foreach (TestFailure failure in outcome.Failures)
            {
                _json.WriteStartObject();
                _json.WriteNumber("line", failure.Position.Line);
                _json.WriteString("message", failure.Message);
                if (reasons.Of(failure) is { IsEmpty: false } why)
                {
                    _json.WriteStartArray("why");
                    foreach (string line in why)
                        _json.WriteStringValue(line);
                    _json.WriteEndArray();
                }

                _json.WriteEndObject();
            }

            _json.WriteEndArray();
        }

        EndLine();
    }

    /// <summary>What the tests of one pipeline exercised: an object with counts, then one for each thing that no test exercised.</summary>
    public void Coverage(string file, Coverage coverage)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        _json.WriteStartObject();
        _json.WriteStartObject("coverage");
        _json.WriteString("file", file);
        Members(coverage.Total);
        foreach ((CoverageKind kind, string name) in CoverageText.AllKinds)
        {
            _json.WriteStartObject(name);
            Members(coverage.Of(kind));
            if (kind == CoverageKind.Condition)
                _json.WriteNumber("unknown", coverage.Shown.Exercised);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
        EndLine();
        foreach (CoverageItem item in coverage.Missing)
        {
            _json.WriteStartObject();
            _json.WriteStartObject("coverage");
            _json.WriteString("file", item.Position.File);
            _json.WriteNumber("line", item.Position.Line);
            _json.WriteNumber("column", item.Position.Column);
            _json.WriteString("kind", NameOf(item.Kind));
            _json.WriteString("item", item.Subject);
            _json.WriteString("missing", item.Missing);
            _json.WriteEndObject();
            EndLine();
        }
    }

    private void Members(CoverageCount count)
    {
        _json.WriteNumber("exercised", count.Exercised);
        _json.WriteNumber("of", count.Of);
        _json.WriteNumber("percent", count.Percent);
    }

    // in the singular
    private static string NameOf(CoverageKind kind)
    {
        foreach ((CoverageKind known, string name) in CoverageText.AllKinds)
        {
            if (known == kind)
                return name[..^1];
        }

        throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind.");
    }

    /// <summary>An object of the caller's own making.</summary>
    public void Object(Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        _json.WriteStartObject();
        write(_json);
        EndLine();
    }

    /// <summary>Writes an instant in seconds into the object that is open.</summary>
    public static void Time(Utf8JsonWriter json, string name, SignalTime time)
    {
        ArgumentNullException.ThrowIfNull(json);
        Span<char> text = stackalloc char[32];
        time.TryFormat(text, out int written);
        json.WritePropertyName(name);
        json.WriteRawValue(text[..written]);
    }

    /// <summary>Pushes what is buffered to the stream.</summary>
    public void Flush() => _stream.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Flush();
        _json.Dispose();
    }

    private void Count(string name, long count)
    {
        if (count > 0)
            _json.WriteNumber(name, count);
    }

    private void Time(string name, SignalTime time) => Time(_json, name, time);

    private void Value(in Value value) => ValueJson.Write(_json, value);

    private void EndLine()
    {
        _json.WriteEndObject();
        _json.Flush();
        _stream.Write(_line.WrittenSpan);
        _stream.WriteByte((byte)'\n');
        _line.ResetWrittenCount();
        _json.Reset();
    }
}
