using System;
using System.IO;
using System.Security.Cryptography;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Operators;

namespace Reactive.Device.Credentials;

/// <summary>The file with the secret of a device under which PINs are kept: 32 random bytes, or as many in 64 hexadecimal digits on a line.</summary>
public static class SecretFile
{
    private const string HowToMake = "make one with: (umask 077; head -c 32 /dev/urandom > FILE)";
    private const int MostBytes = (2 * PinSecret.Length) + 2;
    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads a secret.</summary>
    /// <exception cref="CommandException">It is not there, others may read or write it, or it is none.</exception>
    public static PinSecret Read(string path)
    {
        RegularFile.Require(path);
        byte[] bytes = new byte[MostBytes + 1];
        int count = 0;
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OfOthers) != 0)
                throw CommandException.Usage($"{path} holds a secret, and others may read or write it: chmod 600 {path}");
            using FileStream file = File.OpenRead(path);
            count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Secret(bytes.AsSpan(0, count)) ?? throw CommandException.Usage($"{path} is no secret for PINs, which is 32 bytes, or 64 hexadecimal digits ({HowToMake}).");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"{path} cannot be read: {failure.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static PinSecret? Secret(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == PinSecret.Length)
            return new PinSecret(bytes);
        ReadOnlySpan<byte> digits = bytes.TrimEnd("\r\n"u8);
        if (bytes.Length > MostBytes || digits.Length != 2 * PinSecret.Length)
            return null;
        Span<byte> key = stackalloc byte[PinSecret.Length];
        try
        {
            return Convert.FromHexString(digits, key, out _, out _) == System.Buffers.OperationStatus.Done ? new PinSecret(key) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
