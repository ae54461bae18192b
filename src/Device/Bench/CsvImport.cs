using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Mcap;

namespace Reactive.Device.Bench;

/// <summary>A table of samples imported, beside splitting its lines the plain way.</summary>
internal static class CsvImport
{
    private const string Name = "csv-import";
    private const int Megabyte = 1 << 20;
    private const int Size = 48 * Megabyte;
    private const int Runs = 7;

    // Kept, so that the limit's work is not left out.
    private static double _kept;

    public static IEnumerable<BenchResult> Run()
    {
        string stem = Path.Combine(Path.GetTempPath(), $"reactive-bench-{Environment.ProcessId}");
        string table = stem + ".csv", recording = stem + ".mcap";
        try
        {
            foreach (int columns in new[] { 1, 8 })
            {
                Write(table, columns);
                double megabytes = (double)new FileInfo(table).Length / Megabyte;
                Import(table, recording);
                Split(table);
                (double value, double limit, double ratio) = CoreTime.Beside(() => Import(table, recording), megabytes, () => Split(table), megabytes, Runs, tidy: () => File.Delete(recording));
                yield return new BenchResult(Name, $"time and {Plural.Of(columns, "column")}", value, "MB/s", "ReadLines, Split and Parse", limit, ratio);
            }
        }
        finally
        {
            File.Delete(table);
            File.Delete(recording);
        }
    }

    private static void Write(string path, int columns)
    {
        var random = new Random(1);
        using var writer = new StreamWriter(path);
        writer.Write("time (s)");
        for (int column = 1; column <= columns; column++)
            writer.Write(string.Create(CultureInfo.InvariantCulture, $",in-{column} (V)"));
        for (long row = 0; writer.BaseStream.Position < Size; row++)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"\n{row / 1000}.{row % 1000:000}"));
            for (int column = 0; column < columns; column++)
                writer.Write(string.Create(CultureInfo.InvariantCulture, $",{1 + random.NextDouble():0.0000}"));
        }
    }

    private static void Import(string table, string recording)
    {
        using Trace trace = TraceFormats.Open(table);
        McapTraceWriter.Write(trace, trace.Channels, recording);
    }

    private static void Split(string table)
    {
        double sum = 0;
        bool header = true;
        foreach (string line in File.ReadLines(table))
        {
            if (!header)
            {
                foreach (string field in line.Split(','))
                    sum += double.Parse(field, CultureInfo.InvariantCulture);
            }

            header = false;
        }

        _kept = sum;
    }
}
