using System;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers.EntryList;

public sealed class PinDigestTests
{
    // by another implementation: HMAC-SHA-256 under the bytes 0 to 31 of "reactive/pin/1", the number of digits and the digits
    [Theory]
    [InlineData("1234", "d875e8e29ca39404fefa3738a43381c44feb96624c23a0794af9cbc0105c350e")]
    [InlineData("0", "d0e7276e339ef71b00e60ee0e399ad67fbff252aabefe9977b9d0fd7fa6a4ac3")]
    [InlineData("00", "8bf8745b1d5d1f611351721051ea26e4e4c1644337a83a4d5ed2e3a5f161fdf8")]
    [InlineData("01234567890123456789012345678901", "a9aac31eb87322424e2f63c37eade93a96d1b0e8e67e57b9b16e2fbbea013aa1")]
    public void Digest_IsTheMacThatIsStated(string digits, string mac)
    {
        PinDigest digest = Desk.Pin(digits);
        Assert.Equal("5b82713f:" + mac, digest.ToString());
        Assert.True(PinDigest.TryParse(digest.ToString(), out PinDigest read));
        Assert.Equal(digest, read);
        Assert.Equal(digest.GetHashCode(), read.GetHashCode());
    }

    [Fact]
    public void EveryBit_IsCompared()
    {
        byte[] bytes = new byte[PinDigest.Length];
        var one = new PinDigest(1, bytes);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = 1;
            Assert.NotEqual(one, new PinDigest(1, bytes));
            bytes[i] = 0;
        }

        Assert.NotEqual(one, new PinDigest(2, bytes));
        Assert.Equal(one, new PinDigest(1, bytes));
    }

    [Fact]
    public void AnotherSecret_MakesAnotherDigest()
    {
        byte[] key = Desk.Key();
        key[31] ^= 1;
        var other = new PinSecret(key);
        Assert.NotEqual(Desk.Secret.KeyId, other.KeyId);
        Assert.NotEqual(Desk.Pin("1234").ToString()[9..], other.Digest(Desk.Digits("1234")).ToString()[9..]);
    }

    [Fact]
    public void Secret_CopiesItsKey_AndNeverTellsIt()
    {
        byte[] key = Desk.Key();
        var secret = new PinSecret(key);
        Array.Clear(key);
        Assert.Equal(Desk.Pin("1234"), secret.Digest(Desk.Digits("1234")));
        Assert.Equal("secret 5b82713f", secret.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void SecretOfAnotherLength_IsRefused(int length) => Assert.Throws<ArgumentException>(() => new PinSecret(new byte[length]));

    [Fact]
    public void WhatIsNoPin_HasNoDigest()
    {
        Assert.Throws<ArgumentException>(() => Desk.Secret.Digest(default));
        Assert.Throws<ArgumentException>(() => Desk.Secret.Digest(new ReaderBits(8, 0x1A)));
        Assert.False(Credential.TryOf(Value.Pin(default), Desk.Secret, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5b82713f")]
    [InlineData("5b82713f-d875e8e29ca39404fefa3738a43381c44feb96624c23a0794af9cbc0105c350e")]
    [InlineData("5b82713f:d875e8e29ca39404fefa3738a43381c44feb96624c23a0794af9cbc0105c350")]
    [InlineData("5b82713f:d875e8e29ca39404fefa3738a43381c44feb96624c23a0794af9cbc0105c350g")]
    [InlineData("5b82713g:d875e8e29ca39404fefa3738a43381c44feb96624c23a0794af9cbc0105c350e")]
    public void WhatIsNoDigest_IsNotRead(string text) => Assert.False(PinDigest.TryParse(text, out _));

    [Fact]
    public void Credential_TellsNoPin_AndNoQrText()
    {
        Assert.True(Credential.TryOf(Value.Pin(Desk.Digits("1234")), Desk.Secret, out Credential pin));
        Assert.Equal((CredentialKind.Pin, Desk.Pin("1234"), Desk.Digits("1234"), "PIN"), (pin.Kind, pin.Pin, pin.Bits, pin.ToString()));
        Assert.Equal((Desk.Pin("1234"), default(ReaderBits)), (pin.WithoutDigits.Pin, pin.WithoutDigits.Bits));
        Assert.True(Credential.TryOf(Value.Of("visit 7"), Desk.Secret, out Credential qr));
        Assert.Equal((CredentialKind.Qr, "visit 7", "QR code"), (qr.Kind, qr.Text, qr.ToString()));
        Assert.True(Credential.TryOf(Value.Card(Desk.Bits(5), null), Desk.Secret, out Credential card));
        Assert.Equal((CredentialKind.Card, Desk.Bits(5), "26 bits 0x0000005"), (card.Kind, card.Bits, card.ToString()));
        Assert.False(Credential.TryOf(Value.Pulse, Desk.Secret, out _));
    }
}
