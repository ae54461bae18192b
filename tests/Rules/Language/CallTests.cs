using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Testing;
using Reactive.Rules.Tests.Guide;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>Calls that rules make: who is called and when, what rules hear of it, and what tests can say of telephones.</summary>
public sealed class CallTests
{
    private const string Contacts =
        """
            reception: { address: "sip:r@10.0.0.1", when: motion is active, fallback: guard }
            flat: { address: "sip:f@10.0.0.1" }
            guard: { address: "sip:g@10.0.0.1", fallback: boss }
            boss: { address: "sip:b@10.0.0.1" }
        """;

    private const string Press = "feed: [ { at: 0 s, io-1-in: inactive 1s active, motion: active } ]";

    [Fact]
    public void AllAreCalledAtOnce_AndRulesHearHowItGoes() => Passes(
        "call: [reception, flat], ring: 20 s",
        "telephones: { flat: { answers: 4 s, for: 6 s } }",
        Press,
        "{ at: 1 s, call: [reception, flat], sip.call: ringing, sip.with: nobody }, { at: 5 s, sip.call: answered, sip.answered: flat, sip.with: flat, sip.account: gate, sip.outcome: done }, { at: 11 s, sip.call: idle, sip.with: nobody, sip.ended: hung-up }");

    [Fact]
    public void TheFallbacks_AreCalledOneAfterTheOther() => Passes(
        "call: [reception, flat], ring: 20 s",
        "telephones: { boss: { answers: 2 s } }",
        Press,
        "{ at: 1 s, call: [reception, flat] }, { at: 43 s, sip.answered: boss, sip.outcome: done }");

    [Fact]
    public void InPlaceOfWhoIsNotThere_StandsTheFallback() => Passes(
        "call: [reception, guard]",
        "telephones: { guard: { is: busy }, boss: { is: declining } }",
        "feed: [ { at: 0 s, io-1-in: inactive 1s active, motion: inactive } ]",
        "{ at: 1 s, call: guard, sip.ended: declined, sip.outcome: failed }");

    [Fact]
    public void OfWhomNobodyKnows_IsCalled() => Passes(
        "call: reception",
        "until: 2 s",
        "feed: [ { at: 0 s, io-1-in: inactive 1s active } ]",
        "{ at: 1 s, call: reception, sip.call: ringing }");

    [Fact]
    public void WhoIsAway_RefusesAtOnce() => Passes(
        "call: flat",
        "telephones: { flat: { is: away } }",
        Press,
        "{ at: 1 s, call: flat, sip.call: idle, sip.ended: failed, sip.outcome: failed }");

    [Fact]
    public void TheSameAddressByAnotherAccount_IsAFallback()
    {
        const string Text = """
            pipeline: p
            device: i8307
            sip:
              accounts: { gate: { user: gate, domain: 10.0.0.2 }, mobile: { user: gate, domain: 10.0.0.3 } }
              contacts:
                guard: { address: "sip:g@10.0.0.1", fallback: guard-mobile }
                guard-mobile: { address: "sip:g@10.0.0.1", account: mobile }
            rules:
              r: { when: io-1-in becomes active, do: { call: guard } }
            tests:
              - name: t
                telephones: { guard: { is: away }, guard-mobile: { answers: 2 s } }
                feed: [ { at: 0 s, io-1-in: inactive 1s active } ]
                expect: [ { at: 1 s, call: guard }, { at: 3 s, sip.answered: guard-mobile, sip.account: mobile, sip.outcome: done } ]
            """;
        (PipelineDefinition? pipeline, _) = PipelineReader.Read("a.yaml", Text, Product.Catalog);
        Assert.Empty(PipelineTest.Run(pipeline!, pipeline!.Tests[0]).Failures);
    }

    [Fact]
    public void ACall_EndsWhenItHasLastedLongEnough() => Passes(
        "call: flat, at-most: 1 min",
        "telephones: { flat: { answers: 1 s } }",
        Press,
        "{ at: 1 s, call: flat }, { at: 62 s, sip.ended: ours, sip.call: idle }");

    [Fact]
    public void WithoutATelephone_CallsEnd_AndNoneCanBeMade() => Passes(
        "call: flat",
        "telephones: { flat: { answers: 1 s } }\n    faults: [ { at: 10 s, lost: sip, for: 20 s } ]",
        "feed: [ { at: 0 s, io-1-in: inactive 1s active 11s inactive 1s active, motion: active } ]",
        "{ at: 1 s, call: flat }, { at: 10 s, sip: lost, sip.call: idle, sip.ended: lost }, { at: 13 s, call: flat, sip.outcome: failed }, { at: 30 s, sip: connected }");

