using System;
using System.IO;
using Xunit;

namespace Reactive.Testing;

/// <summary>
/// Finds real recordings that are no part of the product: in the folder that REACTIVE_CORPUS names, else in
/// <c>shared/data</c> beside a folder above the tests.
/// </summary>
public static class Corpus
{
    /// <summary>The file or folder <paramref name="relative"/>, or null where it is absent.</summary>
    public static string? Find(string relative)
    {
        string? root = Environment.GetEnvironmentVariable("REACTIVE_CORPUS");
        if (!string.IsNullOrEmpty(root))
            return Existing(Path.Combine(root, relative));
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Existing(Path.Combine(folder.FullName, "shared", "data", relative)) is { } path)
                return path;
        }

        return null;
    }

    /// <summary>What <see cref="Find"/> finds; skips the test, saying so, where it is absent.</summary>
    public static string Require(string relative)
    {
        string? path = Find(relative);
        if (path is null)
            Assert.Skip($"The corpus has no {relative}: set REACTIVE_CORPUS to the folder that holds it.");
        return path;
    }

    private static string? Existing(string path) => File.Exists(path) || Directory.Exists(path) ? path : null;
}
