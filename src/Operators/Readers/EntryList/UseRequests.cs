using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>A use that the store was asked to take.</summary>
/// <param name="HolderId">Whose.</param>
/// <param name="Use">Its number.</param>
/// <param name="Reader">At which reader.</param>
/// <param name="Since">When what it goes back to began.</param>
/// <param name="Due">When it is too late.</param>
/// <param name="IsCheck">Whether nobody presented anything.</param>
internal readonly record struct UseRequest(int HolderId, long Use, int Reader, SignalTime Since, SignalTime Due, bool IsCheck);

/// <summary>The uses that the store was asked to take and has not answered yet, the oldest first; all wait equally long.</summary>
internal sealed class UseRequests
{
    /// <summary>The most that wait at once.</summary>
    public const int Most = 64;

    private readonly UseRequest[] _waiting = new UseRequest[Most];
    private int _count;

    /// <summary>Whether no more can wait.</summary>
    public bool AreFull => _count == Most;

    /// <summary>When the oldest is too late.</summary>
    public SignalTime Due => _count == 0 ? SignalTime.Never : _waiting[0].Due;

    /// <summary>Those that wait.</summary>
    public ReadOnlySpan<UseRequest> Waiting => _waiting.AsSpan(0, _count);

    /// <summary>Adds one that is the last to be too late.</summary>
    public void Add(in UseRequest request) => _waiting[_count++] = request;

    /// <summary>Whether a use of a holder waits that was asked for at a reader.</summary>
    public bool Has(int holderId, int reader)
    {
        foreach (ref readonly UseRequest request in Waiting)
        {
            if (request.HolderId == holderId && request.Reader == reader)
                return true;
        }

        return false;
    }

    /// <summary>How many uses of a holder wait, and the highest number among them; 0 for none.</summary>
    public (int Count, long Highest) Of(int holderId)
    {
        int count = 0;
        long highest = 0;
        foreach (ref readonly UseRequest request in Waiting)
        {
            if (request.HolderId != holderId)
                continue;
            count++;
            highest = Math.Max(highest, request.Use);
        }

        return (count, highest);
    }

    /// <summary>Takes out the request for a use; false where none waits.</summary>
    public bool TryTake(int holderId, long use, out UseRequest request)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_waiting[i].HolderId == holderId && _waiting[i].Use == use)
            {
                request = TakeAt(i);
                return true;
            }
        }

        request = default;
        return false;
    }

    /// <summary>Takes out the oldest.</summary>
    public UseRequest Take() => TakeAt(0);

    /// <summary>Forgets all.</summary>
    public void Clear() => _count = 0;

    /// <summary>Writes all.</summary>
    public void Save(StateWriter writer)
    {
        writer.Int64(_count);
        foreach (ref readonly UseRequest request in Waiting)
        {
            writer.Int64(request.HolderId);
            writer.Int64(request.Use);
            writer.Int64(request.Reader);
            writer.Time(request.Since);
            writer.Time(request.Due);
            writer.Bool(request.IsCheck);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, for so many readers and at an instant at which none was too late.</summary>
    public void Load(StateReader reader, int readers, SignalTime now)
    {
        Clear();
        SignalTime due = now.AddNanoseconds(1);
        for (int left = reader.Count(Most); left > 0; left--)
        {
            var request = new UseRequest(reader.Count(int.MaxValue), reader.Int64(), reader.Count(readers - 1), reader.Time(), reader.Time(), reader.Bool());
            if (request.Due < due || request.Since > now || request.Use < 1 || Has(request.HolderId, request.Reader) || Of(request.HolderId).Highest >= request.Use)
                throw new StateException("The requests for uses are impossible.");
            due = request.Due;
            Add(request);
        }
    }

    private UseRequest TakeAt(int index)
    {
        UseRequest request = _waiting[index];
        _count--;
        Array.Copy(_waiting, index + 1, _waiting, index, _count - index);
        return request;
    }
}
