using System;
using System.Linq;
using System.Numerics;
using Reactive.Operators.Vectors;
using Xunit;

namespace Reactive.Operators.Tests.Vectors;

/// <summary>The Fourier transform, and spectra made with it, against the definition.</summary>
public sealed class FourierTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(512)]
    public void ATransform_IsWhatTheDefinitionSays_AndTheInverseLeadsBack(int length)
    {
        var random = new Random(length);
        Complex[] samples = [.. Enumerable.Range(0, length).Select(_ => new Complex(random.NextDouble() - 0.5, random.NextDouble() - 0.5))];
        float[] real = [.. samples.Select(s => (float)s.Real)], imaginary = [.. samples.Select(s => (float)s.Imaginary)];
        var fourier = new Fourier(length);
        fourier.Transform(real, imaginary);
        for (int bin = 0; bin < length; bin++)
        {
            Complex sum = Complex.Zero;
            for (int i = 0; i < length; i++)
                sum += samples[i] * Complex.FromPolarCoordinates(1, -2 * Math.PI * bin * i / length);
            Assert.Equal(sum.Real, real[bin], 1e-5 * length);
            Assert.Equal(sum.Imaginary, imaginary[bin], 1e-5 * length);
        }

        fourier.Transform(imaginary, real);
        for (int i = 0; i < length; i++)
            Assert.Equal(samples[i].Real, real[i] / length, 1e-5);
    }

    [Fact]
    public void LengthFor_IsThePowerOfTwoThatIsEnough() => Assert.Equal([2, 2, 4, 8, 1024], new[] { 0, 2, 3, 8, 1000 }.Select(Fourier.LengthFor));

    [Theory]
    [InlineData(400)]
    [InlineData(512)]
    public void ThePowerOfATone_LiesAroundItsFrequency_AndIsItsMeanSquare(int samples)
    {
        var spectrum = new PowerSpectrum(samples, 8000);
        float[] powers = spectrum.Of([.. Enumerable.Range(0, samples).Select(i => (float)Math.Sin(2 * Math.PI * 1000 * i / 8000))]).ToArray();
        Assert.Equal(spectrum.Bins, powers.Length);
        Assert.Equal(1000 / spectrum.BinHertz, Array.IndexOf(powers, powers.Max()), 0.5);
        Assert.Equal(0.5, powers.Sum(), 0.01);
    }
}
