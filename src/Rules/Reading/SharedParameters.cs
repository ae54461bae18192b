using System.Collections.Generic;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Checks what several signals share: not too many do, and what they say of it is the same everywhere.</summary>
internal static class SharedParameters
{
    public static void Check(ReadContext context, IEnumerable<SignalDefinition> signals)
    {
        foreach (SharedUse use in SharedUse.Of(signals))
        {
            if (use.Places.Length > use.Form.MostPlaces)
                Report(context, DiagnosticCodes.TooMany, use.Places[use.Form.MostPlaces], $"'{use.Name}' is named by {use.Places.Length} signals, and at most {use.Form.MostPlaces} can share it", "");
            foreach (string parameter in use.Form.Common)
                CheckCommon(context, use, parameter);
        }
    }

    private static void CheckCommon(ReadContext context, SharedUse use, string parameter)
    {
        SharedPlace? first = null;
        foreach (SharedPlace place in use.Places)
        {
            ParameterValues values = place.Stage.Parameters;
            if (!values.Has(parameter))
                continue;
            first ??= place;
            if (values.Text(parameter) != first.Stage.Parameters.Text(parameter))
                Report(context, DiagnosticCodes.ParametersDisagree, place, $"'{parameter}' is another one than that of '{first.Signal.Name}' in line {first.Stage.Position.Line}, which shares {use.Name}", "name the same one everywhere");
        }
    }

    private static void Report(ReadContext context, string code, SharedPlace place, string message, string hint) =>
        context.Report.ErrorAt(code, place.Stage.Position, $"signals.{place.Signal.Name}.through.{place.Stage.Spec.Name}", message, hint);
}
