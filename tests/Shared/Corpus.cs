using System;
using System.IO;
using Xunit;

namespace Reactive.Testing;

/// <summary>
/// Finds recordings and oracles that others made. They are not in the repository: they lie in the folder that the environment variable
/// <c>REACTIVE_CORPUS</c> names, or in a folder <c>shared/data</c> beside the checkout or above it.
/// </summary>
public static class Corpus
{
    private const string Variable = "REACTIVE_CORPUS";

    /// <summary>Gives the full path of a file or folder of the corpus; null if it is not there.</summary>
    /// <param name="relative">Path below the corpus, e.g. <c>mcap/NoData</c>.</param>
    public static string? Find(string relative)
    {
        string? root = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(root))
            return Existing(Path.Combine(root, relative));
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Existing(Path.Combine(folder.FullName, "shared", "data", relative)) is string found)
                return found;
        }

        return null;
    }

    /// <summary>Gives the full path of a file or folder of the corpus, or skips the test and says why.</summary>
    /// <param name="relative">Path below the corpus, e.g. <c>mcap/NoData</c>.</param>
    public static string Require(string relative)
    {
        string? found = Find(relative);
        if (found is null)
            Assert.Skip($"'{relative}' is not here: the corpus is neither where {Variable} points nor in a folder shared/data beside the checkout.");
        return found;
    }

    private static string? Existing(string path) => File.Exists(path) || Directory.Exists(path) ? path : null;
}
