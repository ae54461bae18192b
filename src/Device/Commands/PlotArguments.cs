using System.CommandLine;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Commands;

/// <summary>The options by which <c>decode</c> is asked for a picture.</summary>
internal sealed class PlotArguments
{
    private readonly Option<string?> _plot = new("--plot") { Description = "Draws what was decoded, and what came of it, as SVG.", HelpName = "FILE.svg" };
    private readonly Option<bool> _spectrogram = new("--spectrogram") { Description = "With --plot: shows the frequencies of samples too." };
    private readonly Option<string?> _from = new("--from") { Description = "With --plot: where the picture begins.", HelpName = "T" };
    private readonly Option<string?> _to = new("--to") { Description = "With --plot: where the picture ends.", HelpName = "T" };

    /// <summary>Adds them.</summary>
    public void AddTo(System.CommandLine.Command command)
    {
        command.Add(_plot);
        command.Add(_spectrogram);
        command.Add(_from);
        command.Add(_to);
    }

    /// <summary>The picture that is wanted; null for none.</summary>
    /// <exception cref="CommandException">How it is wanted is said, and not where it goes; or a time is none.</exception>
    public PlotRequest? Of(ParseResult parsed)
    {
        if (parsed.GetValue(_plot) is { } path)
            return new PlotRequest(path, parsed.GetValue(_spectrogram), Time("--from", parsed.GetValue(_from)), Time("--to", parsed.GetValue(_to)));
        Option? alone = new Option[] { _spectrogram, _from, _to }.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false });
        return alone is null ? null : throw CommandException.Usage($"{alone.Name} says how a picture is drawn: name its file with --plot FILE.svg.");
    }

    private static SignalTime? Time(string option, string? text) => text is null ? null : new SignalTime(RunCommand.Duration(option, text));
}
