using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;

namespace Reactive.Rules;

/// <summary>The files that a pipeline is made of beside its own, each read once.</summary>
/// <param name="folder">What stands before the names of files in positions: the folder of the pipeline.</param>
/// <param name="open">Gives the text of a file or of a block that comes with the product, or null where there is none.</param>
internal sealed class BlockLibrary(string folder, Func<string, string?> open)
{
    /// <summary>Files of one pipeline.</summary>
    public const int MostFiles = 100;

    private readonly Dictionary<string, YamlNode?> _roots = new(StringComparer.Ordinal);
    private readonly ImmutableArray<IncludedFile>.Builder _files = ImmutableArray.CreateBuilder<IncludedFile>();

    /// <summary>The whole names of all blocks that are used.</summary>
    public HashSet<string> Instances { get; } = new(StringComparer.Ordinal);

    /// <summary>All blocks that are used, in the order of reading.</summary>
    public List<BlockUse> Uses { get; } = [];

    /// <summary>The names of all parts that are included.</summary>
    public HashSet<string> Parts { get; } = new(StringComparer.Ordinal);

    /// <summary>What was read, in the order of reading.</summary>
    public ImmutableArray<IncludedFile> Files => _files.ToImmutable();

    /// <summary>The root of a file; null where there is none or it cannot be read, which is reported.</summary>
    public YamlNode? Open(ReadContext context, YamlScalar name, string path, string what)
    {
        if (_roots.TryGetValue(name.Value, out YamlNode? root))
            return root;
        if (_roots.Count == MostFiles)
        {
            context.Error(DiagnosticCodes.TooMany, name.Start, path, $"a pipeline is made of at most {MostFiles} files");
            return null;
        }

        if (open(name.Value) is not string text)
        {
            bool isFile = IsFile(name);
            context.Error(DiagnosticCodes.UnknownBlock, name.Start, path, isFile ? $"there is no file {name.Describe()} with {what}" : $"there is no block {name.Describe()}", isFile ? "the path is relative to the pipeline" : "blocks that come with the product begin with 'std/', such as std/door; your own are files, such as gate.yaml");
        }
        else if (!TextGuard.IsShortEnough(text))
        {
            context.Error(DiagnosticCodes.TooLarge, name.Start, path, $"{name.Describe()} has {text.Length:N0} characters: at most {TextGuard.MostCharacters:N0} are read", "split it");
        }
        else
        {
            _files.Add(new IncludedFile(name.Value, text));
            // JSON may be indented with tabs, which stand in it nowhere else
            string read = ListFiles.IsNamed(name) ? text.Replace('\t', ' ') : text;
            root = YamlReader.Read(context.Report, context.Report.Source.Append(IsFile(name) ? folder + name.Value : name.Value, read));
        }

        _roots[name.Value] = root;
        return root;
    }

    private static bool IsFile(YamlScalar name) => name.Value.EndsWith(".yaml", StringComparison.Ordinal) || ListFiles.IsNamed(name);
}
