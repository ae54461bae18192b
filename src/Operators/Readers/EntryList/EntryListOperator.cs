using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>entry-list</c>. In code its kernel is used by itself: <see cref="EntryKernel"/>.</summary>
public static partial class EntryListOperator
{
    /// <summary>The parameter that names the table of holders.</summary>
    public const string Holders = "holders";

    /// <summary>The parameter that names the secret under which PINs are kept.</summary>
    public const string PinKey = "pin-key";

    private const string Forward = "forward";

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "entry-list",
        Summary = "Decides who may enter.",
        Details = "Takes cards, PINs and texts of QR codes, one of them or several (`from: [card, pin]`), and says of each whether its holder is `granted` or `denied` and why, whether it is `forwarded` because it is nobody's here, that a card `awaits-pin`, or that it has `failed`. "
            + "Rules read the parts: `entry is granted`, `entry.reason is expired`, `entry.holder is \"Anna\"`, `entry.condition is lift`, `entry.remaining < 2`. "
            + "The holders are in a table beside the pipeline, or in the store of a device that has taken it in (`run --store`). All signals that name the same table share it. "
            + "A holder with a number of times is granted when the store has taken the use for good; if it does not, the entry is `failed` and the reason says how (`store-timeout`, `store-locked`...), and everybody else is granted all the same. "
            + "Faults and outages of the inputs do not pass. See docs/entry-list.md.",
        Joins = true,
        Parameters =
        [
            new ParameterSpec { Name = Holders, Kind = ParameterKind.Text, Summary = "The table of holders, a file beside the pipeline: `residents.csv`.", Required = true },
            ParameterSpec.Choice("present", "What has to be presented; a QR code counts as a card.", "card-or-pin", "card", "pin", "card-or-pin", "card-and-pin"),
            ParameterSpec.Choice("unknown", "What becomes of a credential that is nobody's here.", "deny", "deny", Forward),
            ParameterSpec.Secret(PinKey, "The secret under which PINs are kept. Needed where PINs are presented.") with { SecretBytes = PinSecret.Length },
            ParameterSpec.Duration("pin-within", "How long after its card a PIN is awaited, with `present: card-and-pin`.", "10 s", "1 s", "5 min"),
            ParameterSpec.Of("wrong-pins", "So many wrong PINs lock PINs out at this reader; 0 for never.", "5", "0", "1000", false, Dimension.Count),
            ParameterSpec.Duration("lock-out", "How long PINs are locked out, and how long after a wrong one it is forgotten.", "60 s", "1 s", "24 h"),
        ],
        Shorthand = Holders,
        Examples =
        [
            new OperatorExample("entry-list: residents.csv", "Whoever has a card that is in the table."),
            new OperatorExample("entry-list: { holders: residents.csv, present: card, unknown: forward }", "Unknown cards go on to a door controller."),
            new OperatorExample("entry-list: { holders: staff.csv, present: card-and-pin, pin-key: secret door-pins, pin-within: 20 s, wrong-pins: 3, lock-out: 5 min }", "A card and then its PIN."),
        ],
        Forms =
        [
            new SharedForm
            {
                Takes = "cards, PINs or texts, or several of them",
                Yields = "an event with what became of it",
                Names = Holders,
                Common = [PinKey],
                MostPlaces = EntryKernel.MostReaders,
                Accepts = static flow => flow.Kind == FlowKind.Several ? flow.Parts.All(IsCredential) : IsCredential(flow),
                Output = static (_, _) => new Flow(FlowKind.Event, Record: RecordType.Entry),
                Table = Table,
                Kernel = static setting => new EntryListKernel(setting, [.. setting.Places.Select(Options)]),
            },
        ],
        Check = Check,
    };

    /// <summary>The secret under which the places of a list keep PINs; null where they keep none.</summary>
    /// <param name="setting">What the list is built of.</param>
    public static PinSecret? SecretOf(SharedSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        string? key = setting.Places.Where(static p => p.Has(PinKey)).Select(static p => p.Secret(PinKey)).FirstOrDefault();
        return key is null ? null : new PinSecret(setting.Secrets.Find(key).Span);
    }

    private static SharedTable Table(SharedSetting setting, string text)
    {
        HolderList? holders = HolderCsv.Read(text, SecretOf(setting), out ImmutableArray<HolderProblem> problems, setting.CardFormats, takesAnyDigest: setting.HasNoSecrets);
        return new SharedTable(holders is null ? null : HolderNews.All(holders), [.. problems.Select(static p => new TableProblem(p.Line, p.Column, p.Message, p.Hint))]);
    }

    private static bool IsCredential(Flow flow) =>
        flow.Kind == FlowKind.Event && (ReferenceEquals(flow.Record, RecordType.Card) || IsPin(flow) || flow.IsText);

    private static bool IsPin(Flow flow) => ReferenceEquals(flow.Record, RecordType.Pin);

    private static EntryOptions Options(ParameterValues values) => new()
    {
        Require = values.Text("present") switch
        {
            "card" => EntryRequirement.Card,
            "pin" => EntryRequirement.Pin,
            "card-and-pin" => EntryRequirement.CardAndPin,
            _ => EntryRequirement.CardOrPin,
        },
        ForwardUnknown = values.Text("unknown") == Forward,
        PinWithin = values.Duration("pin-within"),
        WrongPins = (int)values.Number("wrong-pins"),
        LockOutFor = values.Duration("lock-out"),
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (values.NotWhole("wrong-pins") is { } fraction)
            yield return fraction;
        if (!FileName().IsMatch(values.Text(Holders)))
            yield return new ParameterProblem(Holders, $"'{values.Text(Holders)}' is no name of a table", "name a file beside the pipeline by small letters, digits and hyphens: residents.csv");
        IEnumerable<Flow> inputs = input.Kind == FlowKind.Several ? input.Parts : [input];
        bool hasPins = inputs.Any(IsPin);
        bool hasCards = inputs.Any(static f => !IsPin(f));
        string present = values.Text("present");
        if (hasPins && !values.Has(PinKey))
            yield return new ParameterProblem("", "PINs are presented here, and without 'pin-key' none can be told from another", "add pin-key: secret door-pins");
        if ((present == "card-and-pin" && !(hasPins && hasCards)) || (present == "pin" && !hasPins) || (present == "card" && !hasCards))
            yield return new ParameterProblem("present", $"'present: {present}', and {string.Join(" and ", inputs)} come in", "let 'from' name what has to be presented");
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,60}\\.csv$", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
