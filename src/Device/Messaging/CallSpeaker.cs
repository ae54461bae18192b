using System;
using System.IO;
using System.Threading;
using Reactive.Sinks;

namespace Reactive.Device.Messaging;

/// <summary>The speaker that is the other end of the call: clips are played into what stands.</summary>
/// <param name="telephone">Gives the telephone; null before there is one.</param>
internal sealed class CallSpeaker(Func<Telephone?> telephone) : ISpeaker
{
    /// <inheritdoc/>
    public void Play(ReadOnlyMemory<float> samples, CancellationToken stop)
    {
        // not disposed: the telephone may set it when nobody waits any more
        var over = new ManualResetEventSlim();
        bool isHeard = false;
        if (telephone()?.Play(samples, heard => Over(heard)) != true)
            throw new IOException("there is no telephone");
        try
        {
            over.Wait(stop);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (!isHeard)
            throw new IOException("no call stood until its end");

        void Over(bool heard)
        {
            isHeard = heard;
            over.Set();
        }
    }
}
