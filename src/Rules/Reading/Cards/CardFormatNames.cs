using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads formats of cards by name: one, or a list of several.</summary>
internal static class CardFormatNames
{
    private const int MostListed = 64;

    /// <summary>The formats, in their order; null where any is wrong, which is reported.</summary>
    public static object? Read(ReadContext context, ParameterSpec spec, YamlNode node, string path)
    {
        int errors = context.Report.Errors;
        List<CardFormat> formats = [];
        if (node is YamlList { Items.Count: > MostListed } list)
        {
            context.Error(DiagnosticCodes.TooMany, list.Items[MostListed].Start, path, $"'{spec.Name}' has at most {MostListed} card formats");
            return null;
        }

        foreach (YamlNode item in node is YamlList { Items.Count: > 0 } several ? several.Items : [node])
        {
            if (context.Scalar(item, path, $"{spec.Name}: [H10301, H10304]") is not YamlScalar name)
                continue;
            CardFormat? format = context.Catalog.CardFormat(name.Value);
            if (format is null)
                context.Error(DiagnosticCodes.UnknownCardFormat, name.Start, path, $"there is no card format {name.Describe()}", context.Near(name.Value, context.Catalog.CardFormatNames()) is { Length: > 0 } near ? near : "'reactive formats' lists those that come with the product; others are described under 'card-formats'");
            else if (formats.Contains(format) && context.Report.Errors == errors)
                context.Error(DiagnosticCodes.UnknownCardFormat, name.Start, path, $"{format} is listed twice", "remove one of them");
            else
                formats.Add(format);
        }

        return context.Report.Errors == errors ? formats.ToImmutableArray() : null;
    }
}
