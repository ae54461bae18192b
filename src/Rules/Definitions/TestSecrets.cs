using System;
using System.Security.Cryptography;
using System.Text;

namespace Reactive.Rules;

/// <summary>The secrets of tests and of runs without a device: everybody can compute them, so they keep nothing secret.</summary>
public static class TestSecrets
{
    /// <summary>The 32 bytes of the secret of a name: SHA-256 of <c>reactive/test-secret/1</c> and the name, with a blank between them.</summary>
    public static ReadOnlyMemory<byte> Of(string name) => SHA256.HashData(Encoding.UTF8.GetBytes("reactive/test-secret/1 " + name));
}
