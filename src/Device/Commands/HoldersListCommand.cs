using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Reactive.Device.Credentials;
using Reactive.Device.Output;
using Reactive.Operators;
using Reactive.Signals;

namespace Reactive.Device.Commands;

/// <summary><c>holders list STORE.db</c>: who may enter, without what is secret.</summary>
internal static class HoldersListCommand
{
    public static Command Create()
    {
        Argument<string> store = HoldersCommand.Store();
        var json = new Option<bool>("--json") { Description = "JSON Lines, an object a holder." };
        var command = new Command("list", "Lists the holders of a store. Of PINs and QR texts it says only that they are there.") { store, json };
        command.SetAction(parsed => Run(parsed.GetValue(store)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, bool json)
    {
        using HolderStore store = HoldersCommand.Open(path);
        HolderList list = store.Read();
        if (json)
        {
            using var lines = new JsonLines(StandardOutput.Open());
            foreach (Holder holder in list.Holders)
                lines.Object(o => Write(holder, o));
            return ExitCode.Done;
        }

        Write([.. list.Holders.Select(Cells)], TextLines.Output);
        TextLines.Output.WriteLine(Plural.Of(list.Count, "holder"));
        TextLines.Output.Flush();
        return ExitCode.Done;
    }

    private static void Write(Holder holder, Utf8JsonWriter json)
    {
        json.WriteNumber("id", holder.Id);
        json.WriteString("first-name", holder.FirstName);
        json.WriteString("last-name", holder.LastName);
        json.WriteString("notes", holder.Notes);
        if (holder.Card is { } card)
        {
            json.WriteStartObject("card");
            ValueJson.WriteParts(json, RecordType.Card, Value.Card(card.Frame, card.Format));
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("card");
        }

        json.WriteBoolean("pin", holder.Pin is not null);
        json.WriteBoolean("qr", holder.QrText is not null);
        json.WriteStartArray("conditions");
        foreach (string condition in holder.Conditions)
            json.WriteStringValue(condition);
        json.WriteEndArray();
        Instant("valid-from", holder.ValidFrom);
        Instant("valid-to", holder.ValidTo);
        if (holder.UsesLeft is { } left)
            json.WriteNumber("uses", left);
        else
            json.WriteNull("uses");
        json.WriteNumber("last-use", holder.LastUse);
        json.WriteBoolean("suspended", holder.IsSuspended);

        void Instant(string name, long? instant)
        {
            if (instant is { } at)
                json.WriteString(name, InstantText.Write(at));
            else
                json.WriteNull(name);
        }
    }

    private static string[] Cells(Holder holder) =>
    [
        holder.Id.ToString(CultureInfo.InvariantCulture),
        holder.ToString(),
        string.Join(", ", new[] { holder.Card?.ToString(), holder.Pin is null ? null : "PIN", holder.QrText is null ? null : "QR" }.OfType<string>()),
        string.Join(' ', holder.Conditions),
        string.Join(", ", Limits(holder)),
    ];

    private static IEnumerable<string> Limits(Holder holder)
    {
        if (holder.IsSuspended)
            yield return "suspended";
        if (holder.UsesLeft is { } left)
            yield return Plural.Of(left, "use") + " left";
        if (holder.ValidFrom is { } from)
            yield return "from " + InstantText.Write(from);
        if (holder.ValidTo is { } to)
            yield return "until " + InstantText.Write(to);
    }

    private static void Write(List<string[]> rows, TextWriter output)
    {
        if (rows.Count == 0)
            return;
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        foreach (string[] row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, c) => c == 0 ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd());
    }
}
