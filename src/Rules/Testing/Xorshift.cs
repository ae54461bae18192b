namespace Reactive.Rules.Testing;

/// <summary>Noise that is the same on every machine and with every version of the framework: xorshift64* (Vigna, 2016), seeded by splitmix64.</summary>
internal sealed class Xorshift
{
    private ulong _state;

    public Xorshift(uint seed)
    {
        // neighbouring seeds give unlike noise, and no seed gives 0, where the generator would stay
        ulong mixed = seed + 0x9E3779B97F4A7C15UL;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        _state = mixed ^ (mixed >> 31);
    }

    /// <summary>The next number, equally distributed from -1 to 1 (exclusive).</summary>
    public double Next()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        // the upper 53 bits are a fraction in double precision
        return ((_state * 0x2545F4914F6CDD1DUL >> 11) * (2.0 / (1UL << 53))) - 1;
    }
}
