namespace Reactive.Device.Traces.Sigrok;

/// <summary>One file in a zip archive, as its directory describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HeaderOffset">Where its local header stands, in bytes from the start of the archive.</param>
/// <param name="Method">How it is compressed: 0 stored, 8 deflated.</param>
/// <param name="CompressedBytes">Its size in the archive.</param>
/// <param name="Bytes">Its size unpacked. Nothing beyond is ever read.</param>
/// <param name="Crc">The CRC-32 of what is unpacked.</param>
internal sealed record ZipEntry(string Name, long HeaderOffset, int Method, long CompressedBytes, long Bytes, uint Crc)
{
    /// <summary>Whether the archive ends before the entry does.</summary>
    public bool IsCut { get; init; }
}
