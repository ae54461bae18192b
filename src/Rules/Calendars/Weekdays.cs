using System;

namespace Reactive.Rules;

/// <summary>Some of the seven days of the week.</summary>
/// <param name="Mask">A bit a day, the lowest for Monday.</param>
internal readonly record struct Weekdays(int Mask)
{
    public static readonly Weekdays All = new(0x7F);

    /// <summary>As they are written, from Monday on.</summary>
    public static readonly string[] Names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public bool Has(int weekday) => (Mask & (1 << weekday)) != 0;

    public Weekdays With(int weekday) => new(Mask | (1 << weekday));

    /// <summary>With all days from <paramref name="first"/> to <paramref name="last"/>, over Sunday where it comes to that.</summary>
    public Weekdays With(int first, int last)
    {
        Weekdays days = With(first);
        for (int day = first; day != last;)
        {
            day = (day + 1) % 7;
            days = days.With(day);
        }

        return days;
    }

    /// <summary>The number of a name, or -1.</summary>
    public static int IndexOf(ReadOnlySpan<char> name)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
                return i;
        }

        return -1;
    }
}
