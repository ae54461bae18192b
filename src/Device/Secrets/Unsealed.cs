using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Signals.Recording;
using Reactive.Signals.Specs;

namespace Reactive.Device.Secrets;

/// <summary>What the key of its owner gives of a recording; of one that is not sealed, nothing.</summary>
internal sealed class Unsealed : IDisposable
{
    private readonly OwnerKey? _owner;
    private readonly OwnerOpener? _opener;
    private readonly IReadOnlySet<string> _ports;
    private readonly IReadOnlyDictionary<string, ReadOnlyMemory<byte>> _secrets;

    private Unsealed(OwnerKey? owner, OwnerOpener? opener, IReadOnlySet<string> ports, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> secrets)
    {
        _owner = owner;
        _opener = opener;
        _ports = ports;
        _secrets = secrets;
        Secrets = new SecretSet(secrets);
    }

    /// <summary>The secrets of the recorded run.</summary>
    public SecretSet Secrets { get; }

    /// <summary>Opens its sealed messages; null where it has none.</summary>
    public RecordingOpener? Opener => _opener;

    /// <summary>Looks at a recording and lets its reader open what is sealed.</summary>
    /// <param name="path">The recording, for messages.</param>
    /// <param name="reader">Its reader, before the first message.</param>
    /// <param name="key">The file of <c>--key</c>; null for that of the environment.</param>
    /// <exception cref="CommandException">It is sealed, and the key is missing or another; or what seals it is damaged.</exception>
    public static Unsealed Of(string path, RecordingReader reader, string? key)
    {
        // the environment's key is not looked at where nothing needs it
        OwnerKey? owner = reader.Seal is null && key is null ? null : OwnerKey.ReadPrivate(key);
        try
        {
            if (reader.Seal is not { } seal)
                return new Unsealed(owner, null, reader.SealedPorts, new Dictionary<string, ReadOnlyMemory<byte>>());
            OwnerOpener opener = Opening(path, seal, owner);
            reader.Opener = opener;
            if (reader.Secrets is not { } secrets)
                throw CommandException.Failure(reader.Truncated ? $"{path} is cut short before the secrets that it carries." : $"{path} is damaged: it lacks the secrets that it must carry{(reader.Error is { } error ? $" ({error})" : "")}.");
            return SealedSecrets.Open(opener, secrets.Span) is { } opened
                ? new Unsealed(owner, opener, reader.SealedPorts, opened)
                : throw CommandException.Failure($"{path} is damaged: its secrets do not open, though the key is its owner's.");
        }
        catch (CommandException)
        {
            owner?.Dispose();
            throw;
        }
    }

    /// <summary>What opens the messages of a sealed recording.</summary>
    /// <exception cref="CommandException">The key is missing or another, or what seals it is damaged.</exception>
    public static OwnerOpener Opening(string path, IReadOnlyDictionary<string, string> seal, OwnerKey? owner)
    {
        if (seal.GetValueOrDefault(OwnerSeal.SchemeKey) != OwnerSeal.Scheme)
            throw CommandException.Failure($"{path} is sealed in a way that this version does not know ({seal.GetValueOrDefault(OwnerSeal.SchemeKey, "none is named")}).");
        if (owner is null)
            throw CommandException.Usage($"{path} is sealed to its owner: it holds what was typed at sensitive ports, or secrets. Name the owner's key with --key OWNER.pem, or in {OwnerKey.KeyVariable}.");
        if (seal.GetValueOrDefault(OwnerSeal.OwnerName) != owner.Name)
            throw CommandException.Usage($"{path} is sealed to another key than {owner.Path}.");
        return OwnerOpener.Of(owner, seal) ?? throw CommandException.Failure($"{path} is damaged: what seals it cannot be read.");
    }

    /// <summary>The pipeline that is replayed: what was sensitive in the recording stays so, and its secrets must be there.</summary>
    /// <exception cref="CommandException">It names a secret that the recording does not hold.</exception>
    public PipelineDefinition Guard(PipelineDefinition pipeline)
    {
        if (pipeline.Secrets.FirstOrDefault(s => !_secrets.ContainsKey(s.Name)) is { } missing)
            throw CommandException.Usage($"{missing.Position.File}:{missing.Position.Line} needs the secret '{missing.Name}', which the recording does not hold: it can only be replayed with the secrets of its run.");
        return _ports.Count == 0 ? pipeline : pipeline.WithSensitive(_ports);
    }

    /// <summary>What seals a recording of the replay, to the same owner; null where no key is there.</summary>
    public OwnerSealer? Sealer() => _owner is null ? null : new OwnerSealer(_owner);

    /// <inheritdoc/>
    public void Dispose()
    {
        _opener?.Dispose();
        _owner?.Dispose();
    }
}
