using System;
using Reactive.Sinks.Sip;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

public sealed class SipUriTests
{
    [Theory]
    [InlineData("sip:reception@192.168.0.20", null)]
    [InlineData("SIPS:a.b@host.example:5061;transport=tls", null)]
    [InlineData("sip:192.168.0.20", null)]
    [InlineData("sip:a@[2001:db8::1]:5060", null)]
    [InlineData("reception@192.168.0.20", "does not begin with 'sip:' or 'sips:'")]
    [InlineData("tel:+46812345", "does not begin with 'sip:' or 'sips:'")]
    [InlineData("sip:", "names no host")]
    [InlineData("sip:a@", "names no host")]
    [InlineData("sip:a@host:65535;transport=tcp", null)]
    [InlineData("sip:a:pass@host?subject=x", null)]
    [InlineData("sip:a b@c", "has a blank in it")]
    [InlineData("sip:a@b:99999", "has the port '99999', which is none")]
    [InlineData("sip:a@b:0", "has the port '0', which is none")]
    [InlineData("sip:a@b:", "has no port behind the ':'")]
    [InlineData("sip:a@[::1]:;transport=tcp", "has no port behind the ':'")]
    [InlineData("sip:a@[::1]:x;y", "has the port 'x', which is none")]
    [InlineData("sip:a@[::1]7", "has '7' behind its host")]
    [InlineData("sip:a@[::1", "names no host")]
    [InlineData("sip:a@[::z]", "has the host '[::z]', which is none")]
    [InlineData("sip:a@sip:b", "has the port 'b', which is none")]
    [InlineData("sip:a@b,c", "has the host 'b,c', which is none")]
    [InlineData("sip:a@192.168.0.255", null)]
    [InlineData("sip:a@192.168.0.256", "has the host '192.168.0.256', which is none")]
    [InlineData("sip:a@192.168.0", "has the host '192.168.0', which is none")]
    [InlineData("sip:a@192.168.0.1.1", "has the host '192.168.0.1.1', which is none")]
    [InlineData("sip:a@192.168.0.1.", "has the host '192.168.0.1.', which is none")]
    [InlineData("sip:a@192.168.0.0001", "has the host '192.168.0.0001', which is none")]
    [InlineData("sip:a@192.168.0.1a", "has the host '192.168.0.1a', which is none")]
    [InlineData("sip:a@4.example", null)]
    [InlineData("sip:a@host.4x", "has the host 'host.4x', which is none")]
    [InlineData("sip:a@host.example.", null)]
    [InlineData("sip:a@host_1.local", null)]
    [InlineData("sip:a@host..example", "has the host 'host..example', which is none")]
    [InlineData("sip:a@.example", "has the host '.example', which is none")]
    [InlineData("sip:a@...", "has the host '...', which is none")]
    [InlineData("sip:a@.", "has the host '.', which is none")]
    [InlineData("sip:a@-host", "has the host '-host', which is none")]
    [InlineData("sip:a@host-.example", "has the host 'host-.example', which is none")]
    [InlineData("sip:a@b@c", "has two '@' in it")]
    [InlineData("sip:a\"@b", "has a '\"' in it")]
    [InlineData("sip:a\r\n@b", "has a control character in it")]
    public void WhatIsWrongWithAnAddress_IsSaid(string address, string? problem) => Assert.Equal(problem, SipUri.Problem(address));

    [Theory]
    [InlineData("sip:a@b", "sip:a@B:5070;transport=tcp", true)]
    [InlineData("sip:a:secret@b", "sips:a@b", true)]
    [InlineData("sip:a@b", "sip:A@b", false)]
    [InlineData("sip:a@b", "sip:b", false)]
    [InlineData("sip:a@[::1]:5060", "sip:a@[::1]", true)]
    [InlineData("sip:10.0.0.1:5070", "sip:10.0.0.1:5080", true)]
    [InlineData("", "sip:a@b", false)]
    public void TwoAddresses_MeanTheSameUserAtTheSameHost(string a, string b, bool same) => Assert.Equal(same, SipUri.IsSame(a, b));

    [Fact]
    public void RandomTexts_AreRefusedOrTaken_AndNeverThrow()
    {
        var random = new Random(8);
        int taken = 0;
        for (int i = 0; i < 20_000; i++)
        {
            char[] text = new char[random.Next(12)];
            for (int k = 0; k < text.Length; k++)
                text[k] = "sip:@;[]\"< a1\0ä?"[random.Next(16)];
            string address = "sip:" + new string(text);
            taken += SipUri.Problem(address) is null ? 1 : 0;
            _ = SipUri.IsSame(new string(text), address);
        }

        Assert.InRange(taken, 1, 19_999);
    }
}
