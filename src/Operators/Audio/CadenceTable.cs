using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;

namespace Reactive.Operators;

/// <summary>The patterns that come with the product: the table <c>cadences.csv</c>, read when it is first asked for.</summary>
internal static class CadenceTable
{
    private const string Header = "country,name,frequencies,pattern,source";

    // of patterns that are the same everywhere
    private const string Everywhere = "any";

    /// <summary>The countries, in the order of the table.</summary>
    public static ImmutableArray<string> Countries => Loaded.Countries;

    /// <summary>The patterns of a country, and those of everywhere.</summary>
    public static ImmutableArray<CadencePattern> Of(string country) => [.. Loaded.Rows.Where(r => r.Country == country || r.Country == Everywhere).Select(r => r.Pattern)];

    /// <summary>Reads a table.</summary>
    /// <exception cref="InvalidOperationException">A line is wrong: the message says which.</exception>
    public static ImmutableArray<(string Country, CadencePattern Pattern)> Read(TextReader text)
    {
        var rows = ImmutableArray.CreateBuilder<(string, CadencePattern)>();
        if (text.ReadLine() != Header)
            throw new InvalidOperationException($"The table of cadences is wrong: line 1: the columns are {Header}.");
        for (int line = 2; text.ReadLine() is { } row; line++)
        {
            string[] cells = row.Split(',');
            string problem = $"there are {cells.Length} cells, not 5";
            if (cells.Length != 5 || !CadencePattern.TryRead(cells[1], $"{cells[2]} {cells[3]}", out CadencePattern pattern, out problem))
                throw new InvalidOperationException($"The table of cadences is wrong: line {line}: {problem}.");
            rows.Add((cells[0], pattern));
        }

        return rows.ToImmutable();
    }

    private static class Loaded
    {
        public static readonly ImmutableArray<(string Country, CadencePattern Pattern)> Rows = Embedded();
        public static readonly ImmutableArray<string> Countries = [.. Rows.Select(r => r.Country).Distinct().Where(c => c != Everywhere)];

        private static ImmutableArray<(string Country, CadencePattern Pattern)> Embedded()
        {
            using Stream stream = typeof(CadenceTable).Assembly.GetManifestResourceStream("cadences.csv")
                ?? throw new InvalidOperationException("The table of cadences is missing from the program.");
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return Read(reader);
        }
    }
}
