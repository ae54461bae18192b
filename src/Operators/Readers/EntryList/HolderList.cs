using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// All holders, found by whatever they present. Immutable: a change of one holder makes a list that shares all else with the one before.
/// Finding allocates nothing.
/// </summary>
public sealed class HolderList
{
    /// <summary>The most holders of a list: more would hold up a small device too long when they come.</summary>
    public const int MostHolders = 50_000;

    private readonly HolderIndex _index;

    internal HolderList(HolderIndex index) => _index = index;

    /// <summary>A list without holders.</summary>
    public static HolderList Empty { get; } = new(new HolderIndexBuilder(null).Build());

    /// <summary>How many holders there are.</summary>
    public int Count => _index.Ids.Count;

    /// <summary>The holders, by <see cref="Holder.Id"/>.</summary>
    public IEnumerable<Holder> Holders => _index.Ids.Values.OrderBy(h => h.Id);

    /// <summary>A list of <paramref name="holders"/>; null, with all <paramref name="conflicts"/>, where two of them cannot be told apart.</summary>
    /// <exception cref="ArgumentException">A holder has no id, no first name or no condition, or a count is out of its range.</exception>
    public static HolderList? Create(IEnumerable<Holder> holders, out ImmutableArray<HolderConflict> conflicts)
    {
        ArgumentNullException.ThrowIfNull(holders);
        var builder = new HolderIndexBuilder(null);
        var found = ImmutableArray.CreateBuilder<HolderConflict>();
        foreach (Holder holder in holders)
        {
            ThrowIfNotWhole(holder);
            builder.Add(holder, found);
        }

        conflicts = found.DrainToImmutable();
        return conflicts.IsEmpty ? new HolderList(builder.Build()) : null;
    }

    /// <summary>
    /// The list in which <paramref name="holder"/> stands in the place of the one with that id, if any; null, with all
    /// <paramref name="conflicts"/>, where another holder cannot be told apart from it.
    /// </summary>
    /// <exception cref="ArgumentException">The holder has no id, no first name or no condition, or a count is out of its range.</exception>
    public HolderList? With(Holder holder, out ImmutableArray<HolderConflict> conflicts)
    {
        ThrowIfNotWhole(holder);
        var builder = new HolderIndexBuilder(_index);
        if (Find(holder.Id) is { } before)
            builder.Remove(before);
        var found = ImmutableArray.CreateBuilder<HolderConflict>();
        builder.Add(holder, found);
        conflicts = found.DrainToImmutable();
        return conflicts.IsEmpty ? new HolderList(builder.Build()) : null;
    }

    /// <summary>The list without the holder of an id; the same list where there is none.</summary>
    public HolderList Without(int id)
    {
        if (Find(id) is not { } holder)
            return this;
        var builder = new HolderIndexBuilder(_index);
        builder.Remove(holder);
        return new HolderList(builder.Build());
    }

    /// <summary>The holder of an id, or null.</summary>
    public Holder? Find(int id) => _index.Ids.GetValueOrDefault(id);

    /// <summary>
    /// The holder of a card, or null. One that is known by exactly these bits comes first; then one with these numbers in
    /// <paramref name="format"/>, then in the other formats of the list by their names.
    /// </summary>
    /// <param name="frame">The bits of the card.</param>
    /// <param name="format">The format that its reader found, if any.</param>
    public Holder? Find(in ReaderBits frame, CardFormat? format)
    {
        if (_index.Frames.TryGetValue(frame, out Holder? holder) && holder.Card!.Format is null)
            return holder;
        if (format is not null && _index.TryNumbers(frame, format, out holder))
            return holder;
        foreach (CardFormat other in _index.Formats)
        {
            if (_index.TryNumbers(frame, other, out holder))
                return holder;
        }

        return null;
    }

    /// <summary>The holder of a PIN, or null.</summary>
    public Holder? Find(in PinDigest pin) => _index.Pins.GetValueOrDefault(pin);

    /// <summary>The holder of a QR text, or null.</summary>
    public Holder? Find(string qrText) => _index.QrTexts.GetValueOrDefault(qrText);

    private static void ThrowIfNotWhole(Holder holder)
    {
        ArgumentNullException.ThrowIfNull(holder);
        if (!holder.IsWhole)
            throw new ArgumentException("A holder has an id, a first name, a condition, and counts that are not negative.", nameof(holder));
    }
}
