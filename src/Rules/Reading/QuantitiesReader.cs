using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads quantities: one, or a list of several, none of them twice.</summary>
internal static class QuantitiesReader
{
    /// <summary>The quantities, in their order; null where any is wrong, which is reported.</summary>
    public static object? Read(ReadContext context, ParameterSpec spec, YamlNode node, string path, string sample)
    {
        int errors = context.Report.Errors;
        ParameterSpec one = spec with { Kind = ParameterKind.Quantity };
        if (node is YamlList { Items.Count: > ParameterSpec.MostQuantities } list)
        {
            context.Error(DiagnosticCodes.TooMany, list.Items[ParameterSpec.MostQuantities].Start, path, $"'{spec.Name}' has at most {ParameterSpec.MostQuantities} quantities");
            return null;
        }

        List<Quantity> quantities = [];
        foreach (YamlNode item in node is YamlList { Items.Count: > 0 } several ? several.Items : [node])
        {
            if (ParameterReader.ReadOne(context, one, item, path, sample) is not Quantity quantity)
                continue;
            if (quantities.Exists(q => q.Value == quantity.Value))
                context.Error(DiagnosticCodes.DuplicateKey, item.Start, path, $"{quantity} is listed twice", "remove one of them");
            else
                quantities.Add(quantity);
        }

        return context.Report.Errors == errors ? quantities.ToImmutableArray() : null;
    }
}
