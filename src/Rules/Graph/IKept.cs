namespace Reactive.Rules.Graph;

/// <summary>Something that outlives a restart of the device. It says what it is in words and instants, by which the next run goes on.</summary>
internal interface IKept
{
    /// <summary>What it is called, the same in every run of the definition: <c>latch front.generous</c>.</summary>
    string KeptName { get; }

    /// <summary>What it says now: words and instants of wall time, parted by blanks; null for nothing.</summary>
    string? Keep(in WallTime wall);

    /// <summary>Takes what it said in the run before, in the turn in which this one starts, before it is first evaluated. What makes no sense is left alone, and gives false.</summary>
    bool Resume(string kept, in WallTime wall);
}
