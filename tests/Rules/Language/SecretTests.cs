using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Reactive.Rules.Graph;
using Reactive.Rules.Testing;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Reactive.Testing;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>Secrets are named in definitions, never written, and reach the kernels that ask for them.</summary>
public sealed class SecretTests
{
    private const string Head = "pipeline: p\ndevice: door-controller\n";

    private static readonly OperatorSpec Keyed = new()
    {
        Name = "keyed",
        Summary = "Says its secret, as no operator of the product does.",
        Shorthand = "key",
        Parameters = [ParameterSpec.Secret("key", "A key.", required: true)],
        Forms =
        [
            new SecretForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "contacts",
                Yields = "text",
                Accepts = static f => f.Symbols == SymbolType.Contact,
                Output = static (_, _) => new Flow(FlowKind.Event),
                Kernel = static (_, values, secrets) => new Telling(secrets.Find(values.Secret("key"))),
            },
        ],
    };

    private static readonly Catalog Catalog = Said.Catalog with { Operators = [.. Said.Catalog.Operators, Keyed] };

    private static readonly Dictionary<string, string> Files = new()
    {
        ["pad.yaml"] = "block: pad\nparameters: { from: { is: source }, key: { is: secret } }\nsignals: { told: { from: $from, through: [ keyed: { key: $key } ] } }\n",
        ["usual.yaml"] = "block: usual\nparameters: { from: { is: source }, key: { is: secret, default: secret of-all } }\nsignals: { told: { from: $from, through: [ keyed: { key: $key } ] } }\n",
        ["says.yaml"] = "block: says\nparameters: { key: { is: secret }, on: { is: event } }\nrules: { r: { when: $on, do: { log: \"it is $key\" } } }\n",
    };

    [Fact]
    public void ASecret_IsNamed_AndListedWithItsPlace()
    {
        PipelineDefinition pipeline = Read("signals:\n  a: { from: tamper, through: [ keyed: { key: secret door-pins } ] }\n  b: { from: alarm, through: [ keyed: secret of-the-alarm ] }\n");
        Assert.Equal(["door-pins a.yaml:4:33", "of-the-alarm a.yaml:5:32"], pipeline.Secrets.Select(s => $"{s.Name} {s.Position}"));
    }

    [Theory]
    [InlineData("hunter2")]
    [InlineData("secret")]
    [InlineData("secret Hunter2")]
    [InlineData("secret hunter2 hunter3")]
    [InlineData("secret ../hunter2")]
    [InlineData("secret  hunter2")]
    [InlineData("\"secret hunter2\\n\"")]
    [InlineData("12345678")]
    public void AnythingElse_IsRefused_AndNotSaidAgain(string written)
    {
        Diagnostic diagnostic = Assert.Single(Diagnostics($"signals: {{ a: {{ from: tamper, through: [ keyed: {{ key: {written} }} ] }} }}\n"));
        Assert.Equal("R0801", diagnostic.Code);
        Assert.DoesNotContain("unter", diagnostic.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("1234", diagnostic.ToString(), StringComparison.Ordinal);
        Assert.Contains("write 'secret door-pins'", diagnostic.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[ hunter2 ]")]
    [InlineData("{ hunter2: hunter3 }")]
    public void AListOrAMap_IsNotSaidAgainEither(string written) =>
        Assert.DoesNotContain("unter", string.Join('\n', Diagnostics($"signals: {{ a: {{ from: tamper, through: [ keyed: {{ key: {written} }} ] }} }}\n")), StringComparison.Ordinal);

    [Fact]
    public void AKeyWithASlip_IsNotSaidWithWhatStandsBehindIt() =>
        Assert.DoesNotContain("unter", string.Join('\n', Diagnostics("signals: { a: { from: tamper, through: [ keyed: { kye: hunter2 } ] } }\n")), StringComparison.Ordinal);

    [Fact]
    public void ABlock_TakesASecretAndHandsItOn()
    {
        PipelineDefinition pipeline = Read("use:\n  - { first: pad.yaml, with: { from: tamper, key: secret one } }\n  - { second: pad.yaml, with: { from: alarm, key: secret two } }\n  - { third: usual.yaml, with: { from: alarm } }\n");
        Assert.Equal(["one", "two", "of-all"], pipeline.Secrets.Select(s => s.Name));
    }

    [Fact]
    public void ABlock_RefusesWhatIsWritten_WhereItIsGiven()
    {
        Diagnostic diagnostic = Assert.Single(Diagnostics("use: { first: pad.yaml, with: { from: tamper, key: hunter2 } }\n"));
        Assert.Equal(("R0801", 3, 52), (diagnostic.Code, diagnostic.Position.Line, diagnostic.Position.Column));
        Assert.DoesNotContain("unter", diagnostic.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ASecret_IsPutIntoNoText() =>
        Assert.Equal("R0303", Assert.Single(Diagnostics("use: { first: says.yaml, with: { key: secret one, on: tamper becomes active } }\n")).Code);

    [Fact]
    public void AKernel_GetsTheBytes()
    {
        var heard = new Heard();
        PipelineGraph graph = PipelineGraph.Build(
            Read("signals: { a: { from: tamper, through: [ keyed: secret one ] } }\nrules: { r: { when: a, do: { log: x } } }\n"), heard,
            secrets: new SecretSet(new Dictionary<string, ReadOnlyMemory<byte>> { ["one"] = new byte[] { 0xab, 0xcd } }));
        graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1 });
        graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Value, Source = graph.Source("tamper")!.Index, Value = Value.Contact(true) });
        graph.Engine.RunThrough(SignalTime.Zero);
        Assert.Equal(["ABCD"], heard.Texts);
    }

    [Fact]
    public void AGraphWithoutItsSecret_IsNotBuilt() =>
        Assert.Throws<KeyNotFoundException>(() => PipelineGraph.Build(Read("signals: { a: { from: tamper, through: [ keyed: secret one ] } }\n"), new Heard()));

    [Fact]
    public void InTests_ASecretIsTheHashOfItsName()
    {
        string expected = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes("reactive/test-secret/1/one")));
        PipelineDefinition pipeline = Read($"signals: {{ a: {{ from: tamper, through: [ keyed: secret one ] }} }}\nrules: {{ r: {{ when: a, do: {{ log: x }} }} }}\ntests: [ {{ name: t, feed: [ {{ at: 1 s, tamper: active }} ], expect: [ {{ at: 1 s, a: {expected} }}, {{ at: 1 s, log: x }} ] }} ]\n");
        Assert.Empty(PipelineTest.Run(pipeline, pipeline.Tests.Single()).Failures);
    }

    private static PipelineDefinition Read(string sections)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", Head + sections, Catalog, name => Files.GetValueOrDefault(name));
        Assert.True(pipeline is not null, string.Join("\n", diagnostics));
        return pipeline;
    }

    private static ImmutableArray<Diagnostic> Diagnostics(string sections) => PipelineReader.Read("a.yaml", Head + sections, Catalog, name => Files.GetValueOrDefault(name)).Diagnostics;

    private sealed class Telling(ReadOnlyMemory<byte> secret) : SparseKernel
    {
        public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output) => output.Emit(input with { Value = Value.Of(Convert.ToHexString(secret.Span)) });

        public override void Reset()
        {
        }

        public override void Save(StateWriter writer)
        {
        }

        public override void Load(StateReader reader)
        {
        }
    }

    private sealed class Heard : RunObserver
    {
        public List<string> Texts { get; } = [];

        public override void OnSignal(in SignalChange change) => Texts.Add(change.Value.ToString());
    }
}
