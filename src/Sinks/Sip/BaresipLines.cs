using System;
using System.Collections.Generic;

namespace Reactive.Sinks.Sip;

/// <summary>
/// The lines (user agents) of the process, in the order in which they were made. The first through each registrar registers and takes calls in; a call that goes out has a line of its own as
/// long as it lasts, for most commands are about whichever call a line has at hand.
/// </summary>
internal sealed class BaresipLines
{
    // each is a step when one of them is chosen, and all steps are sent in one piece
    private const int Most = 128;

    private readonly List<int> _registrars = [];

    /// <summary>How many there are.</summary>
    public int Count => _registrars.Count;

    /// <summary>Adds a line that goes through a registrar of <see cref="BaresipRegistrars"/>; gives its place.</summary>
    public int Add(int registrar)
    {
        _registrars.Add(registrar);
        return _registrars.Count - 1;
    }

    /// <summary>A line for a call that goes out: one that is free, else one that is to be made; below 0 for none.</summary>
    /// <param name="registrar">Through which.</param>
    /// <param name="first">The number of lines that are not for this: one for each registrar.</param>
    /// <param name="isBusy">Whether a line is taken.</param>
    /// <param name="isNew">Whether it is to be made.</param>
    public int Free(int registrar, int first, Predicate<int> isBusy, out bool isNew)
    {
        for (int line = first; line < _registrars.Count; line++)
        {
            if (_registrars[line] == registrar && !isBusy(line))
            {
                isNew = false;
                return line;
            }
        }

        isNew = _registrars.Count < Most;
        return isNew ? Add(registrar) : -1;
    }

    /// <summary>All lines of some registrars.</summary>
    public IEnumerable<int> Where(Predicate<int> isOne)
    {
        for (int line = 0; line < _registrars.Count; line++)
        {
            if (isOne(_registrars[line]))
                yield return line;
        }
    }
}
