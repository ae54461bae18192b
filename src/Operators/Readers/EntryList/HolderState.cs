using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>Holders in a saved state, with what is left to them at that moment.</summary>
internal static class HolderState
{
    /// <summary>Writes the holders of a list.</summary>
    public static void Save(HolderList list, UseCounts uses, StateWriter writer)
    {
        CardFormat[] formats = [.. list.Holders.Select(h => h.Card?.Format).OfType<CardFormat>().Distinct()];
        writer.Int64(formats.Length);
        foreach (CardFormat format in formats)
            writer.Text(format.Id);
        writer.Int64(list.Count);
        foreach (Holder holder in list.Holders)
        {
            writer.Int64(holder.Id);
            writer.Text(holder.FirstName);
            writer.Text(holder.LastName);
            writer.Text(holder.Notes);
            Save(holder.Card, formats, writer);
            Save(holder.Pin, writer);
            writer.Bool(holder.QrText is not null);
            if (holder.QrText is { } text)
                writer.Text(text);
            writer.Int64(holder.Conditions.Length);
            foreach (string condition in holder.Conditions)
                writer.Text(condition);
            Save(holder.ValidFrom, writer);
            Save(holder.ValidTo, writer);
            bool isLimited = uses.TryGet(holder.Id, out int left, out long last);
            Save(isLimited ? left : null, writer);
            writer.Int64(isLimited ? last : holder.LastUse);
            writer.Bool(holder.IsSuspended);
        }
    }

    /// <summary>Reads what <see cref="Save(HolderList, UseCounts, StateWriter)"/> wrote.</summary>
    public static HolderList Load(StateReader reader)
    {
        var formats = new List<CardFormat>();
        for (int left = reader.Count(int.MaxValue); left > 0; left--)
            formats.Add(CardFormatReader.Find(reader.Text()) ?? throw Impossible());
        var holders = new List<Holder>();
        for (int left = reader.Count(int.MaxValue); left > 0; left--)
            holders.Add(LoadOne(reader, formats));
        return HolderList.Create(holders, out _) ?? throw Impossible();
    }

    private static Holder LoadOne(StateReader reader, List<CardFormat> formats)
    {
        var holder = new Holder
        {
            Id = reader.Count(int.MaxValue),
            FirstName = reader.Text(),
            LastName = reader.Text(),
            Notes = reader.Text(),
            Card = LoadCard(reader, formats),
            Pin = LoadPin(reader),
            QrText = reader.Bool() ? reader.Text() : null,
            Conditions = LoadConditions(reader),
            ValidFrom = LoadNumber(reader),
            ValidTo = LoadNumber(reader),
            UsesLeft = reader.Bool() ? reader.Count(Holder.MostUses) : null,
            LastUse = reader.Int64(),
            IsSuspended = reader.Bool(),
        };
        return holder.IsWhole ? holder : throw Impossible();
    }

    private static void Save(HolderCard? card, CardFormat[] formats, StateWriter writer)
    {
        writer.Bool(card is not null);
        if (card is null)
            return;
        writer.Int64(card.Format is null ? 0 : Array.IndexOf(formats, card.Format) + 1);
        if (card.Format is null)
        {
            writer.Bits(card.Frame);
            return;
        }

        Save((long?)card.Facility, writer);
        writer.Int64((long)card.Number!.Value);
    }

    private static HolderCard? LoadCard(StateReader reader, List<CardFormat> formats)
    {
        if (!reader.Bool())
            return null;
        int format = reader.Count(formats.Count);
        return format == 0 ? HolderCard.Of(reader.Bits()) : HolderCard.Of(formats[format - 1], (ulong?)LoadNumber(reader), (ulong)reader.Int64(), out _) ?? throw Impossible();
    }

    private static void Save(PinDigest? pin, StateWriter writer)
    {
        writer.Bool(pin is not null);
        if (pin is not { } digest)
            return;
        Span<byte> bytes = stackalloc byte[PinDigest.Length];
        digest.CopyTo(bytes);
        writer.Int64(digest.KeyId);
        for (int i = 0; i < bytes.Length; i += sizeof(long))
            writer.Int64(BinaryPrimitives.ReadInt64LittleEndian(bytes[i..]));
    }

    private static PinDigest? LoadPin(StateReader reader)
    {
        if (!reader.Bool())
            return null;
        long keyId = reader.Int64();
        Span<byte> bytes = stackalloc byte[PinDigest.Length];
        for (int i = 0; i < bytes.Length; i += sizeof(long))
            BinaryPrimitives.WriteInt64LittleEndian(bytes[i..], reader.Int64());
        return keyId is >= 0 and <= uint.MaxValue ? new PinDigest((uint)keyId, bytes) : throw Impossible();
    }

    private static ImmutableArray<string> LoadConditions(StateReader reader)
    {
        var conditions = ImmutableArray.CreateBuilder<string>();
        for (int left = reader.Count(int.MaxValue); left > 0; left--)
            conditions.Add(reader.Text());
        return conditions.DrainToImmutable();
    }

    private static void Save(long? number, StateWriter writer)
    {
        writer.Bool(number is not null);
        if (number is { } value)
            writer.Int64(value);
    }

    private static long? LoadNumber(StateReader reader) => reader.Bool() ? reader.Int64() : null;

    private static StateException Impossible() => new("The holders of an entry list are impossible.");
}
