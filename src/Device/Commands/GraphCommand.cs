using System.CommandLine;
using System.IO;
using System.Text;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Rules.Picturing;

namespace Reactive.Device.Commands;

/// <summary><c>graph PIPELINE</c>: the rule graph as a picture.</summary>
internal static class GraphCommand
{
    private const string Svg = "svg";
    private const string Dot = "dot";
    private const string Mermaid = "mermaid";

    public static Command Create()
    {
        var pipeline = new Argument<string>("PIPELINE") { Description = "The pipeline file." };
        var format = new Option<string>("--format") { Description = "svg (the default), which takes Graphviz; dot, its language; or mermaid, for Markdown.", DefaultValueFactory = _ => Svg };
        format.AcceptOnlyFromAmong(Svg, Dot, Mermaid);
        var unfold = new Option<bool>("--unfold") { Description = "Shows what is in building blocks; else each is one box." };
        var command = new Command("graph", "Draws the rule graph: from ports through signals and rules to outputs.") { pipeline, format, unfold };
        command.SetAction(parsed => Run(parsed.GetValue(pipeline)!, parsed.GetValue(format)!, parsed.GetValue(unfold)));
        return command;
    }

    private static int Run(string path, string format, bool unfold)
    {
        Picture picture = Picture.Of(PipelineFile.ReadToRun(path).Definition!, unfold);
        byte[] drawn = format switch
        {
            Mermaid => Encoding.UTF8.GetBytes(MermaidText.Of(picture)),
            Dot => Encoding.UTF8.GetBytes(DotText.Of(picture)),
            _ => Graphviz.Svg(DotText.Of(picture)),
        };
        using Stream output = StandardOutput.Open();
        output.Write(drawn);
        return ExitCode.Done;
    }
}
