using System;
using System.IO;
using System.Security.Cryptography;
using Reactive.Device.Files;
using Reactive.Device.Output;

namespace Reactive.Device.Secrets;

/// <summary>
/// The key of whom recordings belong to: a pair on the curve P-256, of which a device has the public half alone. Files are PEM: PKCS #8 and
/// SubjectPublicKeyInfo, as openssl writes them.
/// </summary>
internal sealed class OwnerKey : IDisposable
{
    /// <summary>The variable that names the private key where <c>--key</c> does not.</summary>
    public const string KeyVariable = "REACTIVE_KEY";

    private const string PrivateEnding = ".pem";
    private const string PublicEnding = ".pub.pem";
    private const string CurveId = "1.2.840.10045.3.1.7";
    // far more than a key has
    private const int LongestFile = 1 << 16;

    private OwnerKey(string path, ECDiffieHellman key)
    {
        Path = path;
        Key = key;
        PublicBytes = key.ExportSubjectPublicKeyInfo();
        Name = Convert.ToHexStringLower(SHA256.HashData(PublicBytes));
    }

    /// <summary>The file it was read from.</summary>
    public string Path { get; }

    /// <summary>The key itself.</summary>
    public ECDiffieHellman Key { get; }

    /// <summary>The public half as SubjectPublicKeyInfo.</summary>
    public byte[] PublicBytes { get; }

    /// <summary>By which recordings name it: the SHA-256 of <see cref="PublicBytes"/> in hexadecimal digits.</summary>
    public string Name { get; }

    /// <summary>Reads the public half, from its own file or from that of the pair.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static OwnerKey ReadPublic(string path) => Read(path, isPrivate: false);

    /// <summary>Reads the pair.</summary>
    /// <param name="path">The file of <c>--key</c>; null for that of the environment.</param>
    /// <returns>The pair, or null where neither names one.</returns>
    /// <exception cref="CommandException">The file holds none, or others may read it.</exception>
    public static OwnerKey? ReadPrivate(string? path)
    {
        path ??= Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } given ? given : null;
        return path is null ? null : Read(path, isPrivate: true);
    }

    /// <summary>Makes a pair and returns its files.</summary>
    /// <exception cref="CommandException">One of them is there already, or cannot be written.</exception>
    public static (string Private, string Public) Make(string path)
    {
        if (!path.EndsWith(PrivateEnding, StringComparison.Ordinal) || path.EndsWith(PublicEnding, StringComparison.Ordinal))
            throw CommandException.Usage($"The pair goes to NAME{PrivateEnding} and NAME{PublicEnding}: write 'key new NAME{PrivateEnding}', not '{path}'.");
        string publicPath = path[..^PrivateEnding.Length] + PublicEnding;
        foreach (string file in (string[])[path, publicPath])
        {
            if (System.IO.Path.Exists(file))
                throw CommandException.Usage($"There is a file {file} already: what was sealed to its key could not be opened any more. Name another.");
        }

        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            PrivateFile.Make(path, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
            File.WriteAllText(publicPath, key.ExportSubjectPublicKeyInfoPem() + "\n");
            return (path, publicPath);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"The pair cannot be written: {failure.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Key.Dispose();

    private static OwnerKey Read(string path, bool isPrivate)
    {
        string what = isPrivate ? "an owner's private key" : "an owner's public key";
        if (!File.Exists(path))
            throw CommandException.Usage($"There is no file {path} with {what}.");
        RegularFile.Require(path);
        ECDiffieHellman? key = null;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            byte[] text = new byte[Math.Min(file.Length, LongestFile)];
            file.ReadExactly(text);
            string pem = System.Text.Encoding.Latin1.GetString(text);
            if (isPrivate && pem.Contains("BEGIN PUBLIC KEY", StringComparison.Ordinal))
                throw CommandException.Usage($"{path} is a public key, which opens nothing: name the private one.");
            if (!isPrivate && pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
                Console.Error.WriteLine($"{path} is a private key: on a device, the public one is enough, and the private one too much.");
            if (isPrivate && PrivateFile.Exposed(path, file.SafeFileHandle) is { } exposed)
                throw CommandException.Usage($"{exposed}.");
            key = ECDiffieHellman.Create();
            key.ImportFromPem(pem);
            ECParameters parameters = key.ExportParameters(includePrivateParameters: isPrivate);
            if (parameters.Curve.Oid.Value != CurveId)
                throw new CryptographicException("it is of another curve than P-256");
            var read = new OwnerKey(path, key);
            key = null;
            return read;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            throw CommandException.Usage($"{path} holds no {what[3..]} that can be used here ({(failure is ArgumentException ? "it is no PEM" : failure.Message.TrimEnd('.'))}). 'reactive key new OWNER.pem' makes a pair.");
        }
        finally
        {
            key?.Dispose();
        }
    }
}
