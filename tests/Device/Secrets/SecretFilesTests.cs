using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Secrets;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Device.Tests.Secrets;

/// <summary>The files of secrets: taken byte by byte, refused where others may read them, and all that is wrong told at once.</summary>
public sealed class SecretFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reactive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ASecret_IsItsBytes_TheLastLineEndIncluded()
    {
        Write("one", [0, 255, 10]);
        Assert.Equal([0, 255, 10], SecretFiles.Read(KeyedPipeline.Of("one"), _folder).Find("one").ToArray());
    }

    [Fact]
    public void OnlyWhatIsNamed_IsRead()
    {
        Write("one", [1]);
        Write("two", [2]);
        Assert.Throws<KeyNotFoundException>(() => SecretFiles.Read(KeyedPipeline.Of("one"), _folder).Find("two"));
    }

    [Fact]
    public void APipelineWithoutSecrets_NeedsNoFolder() => Assert.Same(SecretSet.None, SecretFiles.Read(KeyedPipeline.Of(), null));

    [Fact]
    public void AllThatIsWrong_IsToldAtOnce()
    {
        Write("empty", []);
        Write("large", new byte[SecretSet.MostBytes + 1]);
        CommandException refused = Assert.Throws<CommandException>(() => SecretFiles.Read(KeyedPipeline.Of("none", "empty", "large", "none"), _folder));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Equal(
            [
                $"There is no secret 'none' (a.yaml:4) in {_folder}. 'reactive secret new none --secrets {_folder}' makes one.",
                $"The secret 'empty' (a.yaml:5): {Path.Combine(_folder, "empty")} is empty.",
                $"The secret 'large' (a.yaml:6): {Path.Combine(_folder, "large")} has 65537 bytes: 65536 at most.",
            ],
            refused.Message.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void AFileThatOthersMayRead_IsRefusedWithTheCure(UnixFileMode others)
    {
        if (OperatingSystem.IsWindows())
            return;
        string path = Write("one", [1]);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | others);
        CommandException refused = Assert.Throws<CommandException>(() => SecretFiles.Read(KeyedPipeline.Of("one"), _folder));
        Assert.Equal((ExitCode.Usage, $"The secret 'one' (a.yaml:4): {path} may be read or changed by others: 'chmod 600 {path}' mends that."), (refused.Code, refused.Message));
    }

    [Fact]
    public void AFileThatTheGroupMayRead_IsTaken_AsAccessListsShowThere()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(Write("one", [7]), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Equal([7], SecretFiles.Read(KeyedPipeline.Of("one"), _folder).Find("one").ToArray());
    }

    [Fact]
    public void WithoutAFolder_TheOptionIsNamed()
    {
        CommandException refused = Assert.Throws<CommandException>(() => SecretFiles.Read(KeyedPipeline.Of("one"), null));
        Assert.Equal("The pipeline needs the secret 'one' (a.yaml:4): name the folder that holds them with --secrets DIR. 'reactive secret new one --secrets DIR' makes one.", refused.Message);
    }

    [Fact]
    public void ANewSecret_Is32BytesForItsOwnerAlone_AndIsNeverWrittenOver()
    {
        CliResult made = Cli.Run("secret", "new", "door-pins", "--secrets", _folder);
        string path = Path.Combine(_folder, "door-pins");
        Assert.Equal((0, path + "\n"), (made.Code, made.Output));
        byte[] secret = File.ReadAllBytes(path);
        Assert.Equal(32, secret.Length);
        Assert.True(secret.Distinct().Count() > 8);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(2, Cli.Run("secret", "new", "door-pins", "--secrets", _folder).Code);
        Assert.Equal(secret, File.ReadAllBytes(path));
        Assert.NotEqual(secret, File.ReadAllBytes(SecretFiles.Make("other", _folder)));
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("Door")]
    [InlineData("")]
    [InlineData("a.b")]
    public void WhatIsNoName_IsRefused(string name) => Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => SecretFiles.Make(name, _folder)).Code);

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
