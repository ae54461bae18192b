using System;
using System.Globalization;
using System.Text.Json;

namespace Reactive.Signals;

/// <summary>Values as JSON: one form for scripts, for recordings and for messages.</summary>
public static class ValueJson
{
    /// <summary>Writes a value, and what it was decided on, into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, in Value value)
    {
        ArgumentNullException.ThrowIfNull(json);
        switch (value.Kind)
        {
            case ValueKind.Unknown:
                json.WriteNull("value");
                json.WriteString("reason", Value.ReasonName(value.Reason));
                break;
            case ValueKind.Fault:
                json.WriteStartObject("value");
                json.WriteString("fault", value.Text);
                if (value.Frame.Length > 0)
                    WriteParts(json, RecordType.Frame, Value.Of(value.Frame));
                json.WriteEndObject();
                break;
            case ValueKind.Symbol:
                json.WriteString("value", value.Type!.Names[value.Code]);
                Measurement(json, value);
                break;
            case ValueKind.Number when double.IsFinite(value.Number):
                json.WriteNumber("value", value.Number);
                break;
            case ValueKind.Number:
                json.WriteString("value", value.Number.ToString(CultureInfo.InvariantCulture));
                break;
            case ValueKind.Text:
                json.WriteString("value", value.Text);
                break;
            case ValueKind.Veiled:
                json.WriteBoolean("sensitive", true);
                json.WriteString("is", value.Text);
                break;
            case ValueKind.Frame or ValueKind.Card or ValueKind.Pin or ValueKind.Entry or ValueKind.Digit or ValueKind.Tone:
                json.WriteStartObject("value");
                WriteParts(json, RecordType.Of(value)!, value);
                json.WriteEndObject();
                break;
            default:
                json.WriteBoolean("value", true);
                break;
        }
    }

    /// <summary>Writes the parts of a value into the object that is open, each under its name. A card without a format says so, and a digit or tone that is over; other parts that are missing are left out.</summary>
    public static void WriteParts(Utf8JsonWriter json, RecordType type, in Value value)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(type);
        if (value.Kind == ValueKind.Card && value.Format is null)
            json.WriteNull("format");
        foreach (RecordField field in type.Fields)
        {
            Value part = field.Read(value);
            if (part.Kind == ValueKind.Text)
                json.WriteString(field.Name == RecordType.Over ? "digit" : field.Name, part.Text);
            else if (part.Kind == ValueKind.Number)
                json.WriteNumber(field.Name, (decimal)part.Number);
        }

        if (value.IsOver)
            json.WriteBoolean("ended", true);
    }

    private static void Measurement(Utf8JsonWriter json, in Value value)
    {
        if (value.Type!.Measurement is not { } unit || float.IsNaN(value.Measurement))
            return;
        // Infinite ohms are what a cut cable measures; JSON has no word for them.
        bool ohms = unit.Dimension == Dimension.Resistance;
        Figure(json, ohms ? "ohms" : "volts", value.Measurement, ohms ? 1 : 3);
        if (!float.IsNaN(value.Margin))
            Figure(json, "margin", value.Margin, ohms ? 1 : 3);
    }

    private static void Figure(Utf8JsonWriter json, string name, float value, int decimals)
    {
        if (float.IsFinite(value))
            json.WriteNumber(name, Math.Round((double)value, decimals));
        else
            json.WriteNull(name);
    }
}
