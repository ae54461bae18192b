using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary><c>time-zone</c>: which one a pipeline has, and who misses it. Only a pipeline that names one, or misses it, loads the zones.</summary>
internal sealed class TimeZoneSetting
{
    private const string Example = "time-zone: Europe/Stockholm";

    private bool _told;

    /// <summary>The name of the zone, or null.</summary>
    public string? Name { get; private set; }

    /// <summary>A setting that is known to be good.</summary>
    public static TimeZoneSetting Of(string? name) => new() { Name = name };

    /// <summary>Reads the key of a pipeline, where it is there.</summary>
    public void Read(ReadContext context, YamlMap pipeline)
    {
        if (pipeline.Find(Keys.Pipeline.TimeZone) is not YamlEntry entry)
        {
            // misspelt, which is told already
            _told = pipeline.MayHave(Keys.Pipeline.TimeZone.Name);
            return;
        }

        _told = true;
        if (context.Scalar(entry.Value, Keys.Pipeline.TimeZone.Name, Example) is not YamlScalar name)
            return;
        if (Calendars.Zone(name.Value) is not null)
            Name = name.Value;
        else
            context.Error(DiagnosticCodes.UnknownTimeZone, name.Start, Keys.Pipeline.TimeZone.Name, $"there is no time zone {name.Describe()}", context.Near(name.Value, Calendars.ZoneNames) is { Length: > 0 } hint ? hint : $"write the name of a city as the IANA database has it: {Example}");
    }

    /// <summary>Notes that a schedule needs the zone; the first that finds none is reported.</summary>
    public void Need(ReadContext context, string schedule, SourcePosition position, string path)
    {
        if (Name is not null || _told)
            return;
        _told = true;
        context.Report.ErrorAt(DiagnosticCodes.MissingKey, position, path, $"the key 'time-zone' is missing, by whose clocks the schedule '{schedule}' goes", $"add {Example}");
    }
}
