using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>The facility and number of a card in a format.</summary>
internal readonly record struct NumbersKey(CardFormat Format, ulong? Facility, ulong? Number);

/// <summary>The maps by which holders are found. None is enumerated where the order would be seen, for hashes of texts differ from run to run.</summary>
internal sealed record HolderIndex(
    ImmutableDictionary<int, Holder> Ids,
    ImmutableDictionary<string, Holder> Names,
    ImmutableDictionary<ReaderBits, Holder> Frames,
    ImmutableDictionary<NumbersKey, Holder> Numbers,
    ImmutableDictionary<PinDigest, Holder> Pins,
    ImmutableDictionary<string, Holder> QrTexts,
    ImmutableArray<CardFormat> Formats)
{
    /// <summary>The holder whose numbers in a format a frame has.</summary>
    public bool TryNumbers(in ReaderBits frame, CardFormat format, out Holder? holder)
    {
        holder = null;
        return format.Matches(frame) && Numbers.TryGetValue(new NumbersKey(format, format.Number(frame, CardField.Facility), format.Number(frame, CardField.Card)), out holder);
    }
}

/// <summary>Makes an index of another one, and tells what of a holder is another's already.</summary>
internal sealed class HolderIndexBuilder
{
    private readonly ImmutableDictionary<int, Holder>.Builder _ids;
    private readonly ImmutableDictionary<string, Holder>.Builder _names;
    private readonly ImmutableDictionary<ReaderBits, Holder>.Builder _frames;
    private readonly ImmutableDictionary<NumbersKey, Holder>.Builder _numbers;
    private readonly ImmutableDictionary<PinDigest, Holder>.Builder _pins;
    private readonly ImmutableDictionary<string, Holder>.Builder _qrTexts;
    private ImmutableArray<CardFormat> _formats;

    /// <summary>Begins with what is in <paramref name="index"/>, or with nothing.</summary>
    public HolderIndexBuilder(HolderIndex? index)
    {
        _ids = index?.Ids.ToBuilder() ?? ImmutableDictionary.CreateBuilder<int, Holder>();
        _names = index?.Names.ToBuilder() ?? ImmutableDictionary.CreateBuilder<string, Holder>(StringComparer.OrdinalIgnoreCase);
        _frames = index?.Frames.ToBuilder() ?? ImmutableDictionary.CreateBuilder<ReaderBits, Holder>();
        _numbers = index?.Numbers.ToBuilder() ?? ImmutableDictionary.CreateBuilder<NumbersKey, Holder>();
        _pins = index?.Pins.ToBuilder() ?? ImmutableDictionary.CreateBuilder<PinDigest, Holder>();
        _qrTexts = index?.QrTexts.ToBuilder() ?? ImmutableDictionary.CreateBuilder<string, Holder>(StringComparer.Ordinal);
        _formats = index?.Formats ?? [];
    }

    /// <summary>What was built.</summary>
    public HolderIndex Build() =>
        new(_ids.ToImmutable(), _names.ToImmutable(), _frames.ToImmutable(), _numbers.ToImmutable(), _pins.ToImmutable(), _qrTexts.ToImmutable(), _formats);

    /// <summary>Adds a holder; what another one has already goes to <paramref name="conflicts"/>. An id of 0 and an empty name are not yet known.</summary>
    public void Add(Holder holder, ImmutableArray<HolderConflict>.Builder conflicts)
    {
        if (holder.Id > 0)
            Add(_ids, holder.Id, holder, HolderField.Id, conflicts);
        if (holder.FirstName.Length > 0)
            Add(_names, holder.FirstName, holder, HolderField.FirstName, conflicts);
        if (holder.Card is { } card)
            AddCard(card, holder, conflicts);
        if (holder.Pin is { } pin)
            Add(_pins, pin, holder, HolderField.Pin, conflicts);
        if (holder.QrText is { } text)
            Add(_qrTexts, text, holder, HolderField.QrText, conflicts);
    }

    /// <summary>Takes out a holder that is in it.</summary>
    public void Remove(Holder holder)
    {
        _ids.Remove(holder.Id);
        _names.Remove(holder.FirstName);
        if (holder.Card is { } card)
        {
            _frames.Remove(card.Frame);
            // the format stays among those that are tried: without numbers nothing is found by it
            if (card.Format is { } format)
                _numbers.Remove(new NumbersKey(format, card.Facility, card.Number));
        }

        if (holder.Pin is { } pin)
            _pins.Remove(pin);
        if (holder.QrText is { } text)
            _qrTexts.Remove(text);
    }

    private static bool Add<TKey>(ImmutableDictionary<TKey, Holder>.Builder map, TKey key, Holder holder, HolderField field, ImmutableArray<HolderConflict>.Builder conflicts)
        where TKey : notnull
    {
        if (map.TryGetValue(key, out Holder? earlier))
        {
            conflicts.Add(new HolderConflict(holder, field, earlier));
            return false;
        }

        map.Add(key, holder);
        return true;
    }

    // two cards are the same if their frames are, in whatever order they are added
    private void AddCard(HolderCard card, Holder holder, ImmutableArray<HolderConflict>.Builder conflicts)
    {
        if (!Add(_frames, card.Frame, holder, HolderField.Card, conflicts) || card.Format is not { } format)
            return;
        _numbers.Add(new NumbersKey(format, card.Facility, card.Number), holder);
        if (!_formats.Contains(format))
            _formats = [.. _formats.Append(format).OrderBy(f => f.Name, StringComparer.Ordinal).ThenBy(f => f.Id, StringComparer.Ordinal)];
    }
}
