using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>A folder of wrong definitions over all kinds of mistakes. The first line of each says what is wrong with it: the codes, in the order of their places.</summary>
public sealed partial class WrongDefinitionTests
{
    private static readonly string Folder = Path.Combine(Cli.Root, "tests", "Device", "Wrong");

    [Fact]
    public void Check_SaysOfEachFileWhatItsFirstLineSays_AndAtItsPlace()
    {
        CliResult check = Cli.Run("check", Folder, "--json");
        Assert.Equal((1, ""), (check.Code, check.Error));
        ILookup<string, JsonElement> said = check.Json.ToLookup(d => d.GetProperty("file").GetString()!);
        string[] files = [.. Directory.GetFiles(Folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.True(files.Length > 30);
        Assert.Empty(said.Select(f => f.Key).Except(files));
        Assert.All(files, file =>
        {
            string[] lines = File.ReadAllLines(file);
            Assert.Equal(string.Join(' ', Code().Matches(lines[0]).Select(m => m.Value)), string.Join(' ', said[file].Select(d => d.GetProperty("code").GetString())));
            Assert.All(said[file], d =>
            {
                int line = d.GetProperty("line").GetInt32(), column = d.GetProperty("column").GetInt32();
                Assert.InRange(line, 2, lines.Length);
                Assert.InRange(column, 1, lines[line - 1].Length + 1);
                Assert.NotEmpty(d.GetProperty("message").GetString()!);
            });
        });
    }

    [GeneratedRegex("R[0-9]{4}")]
    private static partial Regex Code();
}
