using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reactive.Sinks.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Mqtt;

public sealed class MqttFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("certificates-").FullName;

    public MqttFilesTests()
    {
        foreach (string name in (string[])["one", "other"])
        {
            using var key = RSA.Create(2048);
            using X509Certificate2 certificate = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
            Write(name + ".pem", certificate.ExportCertificatePem());
            Write(name + ".key", key.ExportPkcs8PrivateKeyPem());
            Write(name + ".both", certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
            Write(name + ".locked", key.ExportEncryptedPkcs8PrivateKeyPem("word", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)));
        }

        Write("text", "no certificate at all\n");
        Write("damaged", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null, null, null, null, "")]
    [InlineData("one.pem", "one.pem", "one.key", null, "")]
    [InlineData("one.pem", "one.both", null, null, "")]
    [InlineData("none", null, null, "ca-file", "There is no file FOLDER/none.")]
    [InlineData("text", null, null, "ca-file", "FOLDER/text holds no certificate in PEM.")]
    [InlineData("damaged", null, null, "ca-file", "FOLDER/damaged holds a certificate that cannot be read.")]
    [InlineData(".", null, null, "ca-file", "FOLDER/. cannot be read")]
    [InlineData(null, "text", null, "client-certificate", "FOLDER/text holds no certificate in PEM.")]
    [InlineData(null, "one.pem", null, "client-certificate", "FOLDER/one.pem holds no key in PEM, without a password, that fits the certificate in FOLDER/one.pem.")]
    [InlineData(null, "one.pem", "other.key", "client-key", "FOLDER/other.key holds no key in PEM, without a password, that fits the certificate in FOLDER/one.pem.")]
    [InlineData(null, "one.pem", "one.locked", "client-key", "FOLDER/one.locked holds no key in PEM, without a password")]
    [InlineData(null, "one.pem", "none", "client-key", "There is no file FOLDER/none.")]
    public void WhatIsWrongWithThem_IsNamed(string? authority, string? certificate, string? key, string? setting, string text)
    {
        MqttProblem? problem = MqttFiles.Problem(new MqttSettings { Host = "broker", CaFile = PathOf(authority), ClientCertificate = PathOf(certificate), ClientKey = PathOf(key) });
        Assert.Equal(setting, problem?.Setting);
        Assert.StartsWith(text.Replace("FOLDER", _folder, StringComparison.Ordinal), problem?.Text ?? "", StringComparison.Ordinal);
    }

    private string? PathOf(string? name) => name is null ? null : Path.Combine(_folder, name);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
