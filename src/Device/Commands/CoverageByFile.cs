using System;
using System.Collections.Generic;
using System.IO;
using Reactive.Device.Files;
using Reactive.Rules.Testing;

namespace Reactive.Device.Commands;

/// <summary>What was exercised of each pipeline, by the tests in it and by those beside it.</summary>
internal sealed class CoverageByFile
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<(string File, Coverage Coverage)> _files = [];

    /// <summary>Each pipeline, in the order in which they came.</summary>
    public IReadOnlyList<(string File, Coverage Coverage)> Files => _files;

    /// <summary>The coverage of a pipeline, from the first time on that it is asked for; null where it has errors and runs no tests.</summary>
    public Coverage? Of(PipelineFile pipeline)
    {
        if (pipeline.Definition is null)
            return null;
        string path = Path.GetFullPath(pipeline.Path);
        if (_places.TryGetValue(path, out int place))
            return _files[place].Coverage;
        _places.Add(path, _files.Count);
        var coverage = new Coverage(pipeline.Definition);
        _files.Add((pipeline.Path, coverage));
        return coverage;
    }
}
