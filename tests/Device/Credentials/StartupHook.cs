using System;
using System.Globalization;
using System.IO;
using System.Text;
using Reactive.Device.Credentials;

/// <summary>Takes uses of a holder in a process that is killed in the middle (StoreKillTests). The runtime finds it by this name, in no namespace.</summary>
#pragma warning disable CA1050
internal static class StartupHook
#pragma warning restore CA1050
{
    /// <summary>The variable that names the store; the file beside it gets each use that was given.</summary>
    public const string Variable = "REACTIVE_TEST_KILLED_STORE";

    public static void Initialize()
    {
        string path = Environment.GetEnvironmentVariable(Variable)!;
        using HolderStore store = HolderStore.Open(path);
        using var given = new FileStream(Path.Combine(Path.GetDirectoryName(path)!, "given"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        long use = store.Read().Find(1)!.LastUse;
        while (true)
        {
            use++;
            if (store.Take(1, use).Fault is { } fault)
                throw new InvalidOperationException(fault);
            given.Write(Encoding.ASCII.GetBytes(use.ToString(CultureInfo.InvariantCulture) + "\n"));
            if (use % 3 != 0)
                store.Confirm(1, use);
            if (use % 10 == 0)
                store.Flush();
        }
    }
}
