using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Reactive.Rules.Testing;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

/// <summary>Whatever the text: no exception, no hang, positions inside the file, in order. A failure names its seed.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "\n", "  ", "\t", ": ", "- ", "[", "]", "{", "}", ", ", "\"", "'", "#", " #", "&a ", "*a", "!x ", "<<: ", "---\n", "...\n", "? ", "|\n", ">-\n", "%YAML", "\r\n", "\r", "\0", "\uFEFF",
        "door", "rex", "is", "not", "and", "or", "for", "within", "was", "true", "becomes", "starts", "leaves", "changes", "in", "known", "offline", "press", "5 s", "50 ms", "4.7 kΩ", "..", "1e9", "-3", "(", ")",
        "then", "count", "time since", "once", "between", "during", "outside", "always", "never", "any of ", "all of ", "$open", "$", "use: ", "with: ", "override: ", "include: ", "inputs:\n", "states:\n", "starts: ", "on: ", "timeout: ", "go: ",
        "is: ", "latch: ", "counter: ", "schedules:\n", "days: ", "rrule: ", "mode: ", "enabled: ", "wait: ", "none", "std/door",
        "=", "!=", "<", "when: ", "if: ", "do: ", "while: ", "signals:\n", "rules:\n", "tests:\n", "from: ", "through: ", "feed: ", "expect: ", "at: ", "port.rex", "strike", "silent: ", "faults: ", "1s", "+2ms", "0 1ms 1", "of: ", "noise: ", "offline: ", "cut: ", "bounce: ", "restart: ", "seed: ", "\u00A0", "\u2028", "😀", "\uD83D", "Ω", "\\", "@", "`",
    ];

    [Fact]
    public void RandomBytes_AreAnswered()
    {
        for (int seed = 0; seed < 6000; seed++)
        {
            Random random = new(seed);
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            // half of them printable, so that some get past the guard
            if (seed % 2 == 0)
            {
                for (int i = 0; i < bytes.Length; i++)
                    bytes[i] = bytes[i] < 24 ? (byte)'\n' : (byte)(32 + (bytes[i] % 95));
            }

            Answered(Encoding.UTF8.GetString(bytes), seed);
        }
    }

    [Fact]
    public void RandomPieces_AreAnswered()
    {
        for (int seed = 0; seed < 6000; seed++)
        {
            Random random = new(seed);
            StringBuilder text = new();
            for (int i = random.Next(60); i >= 0; i--)
                text.Append(Pieces[random.Next(Pieces.Length)]);
            Answered(text.ToString(), seed);
        }
    }

    [Fact]
    public void MutatedDefinitions_AreAnswered()
    {
        string original = StandIns.Text("pipelines/front-door.yaml");
        for (int seed = 0; seed < 5000; seed++)
            Answered(Mutate(original, new Random(seed)), seed);
    }

    [Fact]
    public void MutatedBlocksAndWhatUsesThem_AreAnswered()
    {
        string door = StandIns.Text("src/Device/Blocks/door.yaml");
        const string User = "pipeline: p\ndevice: door-controller\nsignals:\n  door: { from: door-monitor, through: [ digital, debounce: 50 ms ] }\nuse:\n  front: std/door\n  with: { open: door is active, lock: strike, rex: alarm becomes active, release: 5 s, name: front }\n  override:\n    rules: { tampering: none, failing: { when: fault is active and alarm is normal, do: { log: x } } }\n    states: { mode: { locked: { exit: { log: out } } } }\nrules:\n  r: { when: front.mode becomes unlocked, mode: queue, most: 2, do: [ { pulse: buzzer, for: 1 s }, { wait: 1 s } ] }\n";
        for (int seed = 0; seed < 1500; seed++)
        {
            Random random = new(seed);
            string block = seed % 2 == 0 ? Mutate(door, random) : door, user = seed % 2 == 1 ? Mutate(User, random) : User;
            ImmutableArray<Diagnostic> diagnostics = PipelineReader.Read("a.yaml", user, StandIns.Catalog, name => name == "std/door" ? block : null).Diagnostics;
            Assert.All(diagnostics, d => Assert.True(d.Position.File is "a.yaml" or "std/door", $"seed {seed}: {d}"));
            Assert.All(diagnostics, d => Assert.True(IsInside(d.Position, d.Position.File == "a.yaml" ? user : block), $"seed {seed}: {d}"));
        }
    }

    private static bool IsInside(SourcePosition position, string text)
    {
        string[] lines = text.Split('\n');
        return position is { Line: 1, Column: 1 } || (position.Line >= 1 && position.Line <= lines.Length && position.Column >= 1 && position.Column <= lines[position.Line - 1].Length);
    }

    [Fact]
    public void MutatedExpressions_AreAnswered()
    {
        string[] originals =
        [
            "rex becomes active or starts active and door is not in [short, cut]", "(door is open or rex is active) was true within 5 s", "not (press within 3 s) and ohms > 3.2 kΩ for 5 s",
            "strike was active within 5 s or strike.readback is inactive", "press is active and tamper is offline and door is known",
            "count(press in 10 s) >= 3 and time since (rex becomes active) > 5 s", "press then rex becomes active then door becomes open within 5 s or once door is open",
            "ohms between 2 and 4 kΩ and not (always and never) for 3 s", "any of door is open or all of rex are active", "during office-hours and outside weekends",
        ];
        for (int seed = 0; seed < 6000; seed++)
        {
            Random random = new(seed);
            string expression = Mutate(originals[random.Next(originals.Length)], random).Replace("\"", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal);
            Answered(StandIns.With($"rules:\n  r:\n    when: \"{expression}\"\n    if: \"{expression}\"\n    do: {{ log: x }}\n"), seed);
        }
    }

    [Fact]
    public void MutatedProfilesAndTests_AreAnswered()
    {
        string profile = StandIns.Text("src/Device/Profiles/door-controller.yaml");
        PipelineDefinition pipeline = PipelineReader.Read("a.yaml", StandIns.Text("pipelines/front-door.yaml"), StandIns.Catalog).Pipeline!;
        string pipelineText = StandIns.Text("pipelines/front-door.yaml");
        string tests = "for: front-door.yaml\n" + pipelineText[pipelineText.IndexOf("\ntests:", StringComparison.Ordinal)..];
        for (int seed = 0; seed < 2000; seed++)
        {
            string mutant = Mutate(profile, new Random(seed));
            Inside(mutant, ProfileReader.Read("a.yaml", mutant).Diagnostics, seed);
            mutant = Mutate(tests, new Random(seed));
            Inside(mutant, PipelineReader.ReadTests("a.yaml", mutant, pipeline).Diagnostics, seed);
            PipelineReader.TestedPipeline(mutant);
        }
    }

    [Fact]
    public void MutatedTests_AreAnswered_AndThoseThatAreGoodRun()
    {
        PipelineDefinition pipeline = Trials.Trial.Read("feed: []\nexpect: []");
        int ran = 0;
        for (int seed = 0; seed < 4000; seed++)
        {
            string mutant = seed % 2 == 0 ? Mutate(TestsOfAllKinds, new Random(seed)) : Renumber(TestsOfAllKinds, new Random(seed));
            (ImmutableArray<TestDefinition> tests, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.ReadTests("a.yaml", mutant, pipeline);
            Inside(mutant, diagnostics, seed);
            // days of samples would be as good, but not as quick
            foreach (TestDefinition test in tests.Where(t => t.End < SignalTime.FromSeconds(30)))
            {
                PipelineTest.Run(pipeline, test, new Coverage(pipeline));
                ran++;
            }
        }

        Assert.True(ran > 1000, $"only {ran} ran");
    }

    // another number in one place
    private static string Renumber(string text, Random random)
    {
        MatchCollection numbers = Regex.Matches(text, "[0-9]+");
        Match number = numbers[random.Next(numbers.Count)];
        return string.Concat(text.AsSpan(0, number.Index), random.Next(random.Next(2) == 0 ? 4 : 40).ToString(CultureInfo.InvariantCulture), text.AsSpan(number.Index + number.Length));
    }

    private const string TestsOfAllKinds =
        """
        tests:
          - name: sequences and samples
            feed: [ { at: 0 s, rex: 0 1s 1 3ms 0, door: "closed 2s open" }, { at: 0.5 s, port.tamper: '0 1 s 1', port.rex: [ 3.3 V, 812, cut ] } ]
            expect: [ { at: 1 s..2 s, strike: active, rex: active, press: occurs }, { at: 3 s, door: open }, { at: 8 s, strike: inactive } ]
          - name: silence
            feed: [ { at: 0 s, port.door-monitor: 3.873 kΩ 1s 22 kΩ } ]
            silent: [ { at: 0 s..1 s, of: [ strike, log, door ] }, { at: 2 s } ]
          - name: faults
            feed: [ { at: 0 s, port.door-monitor: 3.873 kΩ, port.rex: cut 1s short, door: closed } ]
            faults:
              - { at: 1 s, offline: rex, for: 100 ms }
              - { at: 1 s, bounce: port.rex, for: 5 ms }
              - { at: 2 s, noise: door-monitor, of: 300 Ω, for: 1 s, seed: 7 }
              - { at: 2.5 s, cut: door-monitor, for: 1 s }
              - { at: 3 s, short: rex }
              - { at: 4 s, restart: 1 s }
            silent: 9 s
        """;

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("[{")]
    [InlineData("{a: ")]
    [InlineData("a: ")]
    [InlineData("\"")]
    [InlineData("'")]
    [InlineData("&a ")]
    [InlineData("*a ")]
    [InlineData("!a ")]
    [InlineData("# ")]
    [InlineData("x\n")]
    [InlineData("x: y\n")]
    [InlineData("---\n")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData(" \n\t")]
    [InlineData("|\n ")]
    public void AMebibyteOfOneThing_IsAnsweredAtOnce(string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, (1 << 20) / piece.Length));
        Answered(text, 0);
        Answered("pipeline: p\ndevice: door-controller\nrules:\n  r:\n    when: tamper is active\n    do: { log: x }\n    if: " + text[..(1 << 19)], 0);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("not ")]
    [InlineData("not (")]
    [InlineData("tamper is not ")]
    [InlineData("tamper is active and ")]
    [InlineData("tamper is active or ")]
    [InlineData("tamper is active for 1 s ")]
    [InlineData("for 1 s ")]
    [InlineData("tamper is active or starts ")]
    [InlineData("1 s ")]
    [InlineData("[ a, ")]
    [InlineData("nobody is active and ")]
    [InlineData("tamper becomes active or ")]
    [InlineData("once ")]
    [InlineData("tamper becomes active then ")]
    [InlineData("tamper becomes active then alarm becomes active within 1 s then ")]
    [InlineData("count(")]
    [InlineData("time since ")]
    [InlineData("$open ")]
    public void AHugeExpression_IsAnsweredAtOnce(string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, 300_000 / piece.Length));
        Answered($"pipeline: p\ndevice: door-controller\nrules:\n  r:\n    when: \"{text}\"\n    do: {{ log: x }}\n", 0);
        Answered($"pipeline: p\ndevice: door-controller\nrules:\n  r:\n    when: \"tamper is active for 1 s {text}\"\n    if: \"{text} tamper is active\"\n    do: {{ log: x }}\n", 0);
    }

    [Fact]
    public void AFileOfManyMistakes_IsAnsweredAtOnce()
    {
        StringBuilder text = new("pipeline: p\ndevice: door-controller\nsignals:\n");
        for (int i = 0; i < 1000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {new string('a', 50)}{i}: {{ from: tamper }}\n");
        string rule = string.Concat(Enumerable.Repeat(new string('a', 47) + "b is known or ", 10_000));
        Answered($"{text}rules:\n  r:\n    when: {rule} tamper is active\n    do: {{ log: x }}\n", 0);
        // everything in one line
        string logs = string.Concat(Enumerable.Repeat("{ log: a b }, ", 32));
        string rules = string.Concat(Enumerable.Range(0, 256).Select(i => $"r{i}: {{ when: tamper is, if: alarm is actve, do: [ {logs} ] }}, "));
        Answered($"{{ pipeline: p, device: door-controller, rules: {{ {rules} }} }}", 0);
        string feeds = string.Concat(Enumerable.Repeat("{ at: 1 s, nobody: x }, ", 20_000));
        Answered($"{text}tests:\n  - {{ name: a b, feed: [ {feeds} ], expect: [ {feeds} ] }}\n", 0);
        string silences = string.Concat(Enumerable.Repeat("{ at: 1 s, of: [ nobody, strike ] }, ", 10_000)), faults = string.Concat(Enumerable.Repeat("{ at: 1 s, cut: aa, of: 1 }, ", 10_000));
        Answered($"{text}tests:\n  - {{ name: a b, feed: [ {{ at: 0 s, tamper: {string.Concat(Enumerable.Repeat("1s ", 50_000))} 1 }} ], silent: [ {silences} ], faults: [ {faults} ] }}\n", 0);
        Answered($"{text}tests:\n  - {{ name: a b, feed: [ {{ at: 0 s, tamper: {string.Concat(Enumerable.Repeat("1 ", 100_000))} 1s 0 }} ], silent: 1 s }}\n", 0);
    }

    private static void Answered(string text, int seed)
    {
        ImmutableArray<Diagnostic> diagnostics;
        try
        {
            diagnostics = StandIns.Check(text);
        }
        catch (Exception wrong)
        {
            throw new InvalidOperationException($"seed {seed}: {wrong.Message}\n{(text.Length < 4000 ? text : text[..200])}", wrong);
        }

        Inside(text, diagnostics, seed);
    }

    private static void Inside(string text, ImmutableArray<Diagnostic> diagnostics, int seed)
    {
        if (diagnostics.Length == 0)
            return;
        string[] lines = text.Split('\n');
        (int, int) before = (0, 0);
        foreach (Diagnostic diagnostic in diagnostics)
        {
            (int line, int column) = (diagnostic.Position.Line, diagnostic.Position.Column);
            bool inside = line >= 1 && line <= lines.Length && column >= 1 && column <= Math.Max(1, lines[line - 1].Length);
            Assert.True(inside, $"seed {seed}: {diagnostic} lies outside");
            Assert.True((line, column).CompareTo(before) >= 0, $"seed {seed}: {diagnostic} is out of order");
            Assert.Contains(DiagnosticCodes.All, c => c.Code == diagnostic.Code);
            before = (line, column);
        }
    }

    private static string Mutate(string text, Random random)
    {
        StringBuilder mutant = new(text);
        for (int i = random.Next(1, 5); i > 0 && mutant.Length > 0; i--)
        {
            int at = random.Next(mutant.Length);
            switch (random.Next(4))
            {
                case 0:
                    mutant.Remove(at, Math.Min(random.Next(1, 12), mutant.Length - at));
                    break;
                case 1:
                    mutant.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    mutant.Insert(at, mutant.ToString(at, Math.Min(random.Next(1, 40), mutant.Length - at)));
                    break;
                default:
                    mutant[at] = (char)random.Next(32, 127);
                    break;
            }
        }

        return mutant.ToString();
    }
}
