using Reactive.Signals;

namespace Reactive.Device.Credentials;

/// <summary>A card that was presented and is nobody's.</summary>
/// <param name="Bits">All its bits.</param>
/// <param name="Format">The name of the format that its reader found; null for none.</param>
/// <param name="Reader">The name of the reader.</param>
/// <param name="WallNanoseconds">When, in nanoseconds since 1970; null where the clock was not set.</param>
public sealed record LatestCard(ReaderBits Bits, string? Format, string Reader, long? WallNanoseconds);

/// <summary>A use that was taken and of which nobody has said that the holder was let in.</summary>
/// <param name="HolderId">Whose.</param>
/// <param name="Use">Its number.</param>
/// <param name="FirstName">The holder's first name; null where the store does not know it any more.</param>
public sealed record TakenUse(int HolderId, long Use, string? FirstName);
