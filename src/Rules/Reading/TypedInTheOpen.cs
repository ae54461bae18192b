using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Notes signals that read what people type from a port that is not sensitive: whoever has a recording could read it there. Once a port.</summary>
internal static class TypedInTheOpen
{
    public static void Note(ReadContext context, DeviceProfile device, ImmutableArray<SignalDefinition> signals)
    {
        // of a definition that does not run there is more to be said than this
        if (context.Report.Errors > 0)
            return;
        Dictionary<string, SignalDefinition> byName = signals.ToDictionary(static s => s.Name, StringComparer.Ordinal);
        HashSet<string> told = new(StringComparer.Ordinal);
        foreach (SignalDefinition signal in signals)
        {
            if (signal.Stages.FirstOrDefault(static s => s.Spec.YieldsWhatIsTyped) is not StageDefinition stage)
                continue;
            foreach (string port in PortsOf(signal, byName))
            {
                if (device.Port(port) is { IsSensitive: false, IsVirtual: false } && told.Add(port))
                    context.Report.NoteAt(DiagnosticCodes.NotSensitive, stage.Position, $"signals.{signal.Name}.through", $"'{stage.Spec.Name}' reads what is typed at '{port}', a port that is not sensitive: recordings hold it for everybody who has them", $"write ports: {{ {port}: {{ sensitive: yes }} }}");
            }
        }
    }

    private static IEnumerable<string> PortsOf(SignalDefinition signal, Dictionary<string, SignalDefinition> byName) =>
        signal.Inputs.SelectMany(input => input.Port is { } port ? [port.Name] : byName.TryGetValue(input.Signal!, out SignalDefinition? from) ? PortsOf(from, byName) : []);
}
