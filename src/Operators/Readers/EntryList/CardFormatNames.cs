using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>Card formats by name: those of a pipeline before those of the product.</summary>
internal sealed class CardFormatNames(IReadOnlyList<CardFormat> own)
{
    // a table repeats its mistakes
    private readonly Dictionary<string, string> _hints = [];

    /// <summary>The format of a name; null where there is none.</summary>
    public CardFormat? Find(string name) => own.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? CardFormats.Find(name)?.Format;

    /// <summary>The name that was probably meant.</summary>
    public string Hint(string name)
    {
        if (!_hints.TryGetValue(name, out string? hint))
        {
            hint = NearMiss.Hint(name, own.Select(f => f.Name).Concat(CardFormats.All.Select(f => f.Format.Name)));
            _hints.Add(name, hint.Length > 0 ? hint : hint = "'reactive formats' lists them");
        }

        return hint;
    }
}
