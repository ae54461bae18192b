using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;

namespace Reactive.Signals.Specs;

/// <summary>The secrets of a run, by the names that its definition gives them. A pure lookup: whoever builds the graph brings the bytes.</summary>
public sealed class SecretSet
{
    /// <summary>The most bytes that a secret has.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>No secrets.</summary>
    public static readonly SecretSet None = new(static _ => null);

    /// <summary>
    /// For tests and benchmarks in virtual time, which have no secrets of a device: each is the SHA-256 of <c>reactive/test-secret/1/</c> and its
    /// name. Everybody can work them out.
    /// </summary>
    public static readonly SecretSet OfTests = new(static name => SHA256.HashData(Encoding.UTF8.GetBytes(TestPrefix + name)));

    private const string TestPrefix = "reactive/test-secret/1/";

    private readonly Func<string, ReadOnlyMemory<byte>?> _find;

    /// <summary>Secrets by name.</summary>
    public SecretSet(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> secrets)
        // not null: that would be taken for an array of nothing, and so for an empty secret
        : this(name => secrets.TryGetValue(name, out ReadOnlyMemory<byte> secret) ? secret : default(ReadOnlyMemory<byte>?)) => ArgumentNullException.ThrowIfNull(secrets);

    private SecretSet(Func<string, ReadOnlyMemory<byte>?> find) => _find = find;

    /// <summary>The bytes of a secret.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name: whoever built the graph did not bring it.</exception>
    public ReadOnlyMemory<byte> Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _find(name) ?? throw new KeyNotFoundException($"There is no secret '{name}'.");
    }
}
