using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Operators;
using Reactive.Signals;

namespace Reactive.Device.Credentials;

/// <summary>Holders as rows of a store.</summary>
internal sealed class HolderRows(Database database, string path, IReadOnlyList<CardFormat> ownFormats)
{
    private const string Select =
        "SELECT id, first_name, last_name, notes, card, format, facility, number, pin_digest, qr, conditions, valid_from, valid_to, uses, suspended, last_use FROM holders";

    /// <summary>All holders, by their ids.</summary>
    public List<Holder> All() => Read(Select + " ORDER BY id");

    /// <summary>Those who are new or have changed since a revision.</summary>
    public List<Holder> Since(long revision) => Read(Select + " WHERE revision > ? ORDER BY id", revision);

    /// <summary>
    /// Puts a holder into the list. The number of the last use is what the store has; how often the holder may still enter is changed only
    /// where it differs from <paramref name="before"/>, since a use may have been taken meanwhile.
    /// </summary>
    public void Put(Holder holder, Holder? before, long revision)
    {
        database.Run(
            """
            INSERT INTO holders VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, coalesce((SELECT last_use FROM gone WHERE id = ?1), 0), ?16)
            ON CONFLICT (id) DO UPDATE SET
              first_name = ?2, last_name = ?3, notes = ?4, card = ?5, format = ?6, facility = ?7, number = ?8, pin_digest = ?9, qr = ?10, conditions = ?11,
              valid_from = ?12, valid_to = ?13, uses = CASE WHEN ?17 THEN ?14 ELSE uses END, suspended = ?15, revision = ?16
            """,
            holder.Id,
            holder.FirstName,
            holder.LastName,
            holder.Notes,
            holder.Card is { Format: null } card ? card.ToString() : null,
            holder.Card?.Format is { } format ? CardFormats.Find(format.Name)?.Format == format ? format.Name : format.Id : null,
            (long?)holder.Card?.Facility,
            (long?)holder.Card?.Number,
            holder.Pin?.ToString(),
            holder.QrText,
            string.Join(' ', holder.Conditions),
            holder.ValidFrom,
            holder.ValidTo,
            holder.UsesLeft,
            holder.IsSuspended,
            revision,
            before is null || before.UsesLeft != holder.UsesLeft);
        database.Run("DELETE FROM gone WHERE id = ?", holder.Id);
    }

    /// <summary>Takes a holder out of the list. The store remembers whose the id was.</summary>
    public void Remove(int id, long revision)
    {
        database.Run("INSERT OR REPLACE INTO gone SELECT id, first_name, last_use, ?2 FROM holders WHERE id = ?1", id, revision);
        database.Run("DELETE FROM holders WHERE id = ?", id);
    }

    private List<Holder> Read(string sql, params ReadOnlySpan<object?> values)
    {
        var holders = new List<Holder>();
        database.Read(sql, row => holders.Add(Read(row)), values);
        return holders;
    }

    private Holder Read(Statement row) => new()
    {
        Id = Whole(row.Number(0), 1, int.MaxValue),
        FirstName = row.Text(1),
        LastName = row.Text(2),
        Notes = row.Text(3),
        Card = Card(row),
        Pin = row.IsNull(8) ? null : PinDigest.TryParse(row.Text(8), out PinDigest digest) ? digest : throw Damaged(),
        QrText = row.IsNull(9) ? null : row.Text(9),
        Conditions = row.Text(10) is { Length: > 0 } names ? [.. names.Split(' ')] : throw Damaged(),
        ValidFrom = row.Number(11),
        ValidTo = row.Number(12),
        UsesLeft = row.IsNull(13) ? null : Whole(row.Number(13), 0, Holder.MostUses),
        IsSuspended = row.Number(14) != 0,
        LastUse = row.Number(15) ?? throw Damaged(),
    };

    private HolderCard? Card(Statement row)
    {
        if (!row.IsNull(4))
            return ReaderBits.TryParse(row.Text(4), out ReaderBits frame, out _) ? HolderCard.Of(frame) : throw Damaged();
        if (row.IsNull(5))
            return null;
        string name = row.Text(5);
        CardFormat format = ownFormats.FirstOrDefault(f => f.Name == name) ?? CardFormats.Find(name)?.Format ?? CardFormatReader.Find(name)
            ?? throw new StoreException(StoreFault.Failed, $"{path}: holder {row.Number(0)} has a card of the format '{name}', which is not known here.");
        return row.Number(7) is { } number ? HolderCard.Of(format, (ulong?)row.Number(6), (ulong)number, out _) ?? throw Damaged() : throw Damaged();
    }

    private int Whole(long? number, int least, int most) => number is { } whole && whole >= least && whole <= most ? (int)whole : throw Damaged();

    private StoreException Damaged() => new(StoreFault.Corrupt, string.Create(CultureInfo.InvariantCulture, $"{path} is damaged: the row of a holder is impossible."));
}
