using System.Collections.Generic;

namespace Reactive.Sinks.Mqtt;

/// <summary>
/// Which call of the client a message id of the library belongs to. An answer may come before the call has returned and said its id: it waits for it here. From any thread;
/// nobody is called with its lock held.
/// </summary>
internal sealed class MosquittoCalls
{
    private readonly object _gate = new();
    private readonly Dictionary<int, int> _tokens = [];
    private readonly Dictionary<int, int> _early = [];
    private bool _isCalling;

    /// <summary>A call begins; one at a time.</summary>
    public void Begin()
    {
        lock (_gate)
            _isCalling = true;
    }

    /// <summary>The call has returned. True where it is over already.</summary>
    /// <param name="isAccepted">Whether the library has taken it.</param>
    /// <param name="id">The id that the library gave it.</param>
    /// <param name="token">The client's own.</param>
    /// <param name="code">Where it is over: nought, or the broker's code.</param>
    public bool End(bool isAccepted, int id, int token, out int code)
    {
        lock (_gate)
        {
            _isCalling = false;
            bool isOver = _early.Remove(id, out code) && isAccepted;
            _early.Clear();
            if (isAccepted && !isOver)
                _tokens[id] = token;
            return isOver;
        }
    }

    /// <summary>An answer has come; false where it is nobody's, or that of the call that has not returned yet.</summary>
    public bool Answered(int id, int code, out int token)
    {
        lock (_gate)
        {
            if (_tokens.Remove(id, out token))
                return true;
            if (_isCalling)
                _early[id] = code;
            return false;
        }
    }
}
