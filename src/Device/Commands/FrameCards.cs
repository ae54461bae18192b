using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Operators;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary>The cards that a frame may be: <c>decode wiegand --option formats=H10301,H10304</c>, or <c>formats=all</c> for every format of the product.</summary>
internal sealed class FrameCards
{
    private const string Option = "formats";
    private const string All = "all";

    private readonly ImmutableArray<CardFormat> _formats;

    private FrameCards(ImmutableArray<CardFormat> formats) => _formats = formats;

    /// <summary>Takes the option out of those of an operator that yields frames; null where it is not among them.</summary>
    /// <exception cref="CommandException">There is no such format.</exception>
    public static FrameCards? Take(Catalog catalog, OperatorSpec spec, ref KeyValuePair<string, string>[] options)
    {
        if (spec.Parameters.Any(p => p.Name == Option) || options.FirstOrDefault(o => o.Key == Option) is not { Key: Option } given)
            return null;
        options = [.. options.Where(o => o.Key != Option)];
        if (given.Value == All)
            return new FrameCards([.. CardFormats.All.Select(e => e.Format)]);
        (StageDefinition? stage, IReadOnlyList<Diagnostic> wrong) = OptionReader.Read(catalog, CardOperator.Spec, [given], new Flow(FlowKind.Event, Record: RecordType.Frame));
        return stage is not null
            ? new FrameCards(stage.Parameters.CardFormats(Option))
            : throw CommandException.Usage(string.Join(' ', wrong.Select(w => DecodeCommand.Text(w) + ".")));
    }

    /// <summary>The cards, in the order of the formats; none for what is no frame.</summary>
    public IEnumerable<Value> Of(Value frame) => frame.Kind == ValueKind.Frame ? _formats.Where(f => f.Matches(frame.Frame)).Select(f => Value.Card(frame.Frame, f)) : [];
}
