using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers.EntryList;

/// <summary>An entry list at whose readers a test stands: everything happens at an instant in milliseconds, deadlines before it run first.</summary>
internal sealed class Desk : IEmit<Stamped<EntryDecision>>
{
    public static readonly PinSecret Secret = new(Key());

    private readonly List<string> _told = [];

    public Desk(EntryOptions options, params Holder[] holders)
        : this([options], holders)
    {
    }

    public Desk(EntryOptions[] readers, params Holder[] holders)
    {
        Kernel = new EntryKernel([.. readers]);
        Give(0, EntryInput.Of(List(holders)));
    }

    public EntryKernel Kernel { get; }

    /// <summary>What was told since the last time: <c>12: granted Anna (access-granted)</c>, by milliseconds.</summary>
    public string[] Told
    {
        get
        {
            string[] told = [.. _told];
            _told.Clear();
            return told;
        }
    }

    public List<Stamped<EntryDecision>> All { get; } = [];

    public static HolderList List(params Holder[] holders)
    {
        HolderList? list = HolderList.Create(holders, out ImmutableArray<HolderConflict> conflicts);
        Assert.Empty(conflicts);
        return list!;
    }

    public static Holder Person(int id, string name) => new() { Id = id, FirstName = name, Card = HolderCard.Of(Bits(id)), Pin = Pin(id.ToString("0000", CultureInfo.InvariantCulture)) };

    /// <summary>The card of the holder of an id.</summary>
    public static ReaderBits Bits(int id) => new(26, (UInt128)(uint)id);

    public static ReaderBits Digits(string digits) => new(4 * digits.Length, UInt128.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    public static PinDigest Pin(string digits) => Secret.Digest(Digits(digits));

    public static byte[] Key()
    {
        byte[] key = new byte[PinSecret.Length];
        for (int i = 0; i < key.Length; i++)
            key[i] = (byte)i;
        return key;
    }

    public Desk Card(double at, int id, int reader = 0, bool isCheck = false) => Give(at, EntryInput.Presented(Credential.OfCard(Bits(id), null), isCheck), reader);

    public Desk Type(double at, string digits, int reader = 0, bool isCheck = false) => Give(at, EntryInput.Presented(Credential.OfPin(Pin(digits), Digits(digits)), isCheck), reader);

    public Desk Qr(double at, string text) => Give(at, EntryInput.Presented(Credential.OfQr(text)));

    public Desk Commit(double at, int id, long use, int remaining) => Give(at, EntryInput.Committed(id, use, remaining));

    public Desk Give(double at, EntryInput input, int reader = 0) => Give(new SignalTime((long)(at * 1_000_000)), input, reader);

    public Desk Give(SignalTime at, EntryInput input, int reader = 0)
    {
        Probe.Feed(Kernel, new Stamped<EntryInput>(input, at, at, reader), this);
        return this;
    }

    /// <summary>Time passes.</summary>
    public Desk Wait(double until)
    {
        while (Kernel.Deadline is var due && due != SignalTime.Never && due.Nanoseconds <= (long)(until * 1_000_000))
        {
            Kernel.Expire(due, this);
            Assert.True(Kernel.Deadline > due, "After a deadline the next must lie later.");
        }

        return this;
    }

    public void Emit(in Stamped<EntryDecision> output)
    {
        All.Add(output);
        string reader = output.Channel == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" at {output.Channel}");
        _told.Add(string.Create(CultureInfo.InvariantCulture, $"{output.Stamp.Nanoseconds / 1e6}{reader}: {output.Value}"));
    }
}
