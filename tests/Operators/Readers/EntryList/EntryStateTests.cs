using System;
using System.Collections.Generic;
using System.Globalization;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers.EntryList;

/// <summary>Save, load, go on equals go on; a damaged state is refused; reset equals fresh.</summary>
public sealed class EntryStateTests
{
    private static readonly CardFormat H10301 = CardFormats.Find("H10301")!.Format;

    [Theory]
    [InlineData(EntryRequirement.CardOrPin, false)]
    [InlineData(EntryRequirement.CardAndPin, false)]
    [InlineData(EntryRequirement.CardAndPin, true)]
    [InlineData(EntryRequirement.Pin, true)]
    public void SaveLoadGoOn_EqualsGoOn(EntryRequirement require, bool forward)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var straight = new Run(Kernel(require, forward));
            var broken = new Run(Kernel(require, forward));
            foreach (Stamped<EntryInput> input in Inputs(seed))
            {
                straight.Feed(input);
                broken.Feed(input);
                byte[] state = Save(broken.Kernel);
                EntryKernel next = Kernel(require, forward);
                var reader = new StateReader(state);
                next.Load(reader);
                Assert.True(reader.AtEnd);
                Assert.Equal(state, Save(next));
                broken.Kernel = next;
            }

            Probe.RunOut(straight.Kernel, straight);
            Probe.RunOut(broken.Kernel, broken);
            Assert.True(straight.Lines.Count > 20);
            Assert.Equal(straight.Lines, broken.Lines);
        }
    }

    [Fact]
    public void Reset_EqualsFresh()
    {
        EntryKernel fresh = Kernel(EntryRequirement.CardAndPin, false);
        var used = new Run(Kernel(EntryRequirement.CardAndPin, false));
        foreach (Stamped<EntryInput> input in Inputs(1))
            used.Feed(input);
        Assert.NotEqual(Save(fresh), Save(used.Kernel));
        used.Kernel.Reset();
        Assert.Equal(Save(fresh), Save(used.Kernel));
    }

    [Fact]
    public void DamagedState_IsRefusedOrPossible_AndNothingElse()
    {
        var run = new Run(Kernel(EntryRequirement.CardAndPin, true));
        foreach (Stamped<EntryInput> input in Inputs(2))
            run.Feed(input);
        byte[] state = Save(run.Kernel);
        for (int cut = 0; cut < state.Length; cut += 7)
            Assert.Throws<StateException>(() => Kernel(EntryRequirement.CardAndPin, true).Load(new StateReader(state.AsMemory(0, cut))));
        var random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. state];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            EntryKernel kernel = Kernel(EntryRequirement.CardAndPin, true);
            try
            {
                kernel.Load(new StateReader(damaged));
            }
            catch (StateException)
            {
                refused++;
                continue;
            }

            var goesOn = new Run(kernel);
            Probe.RunOut(kernel, goesOn);
            Save(kernel);
        }

        Assert.InRange(refused, 300, 2999);
    }

    private static EntryKernel Kernel(EntryRequirement require, bool forward)
    {
        var options = new EntryOptions { Require = require, ForwardUnknown = forward, WrongPins = 2, LockOutFor = TimeSpan.FromSeconds(5) };
        return new EntryKernel(options, options);
    }

    private static byte[] Save(EntryKernel kernel)
    {
        var writer = new StateWriter();
        kernel.Save(writer);
        return writer.Written.ToArray();
    }

    private static IEnumerable<Stamped<EntryInput>> Inputs(int seed)
    {
        var random = new Random(seed);
        long wall = 1_700_000_000_000_000_000;
        long now = 0;
        Stamped<EntryInput> At(EntryInput input)
        {
            now += random.NextInt64(2_500_000_000);
            var at = new SignalTime(now);
            return new Stamped<EntryInput>(input, at, new SignalTime(now - random.NextInt64(1000)), random.Next(2));
        }

        Holder[] holders =
        [
            Desk.Person(1, "Anna"),
            Desk.Person(2, "Bén, \"the\" second") with { UsesLeft = 6, LastUse = 3, Notes = "=1+1\nand more" },
            Desk.Person(3, "Cleo") with { UsesLeft = 2, Card = HolderCard.Of(H10301, 12, 3456, out _), Conditions = ["a", "b-2"] },
            Desk.Person(4, "Dora") with { ValidFrom = wall + 100_000_000_000, ValidTo = wall + 200_000_000_000, QrText = "visit 4" },
        ];
        yield return At(EntryInput.Of(Desk.List(holders)));
        yield return At(EntryInput.Anchor(wall));
        for (int i = 0; i < 120; i++)
        {
            int id = random.Next(1, 6);
            yield return At(random.Next(12) switch
            {
                < 3 => EntryInput.Presented(Credential.OfCard(id == 3 ? holders[2].Card!.Frame : Desk.Bits(id), id == 3 ? H10301 : null), random.Next(5) == 0),
                < 7 => EntryInput.Presented(Credential.OfPin(Desk.Pin(id.ToString("0000", CultureInfo.InvariantCulture)), Desk.Digits("0001"))),
                7 => EntryInput.Presented(Credential.OfQr("visit " + id)),
                8 => EntryInput.Committed(random.Next(2, 4), random.Next(1, 8), random.Next(0, 3)),
                9 => EntryInput.Refused(random.Next(2, 4), random.Next(1, 8), "store-locked"),
                10 => id == 5 ? EntryInput.Removed(4) : EntryInput.Changed(holders[id - 1] with { IsSuspended = random.Next(2) == 0, LastUse = random.Next(6) }),
                _ => EntryInput.Anchor(wall + random.NextInt64(300_000_000_000)),
            });
        }
    }

    private sealed class Run(EntryKernel kernel) : IEmit<Stamped<EntryDecision>>
    {
        public EntryKernel Kernel { get; set; } = kernel;

        public List<string> Lines { get; } = [];

        public void Feed(in Stamped<EntryInput> input) => Probe.Feed(Kernel, input, this);

        public void Emit(in Stamped<EntryDecision> output) =>
            Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{output.Stamp} {output.Since} {output.Channel} {output.Value} {output.Value.Use} {output.Value.Credential}"));
    }
}
