using System;
using System.Collections.Generic;

namespace Reactive.Device.Plotting;

/// <summary>
/// A line of any length, kept for a picture: of each pixel column the least and the greatest value, and the points themselves as long as they are
/// few. Memory depends on the width alone.
/// </summary>
internal sealed class PixelColumns
{
    private readonly double[] _least;
    private readonly double[] _greatest;
    private readonly int _mostPoints;
    private List<(double X, double Value)>? _points = [];

    /// <summary>A line over so many pixel columns.</summary>
    public PixelColumns(int columns)
    {
        _least = new double[columns];
        _greatest = new double[columns];
        Array.Fill(_least, double.PositiveInfinity);
        Array.Fill(_greatest, double.NegativeInfinity);
        _mostPoints = 2 * columns;
    }

    /// <summary>The least value that is finite; above <see cref="Greatest"/> where there is none.</summary>
    public double Least { get; private set; } = double.PositiveInfinity;

    /// <summary>The greatest value that is finite.</summary>
    public double Greatest { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether some value is infinite.</summary>
    public bool HasInfinite { get; private set; }

    /// <summary>The points in their order, NaN where the line breaks; null where they are too many.</summary>
    public IReadOnlyList<(double X, double Value)>? Points => _points;

    /// <summary>How many pixel columns there are.</summary>
    public int Count => _least.Length;

    /// <summary>The least and the greatest value of a column; none where the least lies above the greatest.</summary>
    public (double Least, double Greatest) this[int column] => (_least[column], _greatest[column]);

    /// <summary>Adds a point. What is no number breaks the line; what is infinite lies at the edge and does not count for the axis.</summary>
    /// <param name="x">In pixels. What lies outside is left out, but for where a line comes from.</param>
    /// <param name="value">The value.</param>
    public void Add(double x, double value)
    {
        AddPoint(x, value);
        int column = (int)Math.Min(Math.Floor(x), Count);
        if (column == Count && x == Count)
            column--;
        if (x >= 0 && column < Count)
            AddColumn(column, value);
    }

    /// <summary>Adds a value that stands from one point to another.</summary>
    public void AddStay(double from, double to, double value)
    {
        Add(from, value);
        // the columns between, of which none has a point
        for (double x = Math.Max(Math.Floor(from) + 1, 0); x < Math.Min(to, Count); x++)
            AddColumn((int)x, value);
        Add(to, value);
    }

    private void AddColumn(int column, double value)
    {
        if (double.IsNaN(value))
            return;
        _least[column] = Math.Min(_least[column], value);
        _greatest[column] = Math.Max(_greatest[column], value);
        HasInfinite |= double.IsInfinity(value);
        if (double.IsFinite(value))
            (Least, Greatest) = (Math.Min(Least, value), Math.Max(Greatest, value));
    }

    private void AddPoint(double x, double value)
    {
        // one point to the left of the picture shows where the line comes from
        if (_points is { Count: 1 } && x <= 0)
            _points.Clear();
        if (_points is null || (_points.Count > 0 && _points[^1].X > Count))
            return;
        if (_points.Count == _mostPoints)
            _points = null;
        else if (!double.IsNaN(value) || _points.Count > 0)
            _points.Add((x, value));
    }
}