    [Fact]
    public void WhoCalls_IsAnsweredByARule_AndHangsUp() => Passes(
        "answer: call",
        "telephones: { guard: { calls: 500 ms, for: 10 s } }",
        Press,
        "{ at: 500 ms, sip.call: incoming, sip.caller: guard }, { at: 1 s, answer: call, sip.call: answered, sip.with: guard, sip.outcome: done }, { at: 11 s, sip.ended: hung-up, sip.call: idle }");

    [Fact]
    public void WhileThereIsNoTelephone_TheFallbackFailsToo() => Passes(
        "call: flat, fallback: guard",
        "telephones: { guard: { answers: 1 s } }\n    faults: [ { at: 10 s, lost: sip, for: 20 s } ]",
        Press,
        "{ at: 1 s, call: flat }, { at: 10 s, sip.call: idle, sip.ended: lost, sip.outcome: failed }");

    [Theory]
    [InlineData("{ at: 1 s, call: [flat, reception] }", "")]
    [InlineData("{ at: 1 s, call: flat }", "expected call flat at 1 s; instead call reception, flat")]
    [InlineData("{ at: 1 s, hang-up: call }", "expected hang-up \"call\" at 1 s")]
    [InlineData("", "nothing expects")]
    public void AnotherCall_IsAFailure(string expected, string failure)
    {
        string failures = Failures("call: [reception, flat]", "until: 2 s", Press, expected);
        if (failure.Length == 0)
            Assert.Equal("", failures);
        else
            Assert.Contains(failure, failures, StringComparison.Ordinal);
    }

