using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Operators;
using Reactive.Rules;
using Reactive.Signals.Specs;

namespace Reactive.Device.Secrets;

/// <summary>The secrets of a device: a file each in one folder, by the names that definitions give them. Their bytes are taken as they are.</summary>
internal static class SecretFiles
{
    /// <summary>The variable that names the folder where no option does; systemd sets it for a service with <c>LoadCredential=</c>.</summary>
    public const string FolderVariable = "CREDENTIALS_DIRECTORY";

    /// <summary>How many bytes a new secret has.</summary>
    public const int NewBytes = 32;

    /// <summary>Reads the secrets that a pipeline names.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="folder">The folder of <c>--secrets</c>; null for that of the environment.</param>
    /// <param name="withConnections">Whether those of its connections are needed too.</param>
    /// <exception cref="CommandException">Some are missing, or may be read by others: all of them are told at once.</exception>
    public static SecretSet Read(PipelineDefinition pipeline, string? folder, bool withConnections = false)
    {
        SecretUse[] uses = [.. pipeline.Secrets.Concat(withConnections ? pipeline.ConnectionSecrets : []).OrderByDescending(s => s.Bytes ?? 0).DistinctBy(s => s.Name)];
        if (uses.Length == 0)
            return SecretSet.None;
        folder ??= Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } given ? given : null;
        if (folder is null)
            throw CommandException.Usage($"The pipeline needs the {(uses.Length == 1 ? "secret" : "secrets")} {string.Join(", ", uses.Select(Told))}: name the folder that holds them with --secrets DIR. {MakeOne(uses[0].Name, "DIR")}");
        var secrets = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (SecretUse use in uses)
        {
            string path = Path.Combine(folder, use.Name);
            if (!File.Exists(path))
                problems.Add($"There is no secret {Told(use)} in {folder}. {MakeOne(use.Name, folder)}");
            else if (Read(path, out byte[] secret) is { } problem)
                problems.Add($"The secret {Told(use)}: {problem}.");
            else if (use.Bytes is { } bytes && secret.Length != bytes)
                problems.Add($"The secret {Told(use)}: {path} has {secret.Length} bytes, and must have {bytes}: it is none that 'reactive secret new' made. Remove it if it is not needed, and make a new one.");
            else
                secrets[use.Name] = secret;
        }

        return problems.Count == 0 ? new SecretSet(secrets) : throw CommandException.Usage(string.Join(Environment.NewLine, problems));
    }

    /// <summary>Reads the secret under which PINs are kept, from the file of that name.</summary>
    /// <exception cref="CommandException">It is missing, may be read by others, or has another length.</exception>
    public static PinSecret ReadPin(string path)
    {
        if (!File.Exists(path))
            throw CommandException.Usage($"There is no secret {path}: 'reactive secret new NAME --secrets DIR' makes one.");
        if (Read(path, out byte[] secret) is { } problem)
            throw CommandException.Usage($"The secret of PINs: {problem}.");
        return secret.Length == PinSecret.Length ? new PinSecret(secret) : throw CommandException.Usage($"{path} has {secret.Length} bytes, and the secret of PINs has {PinSecret.Length}.");
    }

    /// <summary>Makes a new secret of random bytes and returns its file.</summary>
    /// <exception cref="CommandException">The name is none, there is a secret of that name, or it cannot be made.</exception>
    public static string Make(string name, string? folder)
    {
        if (!SecretName.IsName(name))
            throw CommandException.Usage($"'{name}' is no name for a secret: it has 64 characters at most, small letters, digits and '-', a letter first.");
        folder ??= Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } given ? given : throw CommandException.Usage("Name the folder of the secrets with --secrets DIR.");
        if (!Directory.Exists(folder))
            throw CommandException.Usage($"There is no folder {folder}: make it first ('mkdir -m 700 {folder}').");
        string path = Path.Combine(folder, name);
        if (Path.Exists(path))
            throw CommandException.Usage($"There is a secret '{name}' already, {path}: what was made with it would be lost. Remove it first if that is meant.");
        try
        {
            byte[] secret = RandomNumberGenerator.GetBytes(NewBytes);
            PrivateFile.Make(path, secret);
            CryptographicOperations.ZeroMemory(secret);
            return path;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"{path} cannot be written: {failure.Message}");
        }
    }

    private static string? Read(string path, out byte[] secret)
    {
        secret = [];
        RegularFile.Require(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (PrivateFile.Exposed(path, file.SafeFileHandle) is { } exposed)
                return exposed;
            if (file.Length is 0 or > SecretSet.MostBytes)
                return file.Length == 0 ? $"{path} is empty" : $"{path} has {file.Length} bytes: {SecretSet.MostBytes} at most";
            secret = new byte[file.Length];
            file.ReadExactly(secret);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {failure.Message}";
        }
    }

    private static string Told(SecretUse use) => $"'{use.Name}' ({use.Position.File}:{use.Position.Line})";

    private static string MakeOne(string name, string folder) => $"'reactive secret new {name} --secrets {folder}' makes one.";
}
