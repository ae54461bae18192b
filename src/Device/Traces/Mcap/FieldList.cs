using System;
using System.Collections.Generic;

namespace Reactive.Device.Traces.Mcap;

/// <summary>
/// Gathers the fields of a message type while a <see cref="MessageShape"/> walks it. A few lines of schema can describe endless
/// trees: fields, depth and steps of the walk are limited.
/// </summary>
internal sealed class FieldList(int most)
{
    /// <summary>Elements of one array that are listed.</summary>
    public const int MostElements = 1024;

    private const int MostSteps = 200_000;
    private const int Deepest = 32;

    private readonly List<MessageField> _fields = [];
    private readonly List<FieldStep> _path = [];
    private int _steps;

    /// <summary>What was listed.</summary>
    public IReadOnlyList<MessageField> Fields => _fields;

    /// <summary>Whether there may be more than it takes; nothing further is listed.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Goes down a step; false, and no step, where it is too deep or the list is full.</summary>
    public bool TryEnter(FieldStep step)
    {
        if (!TryStep() || _path.Count == Deepest)
            return false;
        _path.Add(step);
        return true;
    }

    /// <summary>Counts a member that is looked at; false where the list is full.</summary>
    public bool TryStep()
    {
        IsFull |= ++_steps > MostSteps;
        return !IsFull;
    }

    /// <summary>Goes back up.</summary>
    public void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>Adds what lies where the walk is.</summary>
    public void Add(bool isLogic)
    {
        IsFull |= _fields.Count == most;
        if (!IsFull)
            _fields.Add(new MessageField([.. _path], isLogic));
    }

    /// <summary>Adds a field one step down.</summary>
    public void Add(FieldStep step, bool isLogic)
    {
        if (!TryEnter(step))
            return;
        Add(isLogic);
        Leave();
    }

    /// <summary>How many elements of an array are listed.</summary>
    public static int Listed(int count) => Math.Min(count, MostElements);
}