    [Fact]
    public void TheContacts_MayStandInAFile()
    {
        const string Text = "pipeline: p\ndevice: i8307\nsip:\n  accounts: { gate: { user: gate, domain: 10.0.0.2 } }\n  contacts: people.json\nrules:\n  r: { when: io-1-in becomes active, do: { call: bob } }\n";
        (PipelineDefinition? right, ImmutableArray<Diagnostic> none) = PipelineReader.Read("a.yaml", Text, Product.Catalog, name => name == "people.json" ? "{\n\t\"bob\": {\n\t\t\"address\": \"sip:bob@10.0.0.1\"\n\t}\n}" : null);
        Assert.Empty(none);
        Assert.Equal("people.json", Assert.Single(right!.Files).Name);
        (_, ImmutableArray<Diagnostic> wrong) = PipelineReader.Read("a.yaml", Text, Product.Catalog, static _ => "{ \"bob\": { \"adress\": \"sip:bob@10.0.0.1\" } }");
        Assert.Equal("people.json", wrong[0].Position.File);
        (_, ImmutableArray<Diagnostic> missing) = PipelineReader.Read("a.yaml", Text, Product.Catalog, static _ => null);
        Assert.Contains("there is no file 'people.json'", missing[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhereAFileCannotBeRead_AllThatCanBeKnownIsSaid()
    {
        const string Text = """
            pipeline: p
            device: i8307
            sip:
              port: 5060.5
              media-port: 5000
              accounts: { a: { user: x, domain: 10.0.0.2 }, b: { user: x, domain: 10.0.0.2 } }
              contacts: people.json
            rules:
              r: { when: io-1-in becomes active, do: { call: bob } }
            """;
        string[] problems = Mistakes(Text);
        Assert.Equal(4, problems.Length);
        Assert.StartsWith("'port' must be a whole number", problems[0], StringComparison.Ordinal);
        Assert.StartsWith("the sound of calls takes the ports", problems[1], StringComparison.Ordinal);
        Assert.Equal("'a' has the same address, sip:x@10.0.0.2", problems[2]);
        Assert.StartsWith("there is no file 'people.json'", problems[3], StringComparison.Ordinal);
    }

    [Fact]
    public void WhatMayStandInAFileThatCannotBeRead_IsNotMissed()
    {
        const string Text = """
            pipeline: p
            device: i8307
            sip:
              accounts: accounts.json
              contacts:
                ann: { address: "sip:ann@10.0.0.1", account: gate, fallback: bob, when: motoin is active }
            rules:
              r: { when: io-1-in becomes active, do: { call: ann } }
            """;
        string[] problems = Mistakes(Text);
        Assert.Equal(3, problems.Length);
        Assert.StartsWith("there is no file 'accounts.json'", problems[0], StringComparison.Ordinal);
        Assert.Equal("there is no contact 'bob'", problems[1]);
        Assert.Contains("'motoin'", problems[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("contacts: { ann: { address: *a } }")]
    [InlineData("contacts: { ann: { address: 'sip:a@b', account: *a } }")]
    [InlineData("contacts: { ann: *a }")]
    [InlineData("port: *a")]
    [InlineData("incoming: { answer: automatic, ring: *a, after: 40 s }")]
    public void AnAlias_IsTheOneMistake(string line) => Assert.StartsWith(
        "aliases are not part of the language",
        Assert.Single(Mistakes($"pipeline: p\ndevice: i8307\nsip:\n  accounts: {{ gate: {{ user: gate, domain: 10.0.0.2 }} }}\n  {line}\nrules:\n  r: {{ when: io-1-in becomes active, do: {{ log: x }} }}\n")),
        StringComparison.Ordinal);

    [Fact]
    public void AnEntryThatIsWrong_HidesNothingElse()
    {
        const string Text = """
            pipeline: p
            device: i8307
            sip:
              accounts: { gate: { user: gate } }
              contacts:
                ann: { address: "sip:ann@10.0.0.1", account: gate }
                bob: { address: "bob@10.0.0.1", fallback: eve }
                eve: { adress: "sip:eve@10.0.0.1" }
            rules:
              r: { when: io-1-in becomes active, do: { call: ann } }
            """;
        Assert.Equal(
            ["'gate' needs 'domain'", "the address 'bob@10.0.0.1' does not begin with 'sip:' or 'sips:'", "'eve' needs 'address'", "'eve' has no parameter 'adress': it takes address, account, when, fallback, speed-dial or may-call"],
            Mistakes(Text));
    }

    [Theory]
    [InlineData("call: somebody-else")]
    [InlineData("call: c100, fallback: somebody-else")]
    public void OfManyContacts_AFewAreNamed(string call)
    {
        string contacts = string.Concat(Enumerable.Range(100, 256).Select(static i => $"    c{i}: {{ address: \"sip:c{i}@10.0.0.1\" }}\n"));
        (_, ImmutableArray<Diagnostic> wrong) = PipelineReader.Read("a.yaml", $"pipeline: p\ndevice: i8307\nsip:\n  accounts: {{ gate: {{ user: gate, domain: 10.0.0.2 }} }}\n  contacts:\n{contacts}rules:\n  r: {{ when: io-1-in becomes active, do: {{ {call} }} }}\n", Product.Catalog);
        Assert.Equal("the contacts are c100, c101, c102, c103, c104, c105, c106, c107 and 248 more", Assert.Single(wrong).Hint);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    public void WhatIsTypedAtATelephone_IsSensitiveWhereTheSectionSaysSo(string sensitive)
    {
        string text = $"pipeline: p\ndevice: i8307\nsip:\n  sensitive: {sensitive}\n  accounts: {{ gate: {{ user: gate, domain: 10.0.0.2 }} }}\nsignals:\n  code: {{ from: sip.digit, through: [ sequence: {{ of: {{ open: \"12#\" }} }} ] }}\nrules:\n  r: {{ when: code is open, do: {{ log: x }} }}\n";
        (PipelineDefinition? pipeline, _) = PipelineReader.Read("a.yaml", text, Product.Catalog);
        Assert.Equal(sensitive == "yes", pipeline!.Device.Port("sip.digit")!.IsSensitive);
        Assert.False(pipeline.Device.Port("sip.call")!.IsSensitive);
    }

    private static string[] Mistakes(string text)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> wrong) = PipelineReader.Read("a.yaml", text, Product.Catalog, static _ => null);
        Assert.Null(pipeline);
        return [.. wrong.Select(static d => d.Message)];
    }

    private static void Passes(string call, string telephones, string feed, string expect) => Assert.Equal("", Failures(call, telephones, feed, expect));

    private static string Failures(string call, string telephones, string feed, string expect)
    {
        string text = $$"""
            pipeline: p
            device: i8307
            sip:
              accounts: { gate: { user: gate, domain: 10.0.0.2 } }
              contacts:
            {{Contacts}}
            rules:
              ring: { when: io-1-in becomes active, do: { {{call}} } }
            tests:
              - name: t
                {{telephones}}
                {{feed}}
                expect: [ {{expect}} ]
            """;
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", text, Product.Catalog);
        Assert.True(diagnostics.All(static d => d.Severity != Severity.Error), string.Join('\n', diagnostics));
        return string.Join('\n', PipelineTest.Run(pipeline!, pipeline!.Tests[0]).Failures.Select(static f => f.Message));
    }
}
