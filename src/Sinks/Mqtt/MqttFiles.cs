using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Reactive.Sinks.Mqtt;

/// <summary>What is wrong with the files of certificates that settings name: the libraries say "TLS failed", whatever it is.</summary>
public static class MqttFiles
{
    /// <summary>The first problem, by the setting that names the file; null where all can be read and fit each other.</summary>
    public static MqttProblem? Problem(MqttSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.CaFile is { } trusted && CertificateProblem(trusted) is { } first)
            return new MqttProblem("ca-file", first);
        if (settings.ClientCertificate is not { } own)
            return null;
        if (CertificateProblem(own) is { } second)
            return new MqttProblem("client-certificate", second);
        return KeyProblem(own, settings.ClientKey ?? own) is { } third ? new MqttProblem(settings.ClientKey is null ? "client-certificate" : "client-key", third) : null;
    }

    private static string? CertificateProblem(string path)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(path);
            foreach (X509Certificate2 certificate in found)
                certificate.Dispose();
            return found.Count > 0 ? null : $"{path} holds no certificate in PEM.";
        }
        catch (CryptographicException)
        {
            return $"{path} holds a certificate that cannot be read.";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Unreadable(path, failure);
        }
    }

    private static string? KeyProblem(string certificate, string key)
    {
        try
        {
            using var both = X509Certificate2.CreateFromPemFile(certificate, key);
            return null;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            // one that is encrypted needs a password, and nobody could type it
            return $"{key} holds no key in PEM, without a password, that fits the certificate in {certificate}.";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Unreadable(key, failure);
        }
    }

    private static string Unreadable(string path, Exception failure) => File.Exists(path) || Directory.Exists(path) ? $"{path} cannot be read: {failure.Message}" : $"There is no file {path}.";
}
