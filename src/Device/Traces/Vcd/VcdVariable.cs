using Reactive.Signals;

namespace Reactive.Device.Traces.Vcd;

/// <summary>What a variable of a VCD file holds.</summary>
internal enum VcdKind : byte
{
    /// <summary>One bit.</summary>
    Logic,
    /// <summary>Several bits.</summary>
    Vector,
    /// <summary>A real number.</summary>
    Real,
    /// <summary>Nothing but that it happened.</summary>
    Event,
    /// <summary>Text, as some tools write it.</summary>
    Text,
}

/// <summary>A variable that a VCD file declares. Several may share an identifier: then they are one signal under several names.</summary>
/// <param name="Name">Its scopes and its name, dots between, with its bit range.</param>
/// <param name="Identifier">By which changes name it, its bytes as characters.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Bits">Its width.</param>
internal readonly record struct VcdVariable(string Name, string Identifier, VcdKind Kind, int Bits)
{
    /// <summary>The states that its texts name, where the file tells so; else null.</summary>
    public SymbolType? Words { get; init; }

    /// <summary>The widest vector that a number holds exactly.</summary>
    public const int MostBits = 53;
}
