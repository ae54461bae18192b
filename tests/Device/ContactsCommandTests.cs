using System;
using System.IO;
using Xunit;

namespace Reactive.Device.Tests;

public sealed class ContactsCommandTests : IDisposable
{
    private const string Ann = "{ \"ann\": { \"address\": \"sip:ann@10.0.0.1\" } }";

    private readonly string _folder = Directory.CreateTempSubdirectory("contacts-").FullName;

    public ContactsCommandTests()
    {
        Write("gate.yaml", "pipeline: gate\ndevice: i8307\nsip:\n  accounts: accounts.json\n  contacts: contacts.json\nrules:\n  r: { when: io-1-in becomes active, do: { call: ann } }\n");
        Write("accounts.json", "{ \"gate\": { \"user\": \"gate\", \"domain\": \"10.0.0.2\" } }");
    }

    private string Gate => Path.Combine(_folder, "gate.yaml");

    private string Contacts => Path.Combine(_folder, "contacts.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void WhatIsImported_TakesThePlaceOfTheFile_AndIsExported()
    {
        Assert.Equal((0, ""), Run("import", Gate, Write("new.json", Ann)));
        Assert.Equal(Ann, File.ReadAllText(Contacts));
        (int code, string exported) = Run("export", Gate);
        Assert.Equal((0, "{\n  \"ann\": {\n    \"address\": \"sip:ann@10.0.0.1\"\n  }\n}\n"), (code, exported));
        Assert.Equal(0, Run("import", Gate, Write("again.json", exported)).Code);
        Assert.Equal(["accounts.json", "again.json", "contacts.json", "gate.yaml", "new.json"], Names());
    }

    [Theory]
    [InlineData("{ \"bob\": { \"address\": \"sip:bob@10.0.0.1\" } }", "there is no contact 'ann'")]
    [InlineData("{ \"ann\": { \"address\": \"ann@10.0.0.1\" } }", "does not begin with 'sip:'")]
    [InlineData("[ { \"name\": \"ann\" } ]", "not a list")]
    [InlineData("", "is empty")]
    public void WhatMakesThePipelineWrong_LeavesTheFileAsItWas(string json, string message)
    {
        Write("contacts.json", Ann);
        CliResult refused = Cli.Run("contacts", "import", Gate, Write("new.json", json));
        Assert.Equal(1, refused.Code);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        Assert.Equal(Ann, File.ReadAllText(Contacts));
    }

    [Theory]
    [InlineData(null, "gate.yaml:5:13: error R0118: there is no file 'contacts.json' with 'contacts' (the path is relative to the pipeline)")]
    [InlineData("", "contacts.json:1:1: error R0006: the file is empty (write what belongs into it, or do not name it)")]
    public void AFileThatCannotBeRead_IsTheOneMistake_AndNotEachNameInIt(string? json, string message)
    {
        if (json is not null)
            Write("contacts.json", json);
        File.AppendAllText(Gate, "  s: { when: sip.answered is ann, if: sip.with is ann, do: { hang-up: call } }\n");
        CliResult refused = Cli.Run("check", Gate);
        Assert.Equal(1, refused.Code);
        Assert.EndsWith(message + "\n1 error, 0 warnings\n", refused.Output + refused.Error, StringComparison.Ordinal);
        Assert.Single((refused.Output + refused.Error).Split('\n'), static l => l.Contains(" error ", StringComparison.Ordinal));
    }

    [Fact]
    public void APipelineThatNamesNoFile_IsToldHow()
    {
        CliResult refused = Cli.Run("contacts", "import", Path.Combine(Cli.Root, "pipelines", "intercom.yaml"), Write("new.json", Ann));
        Assert.Equal(2, refused.Code);
        Assert.Contains("write 'contacts: contacts.json'", refused.Error, StringComparison.Ordinal);
    }

    private static (int Code, string Output) Run(params string[] arguments)
    {
        CliResult result = Cli.Run(["contacts", .. arguments]);
        return (result.Code, result.Output);
    }

    private string[] Names()
    {
        string[] names = [.. Array.ConvertAll(Directory.GetFiles(_folder), static f => Path.GetFileName(f))];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
