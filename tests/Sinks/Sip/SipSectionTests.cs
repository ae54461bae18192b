using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;
using Reactive.Sinks.Sip;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>What is wrong with a section of the telephone is said before a run, and is what the run would not take.</summary>
public sealed class SipSectionTests
{
    private static readonly (string Name, string Settings) Gate = ("gate", "user=gate domain=10.0.0.2");

    [Theory]
    [InlineData("sip:desk@10.0.0.1", "sip:desk@10.0.0.1:5062", true)]
    [InlineData("sip:desk@pbx", "sips:desk@PBX", true)]
    [InlineData("sip:10.0.0.1", "sips:10.0.0.1", true)]
    [InlineData("sip:Anna@pbx", "sip:anna@pbx", false)]
    [InlineData("sip:desk@10.0.0.1:5062", "sip:shop@10.0.0.1:5062", false)]
    [InlineData("sip:desk@10.0.0.1", "sip:10.0.0.1", false)]
    public void Contacts_AreTwinsWhereTheDeviceTakesOneForTheOther(string a, string b, bool areTwins)
    {
        string[] problems = Problems([Gate], [("a", $"address={a}"), ("b", $"address={b}")]);
        Assert.Equal(areTwins, SipUri.IsSame(a, b));
        Assert.Equal(areTwins ? ["contacts.b.address"] : [], problems.Select(static p => p.Split(':')[0]));
        Assert.All(problems, static p => Assert.Contains(" is 'a' already", p, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "account=gate", true)]
    [InlineData("account=lift", "account=lift", true)]
    [InlineData("", "account=lift", false)]
    [InlineData("account=lift", "account=gate", false)]
    public void TheSameAddress_ByAnotherAccount_IsAnotherWay(string a, string b, bool areTwins)
    {
        string[] problems = Problems([Gate, ("lift", "user=lift domain=10.0.0.2")], [("a", $"address=sip:x@y {a} fallback=b"), ("b", $"address=sip:x@y {b}")]);
        Assert.Equal(areTwins ? ["contacts.b.address: x@y is 'a' already"] : [], problems);
    }

    [Theory]
    [InlineData("user=door domain=pbx", "user=door domain=pbx", true)]
    [InlineData("user=door domain=pbx", "user=Door domain=pbx", false)]
    [InlineData("user=door domain=pbx", "user=door domain=pbx:5070", false)]
    public void Accounts_AreTwinsWhereTheirAddressIsOne(string a, string b, bool areTwins) =>
        Assert.Equal(areTwins ? ["accounts.b: 'a' has the same address, sip:door@pbx"] : [], Problems([("a", a), ("b", b)], []));

    [Theory]
    [InlineData("user=a,b domain=pbx", "accounts.x.user: the user of account 'x' has a ',' in it")]
    [InlineData("user=a?b domain=pbx", "accounts.x.user: the user of account 'x' has a '?' in it")]
    [InlineData("user=a:b domain=pbx", "accounts.x.user: the user of account 'x' has a ':' in it")]
    [InlineData("user=a@b domain=pbx", "accounts.x.user: the user of account 'x' has a '@' in it")]
    [InlineData("user=a_b domain=pbx", "accounts.x.user: the user of account 'x' has a blank in it")]
    [InlineData("user=a domain=pbx;x", "accounts.x.domain: the domain of account 'x' is no host: 'pbx;x'")]
    [InlineData("user=a domain=pbx?x", "accounts.x.domain: the domain of account 'x' is no host: 'pbx?x'")]
    [InlineData("user=a domain=10.0.0.300", "accounts.x.domain: the domain of account 'x' is no host: '10.0.0.300'")]
    [InlineData("user=a domain=pbx registrar=sip:pbx", "accounts.x.registrar: the registrar of account 'x' is no host: 'sip:pbx'")]
    [InlineData("user=a domain=pbx second-registrar=b_c", "accounts.x.second-registrar: the second registrar of account 'x' is no host: 'b c'")]
    [InlineData("user=a domain=pbx display-name=<a>", "accounts.x.display-name: the display name of account 'x' has a quote, an angle bracket or a backslash, which baresip cannot take, or is too long")]
    [InlineData("user=a domain=pbx authentication-user=a;b", "accounts.x.authentication-user: the user of the log-in of account 'x' has a space, a semicolon, a quote or an angle bracket, which baresip cannot take, or is too long")]
    [InlineData("user=a.b+1 domain=[::1]:5070 registrar=pbx:5080 second-registrar=10.0.0.3 display-name=The_gate authentication-user=a@pbx", null)]
    public void WhatARunDoesNotTake_IsSaidAtItsSetting(string account, string? problem)
    {
        Assert.Equal(problem is null ? [] : [problem], Problems([("x", account)], []));
        SipAccount made = SipSection.SettingsOf(Section([("x", account)], []), static _ => "").Accounts[0];
        Assert.Equal(problem is null, !BaresipText.Problems(made).Any());
    }

    [Fact]
    public void AllProblemsOfAnAccount_AreSaidAtOnce() => Assert.Equal(
        ["accounts.x.user", "accounts.x.domain", "accounts.x.registrar", "accounts.x.second-registrar", "accounts.x.codecs"],
        Problems([("x", "user=a:b domain=; registrar=; second-registrar=; codecs=GSM")], []).Select(static p => p.Split(':')[0]));

    [Fact]
    public void OfManyContacts_AFewAreNamed()
    {
        (string, string)[] many = [.. Enumerable.Range(100, 256).Select(static i => ($"c{i}", $"address=sip:c{i}@pbx fallback={(i == 100 ? "quite-another" : i == 101 ? "c1O0" : "c100")}"))];
        ConnectionProblem[] problems = [.. SipSection.Spec.Check(Section([Gate], many))];
        Assert.Equal(["there is no contact 'quite-another'", "there is no contact 'c1O0'"], problems.Select(static p => p.Message));
        Assert.Equal(["the contacts are c100, c101, c102, c103, c104, c105, c106, c107 and 248 more", "did you mean 'c100'?"], problems.Select(static p => p.Hint));
        Assert.All(problems, static p => Assert.Equal(ContactKeys.Contacts, p.MissingFrom));
    }

    [Theory]
    [InlineData("answers=4_s is=ringing", null)]
    [InlineData("answers=4_s is=busy", "is: it answers after 4 s, so it is not busy")]
    [InlineData("answers=4_s is=declining", "is: it answers after 4 s, so it is not declining")]
    [InlineData("answers=4_s is=away", "is: it answers after 4 s, so it is not away")]
    [InlineData("is=away", null)]
    [InlineData("calls=4_s is=away for=1_s", null)]
    [InlineData("is=ringing for=1_s", "for: it neither answers nor calls, so it never hangs up")]
    public void WhatATelephoneOfATestDoes_FitsTogether(string peer, string? problem) =>
        Assert.Equal(problem, SipSection.Spec.CheckPeer(Values(SipSection.Spec.Peers!.Parameters, peer)).Select(static p => $"{p.Parameter}: {p.Message}").SingleOrDefault());

    private static string[] Problems((string Name, string Settings)[] accounts, (string Name, string Settings)[] contacts) =>
        [.. SipSection.Spec.Check(Section(accounts, contacts)).Select(static p => $"{p.Path}: {p.Message}")];

    private static ConnectionSettings Section((string Name, string Settings)[] accounts, (string Name, string Settings)[] contacts) =>
        new(new ParameterValues(SipSection.Spec.Settings), ImmutableDictionary<string, ParameterValues>.Empty)
        {
            Lists = SipSection.Spec.Lists.ToImmutableDictionary(
                static l => l.Name,
                l => (l.Name == ContactKeys.Accounts ? accounts : contacts).Select(e => (e.Name, Values(l.Parameters, e.Settings))).ToImmutableArray()),
        };

    // "user=door domain=pbx"; a '_' stands for a blank
    private static ParameterValues Values(ImmutableArray<ParameterSpec> specs, string written)
    {
        var values = new ParameterValues(specs);
        foreach (string[] pair in written.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static w => w.Split('=', 2)))
        {
            Assert.True(specs.Single(s => s.Name == pair[0]).TryRead(pair[1].Replace('_', ' '), out object value, out _, out _));
            values.Set(pair[0], value);
        }

        return values;
    }
}
