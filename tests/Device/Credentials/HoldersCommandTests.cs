using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Reactive.Device.Credentials;
using Reactive.Operators;
using Xunit;

namespace Reactive.Device.Tests.Credentials;

public sealed class HoldersCommandTests : IDisposable
{
    private const string Table = """
        first-name,last-name,card,format,facility,number,pin,qr,conditions,valid-to,uses
        Anna,Smith,,H10301,12,3456,,,access-granted lift,,
        Ben,,0x2f623ae/26,,,,0042,,,2027-01-01T00:00+01:00,
        Courier,,,,,,471108,sesame,,,10

        """;

    private readonly StoreFolder _folder = new();

    private string Key
    {
        get
        {
            string path = Path.Combine(_folder.Path, "pin.key");
            File.WriteAllBytes(path, [.. Enumerable.Range(0, PinSecret.Length).Select(i => (byte)i)]);
            Rights(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return path;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Table_IsImported_ListedAndExported_WithoutWhatIsSecret()
    {
        string key = Key;
        CliResult import = Cli.Run("holders", "import", _folder.Write("a.csv", Table), _folder.Store, "--pin-key", key);
        Assert.Equal((0, $"{_folder.Store}: 3 holders, 3 new, 0 changed, 0 removed\n  new: Anna Smith, Ben, Courier\n", ""), (import.Code, import.Output, import.Error));
        CliResult list = Cli.Run("holders", "list", _folder.Store);
        Assert.Equal(
            """
            1  Anna Smith  H10301 12:3456     access-granted lift
            2  Ben         0x2f623ae/26, PIN  access-granted       until 2026-12-31T23:00:00Z
            3  Courier     PIN, QR            access-granted       10 uses left
            3 holders

            """,
            list.Output);
        string exported = Path.Combine(_folder.Path, "out.csv");
        CliResult export = Cli.Run("holders", "export", _folder.Store, exported);
        Assert.Equal((0, "", $"{_folder.Store}: 3 holders -> {exported}\n"), (export.Code, export.Output, export.Error));
        string table = File.ReadAllText(exported);
        Assert.DoesNotContain("471108", table, StringComparison.Ordinal);
        Assert.Contains(StoreFolder.Pin("471108").ToString(), table, StringComparison.Ordinal);
        Assert.Equal([0xEF, 0xBB, 0xBF], File.ReadAllBytes(exported)[..3]);
        Assert.Equal(table, Cli.Run("holders", "export", _folder.Store).Output);
        Assert.Equal($"{_folder.Store}: 3 holders, 0 new, 0 changed, 0 removed\n", Cli.Run("holders", "import", exported, _folder.Store).Output);
        foreach (string told in new[] { import.Output, list.Output, Cli.Run("holders", "list", _folder.Store, "--json").Output })
        {
            foreach (string secret in new[] { "0042", "471108", "sesame", StoreFolder.Pin("0042").ToString() })
                Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void List_AsJson_HasTheNamesOfTheColumns()
    {
        using (HolderStore store = _folder.With(StoreFolder.Person(4, "Anna", 5) with { LastName = "Smith", Pin = StoreFolder.Pin("1"), ValidFrom = 0 }))
            store.Take(4, 1);
        JsonElement anna = Assert.Single(Cli.Run("holders", "list", _folder.Store, "--json").Json);
        Assert.Equal(
            """{"id":4,"first-name":"Anna","last-name":"Smith","notes":"","card":{"format":null,"bits":26,"raw":"0x0000004"},"pin":true,"qr":false,"conditions":["access-granted"],"valid-from":"1970-01-01T00:00:00Z","valid-to":null,"uses":4,"last-use":1,"suspended":false}""",
            anna.GetRawText());
    }

    [Fact]
    public void PinsInDigits_NeedTheSecret()
    {
        string table = _folder.Write("a.csv", Table);
        CliResult refused = Cli.Run("holders", "import", table, _folder.Store);
        Assert.Equal((1, ""), (refused.Code, refused.Output));
        Assert.Equal(
            $"{table}:3:22: a PIN in digits needs the secret under which PINs are kept (name it: pin-key: secret door-pins in a pipeline, --pin-key FILE on the command line)\n"
            + $"{table}:4:14: a PIN in digits needs the secret under which PINs are kept (name it: pin-key: secret door-pins in a pipeline, --pin-key FILE on the command line)\n"
            + $"reactive: {table} has 2 mistakes, and {_folder.Store} is left as it is.\n",
            refused.Error);
        Assert.False(File.Exists(_folder.Store));
    }

    [Fact]
    public void TenThousandMistakes_AreAllTold_EachAtItsPlace()
    {
        string table = _folder.Write("a.csv", "first-name,pin,format,number\n" + string.Concat(Enumerable.Range(1, 10_000).Select(i => $"A{i},47x{i},NoSuchFormat{i % 50},1\n")));
        CliResult refused = Cli.Run("holders", "import", table, _folder.Store);
        string[] told = refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1, refused.Code);
        Assert.Equal(20_001, told.Length);
        Assert.Equal($"reactive: {table} has 20000 mistakes, and {_folder.Store} is left as it is.", told[^1]);
        Assert.Equal(Enumerable.Range(2, 10_000), told.Where(t => t.Contains("a PIN is 1 to 32 digits", StringComparison.Ordinal)).Select(t => int.Parse(t[(table.Length + 1)..].Split(':')[0], CultureInfo.InvariantCulture)));
        Assert.DoesNotContain("47x", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void DryRun_WritesNothing()
    {
        string table = _folder.Write("a.csv", "first-name,qr\nAnna,a\nBen,b\n");
        CliResult dry = Cli.Run("holders", "import", table, _folder.Store, "--dry-run");
        Assert.Equal((0, $"{_folder.Store}: 2 holders, 2 new, 0 changed, 0 removed (nothing is written)\n  new: Anna, Ben\n"), (dry.Code, dry.Output));
        Assert.False(File.Exists(_folder.Store));
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna"), StoreFolder.Person(2, "Cleo"));
        dry = Cli.Run("holders", "import", table, _folder.Store, "--dry-run");
        Assert.Equal((0, $"{_folder.Store}: 2 holders, 1 new, 1 changed, 1 removed (nothing is written)\n  new: Ben\n  changed: Anna\n  removed: Cleo\n"), (dry.Code, dry.Output));
        Assert.Equal(["Anna", "Cleo"], store.Read().Holders.Select(h => h.FirstName));
    }

    [Fact]
    public void Holder_IsSuspendedResumedAndRemoved_ByFirstName()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna") with { LastName = "Smith" }, StoreFolder.Person(2, "Ben"));
        Assert.Equal("Anna Smith is suspended.\n", Cli.Run("holders", "suspend", _folder.Store, "anna").Output);
        Assert.True(store.Read().Find(1)!.IsSuspended);
        Assert.Equal("Anna Smith is suspended: it was so already.\n", Cli.Run("holders", "suspend", _folder.Store, "Anna").Output);
        Assert.Equal("Anna Smith may enter again.\n", Cli.Run("holders", "resume", _folder.Store, "Anna").Output);
        Assert.False(store.Read().Find(1)!.IsSuspended);
        Assert.Equal("Ben is removed.\n", Cli.Run("holders", "remove", _folder.Store, "Ben").Output);
        Assert.Equal(["Anna"], store.Read().Holders.Select(h => h.FirstName));
        CliResult nobody = Cli.Run("holders", "remove", _folder.Store, "Annna");
        Assert.Equal((1, "reactive: There is no holder 'Annna'. Did you mean 'Anna'?\n"), (nobody.Code, nobody.Error));
    }

    [Fact]
    public void LatestCard_IsGivenToAHolder_NewOrThere()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna"));
        CliResult none = Cli.Run("holders", "enrol", _folder.Store, "--id", "1");
        Assert.Equal((1, "reactive: No card that is nobody's has been presented: present it at a reader of the device, then try again.\n"), (none.Code, none.Error));
        store.KeepLatest(new LatestCard(StoreFolder.Bits(77), "H10301", "front", 0));
        store.Flush();
        Assert.Equal("Ben, new, has the card 0x000004d/26 (H10301) of reader front at 1970-01-01T00:00:00Z.\n", Cli.Run("holders", "enrol", _folder.Store, "--first-name", "Ben").Output);
        Assert.Equal(new Holder { Id = 2, FirstName = "Ben", Card = HolderCard.Of(StoreFolder.Bits(77)) }, store.Read().Find(2));
        CliResult taken = Cli.Run("holders", "enrol", _folder.Store, "--id", "1");
        Assert.Equal((1, "reactive: Nothing is changed: the card 0x000004d/26 is that of Ben already.\n"), (taken.Code, taken.Error));
        store.KeepLatest(new LatestCard(StoreFolder.Bits(78), null, "back", null));
        store.Flush();
        Assert.Equal("Anna has the card 0x000004e/26 of reader back, in the place of 0x0000001/26.\n", Cli.Run("holders", "enrol", _folder.Store, "--first-name", "ANNA").Output);
    }

    [Theory]
    [InlineData(2, "There is no store", "list", "STORE")]
    [InlineData(2, "There is no store", "remove", "STORE", "Anna")]
    [InlineData(2, "Name the holder", "enrol", "STORE")]
    [InlineData(2, "cannot be read", "import", "STORE.csv", "STORE")]
    [InlineData(2, "would write over", "import", "STORE", "STORE")]
    [InlineData(2, "there is no option --pinkey", "import", "a", "STORE", "--pinkey", "b")]
    public void WrongUse_IsSaid(int code, string message, params string[] arguments)
    {
        CliResult result = Cli.Run([.. arguments.Select(a => a.Replace("STORE", _folder.Store, StringComparison.Ordinal)).Prepend("holders")]);
        Assert.Equal((code, ""), (result.Code, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Store));
    }

    [Fact]
    public void SecretThatOthersMayRead_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "rights of files are those of Linux");
        string key = Key, table = _folder.Write("a.csv", Table);
        Rights(key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        CliResult refused = Cli.Run("holders", "import", table, _folder.Store, "--pin-key", key);
        Assert.Equal((2, $"reactive: The secret of PINs: {key} may be read or changed by others: 'chmod 600 {key}' mends that.\n"), (refused.Code, refused.Error));
    }

    [Theory]
    [InlineData(0, " is empty")]
    [InlineData(31, " has 31 bytes, and the secret of PINs has 32")]
    [InlineData(64, " has 64 bytes, and the secret of PINs has 32")]
    public void SecretOfAnotherLength_IsRefused(int bytes, string told)
    {
        string key = Key, table = _folder.Write("a.csv", Table);
        File.WriteAllBytes(key, new byte[bytes]);
        CliResult refused = Cli.Run("holders", "import", table, _folder.Store, "--pin-key", key);
        Assert.Equal(2, refused.Code);
        Assert.Contains(key + told, refused.Error, StringComparison.Ordinal);
    }

    private static void Rights(string path, UnixFileMode rights)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, rights);
    }
}
