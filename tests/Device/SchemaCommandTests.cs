using System.Linq;
using System.Text.Json;
using Reactive.Device.Profiles;
using Xunit;

namespace Reactive.Device.Tests;

public sealed class SchemaCommandTests
{
    [Fact]
    public void Schema_IsTheJsonSchemaOfPipelines()
    {
        CliResult printed = Cli.Run("schema");
        Assert.Equal((0, ""), (printed.Code, printed.Error));
        Assert.EndsWith("}\n", printed.Output, System.StringComparison.Ordinal);
        JsonElement schema = JsonDocument.Parse(printed.Output).RootElement;
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.GetProperty("$schema").GetString());
        Assert.Equal("urn:reactive:pipeline", schema.GetProperty("$id").GetString());
        Assert.Equal(["pipeline", "device", "time-zone", "start", "ports", "use", "include", "card-formats", "mqtt", "sip", "inputs", "signals", "schedules", "states", "rules", "tests"], schema.GetProperty("properties").EnumerateObject().Select(p => p.Name));
        JsonElement operators = schema.GetProperty("$defs").GetProperty("operator").GetProperty("anyOf")[1].GetProperty("properties");
        Assert.Equal(ProfileLibrary.Catalog.Operators.Select(o => o.Name), operators.EnumerateObject().Select(p => p.Name));
        Assert.All(ProfileLibrary.Names, n => Assert.Contains($"\"{n}\"", schema.GetProperty("$defs").GetProperty("device").GetRawText(), System.StringComparison.Ordinal));
    }

    [Fact]
    public void Profile_IsTheJsonSchemaOfProfiles()
    {
        CliResult printed = Cli.Run("schema", "--profile");
        Assert.Equal((0, ""), (printed.Code, printed.Error));
        Assert.Equal(["profile", "summary", "ports", "outputs", "lines", "speakers"], JsonDocument.Parse(printed.Output).RootElement.GetProperty("properties").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Tests_IsTheJsonSchemaOfFilesOfTests()
    {
        CliResult printed = Cli.Run("schema", "--tests");
        Assert.Equal((0, ""), (printed.Code, printed.Error));
        JsonElement schema = JsonDocument.Parse(printed.Output).RootElement;
        Assert.Equal("urn:reactive:tests", schema.GetProperty("$id").GetString());
        Assert.Equal(["for", "start", "tests"], schema.GetProperty("properties").EnumerateObject().Select(p => p.Name));
        JsonElement test = schema.GetProperty("$defs").GetProperty("tests").GetProperty("items").GetProperty("properties");
        Assert.Equal(["name", "telephones", "feed", "expect", "silent", "faults", "until", "start"], test.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void TwoSchemasAtOnce_AreWrongUse() => Assert.Equal(2, Cli.Run("schema", "--tests", "--profile").Code);

    [Fact]
    public void PrintedTwice_IsTheSame() => Assert.Equal(Cli.Run("schema").Output, Cli.Run("schema").Output);

    [Fact]
    public void UnknownOption_IsWrongUse() => Assert.Equal(2, Cli.Run("schema", "--profil").Code);
}
