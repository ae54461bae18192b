using System;
using System.Runtime.InteropServices;

namespace Reactive.Sinks.Mqtt;

/// <summary>What is used of libmosquitto, as its header of version 2.0 declares it (mosquitto.h), and what waits for its socket.</summary>
internal static unsafe partial class MosquittoNative
{
    /// <summary>MOSQ_ERR_NO_CONN.</summary>
    public const int NoConnection = 4;

    /// <summary>MOSQ_ERR_ERRNO.</summary>
    public const int SystemError = 14;

    /// <summary>MOSQ_ERR_EAI.</summary>
    public const int NameUnknown = 15;

    /// <summary>POLLIN.</summary>
    public const short Readable = 1;

    /// <summary>POLLOUT.</summary>
    public const short Writable = 4;

    private const string Library = "libmosquitto.so.1";
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    // its options (enum mosq_opt_t), and the version of the protocol
    private const int ProtocolVersion = 1;
    private const int SendMaximum = 5;
    private const int NoDelay = 11;
    private const int V311 = 4;

    private static readonly Lazy<bool> LazyIsThere = new(static () => OperatingSystem.IsLinux() && NativeLibrary.TryLoad(Library, out _) && Initialize() == 0);

    /// <summary>Whether the library can be used.</summary>
    public static bool IsThere => LazyIsThere.Value;

    /// <summary>What a code of the library means.</summary>
    public static string Text(int code) => code == NoConnection ? "there is no connection" : Marshal.PtrToStringUTF8(ErrorText(code)) ?? $"code {code} of the library";

    /// <summary>Says how the protocol is to be spoken: at once, and with as many messages under way as the caller sends.</summary>
    public static int Prepare(nint client, int mostUnderWay)
    {
        int code = Option(client, ProtocolVersion, V311);
        code = code == 0 ? Option(client, NoDelay, 1) : code;
        return code == 0 ? Option(client, SendMaximum, mostUnderWay) : code;
    }

    /// <summary>A descriptor that <see cref="Ring"/> makes readable.</summary>
    public static int OpenBell() => EventFd(0, CloseOnExec | NonBlocking);

    /// <summary>Wakes whoever waits for it.</summary>
    public static void Ring(int bell)
    {
        ulong one = 1;
        _ = Write(bell, &one, sizeof(ulong));
    }

    /// <summary>Makes it quiet again.</summary>
    public static void Hear(int bell)
    {
        ulong count;
        _ = Read(bell, &count, sizeof(ulong));
    }

    [LibraryImport(Library, EntryPoint = "mosquitto_lib_init")]
    private static partial int Initialize();

    [LibraryImport(Library, EntryPoint = "mosquitto_strerror")]
    private static partial nint ErrorText(int code);

    [LibraryImport(Library, EntryPoint = "mosquitto_int_option")]
    private static partial int Option(nint client, int option, int value);

    [LibraryImport(Library, EntryPoint = "mosquitto_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Create(string? id, [MarshalAs(UnmanagedType.U1)] bool cleanSession, nint context);

    [LibraryImport(Library, EntryPoint = "mosquitto_destroy")]
    public static partial void Destroy(nint client);

    [LibraryImport(Library, EntryPoint = "mosquitto_username_pw_set")]
    public static partial int LogIn(nint client, byte* user, byte* password);

    [LibraryImport(Library, EntryPoint = "mosquitto_will_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Will(nint client, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain);

    [LibraryImport(Library, EntryPoint = "mosquitto_connect", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Connect(nint client, string host, int port, int keepAlive);

    [LibraryImport(Library, EntryPoint = "mosquitto_disconnect")]
    public static partial int Disconnect(nint client);

    [LibraryImport(Library, EntryPoint = "mosquitto_publish")]
    public static partial int Publish(nint client, int* id, byte* topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain);

    [LibraryImport(Library, EntryPoint = "mosquitto_subscribe")]
    public static partial int Subscribe(nint client, int* id, byte* filter, int qos);

    [LibraryImport(Library, EntryPoint = "mosquitto_unsubscribe")]
    public static partial int Unsubscribe(nint client, int* id, byte* filter);

    [LibraryImport(Library, EntryPoint = "mosquitto_socket")]
    public static partial int Socket(nint client);

    [LibraryImport(Library, EntryPoint = "mosquitto_want_write")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool WantsWrite(nint client);

    [LibraryImport(Library, EntryPoint = "mosquitto_loop_read")]
    public static partial int LoopRead(nint client, int mostPackets);

    [LibraryImport(Library, EntryPoint = "mosquitto_loop_write")]
    public static partial int LoopWrite(nint client, int mostPackets);

    [LibraryImport(Library, EntryPoint = "mosquitto_loop_misc")]
    public static partial int LoopRest(nint client);

    [LibraryImport(Library, EntryPoint = "mosquitto_connect_with_flags_callback_set")]
    public static partial void OnConnect(nint client, delegate* unmanaged[Cdecl]<nint, nint, int, int, void> told);

    [LibraryImport(Library, EntryPoint = "mosquitto_disconnect_callback_set")]
    public static partial void OnDisconnect(nint client, delegate* unmanaged[Cdecl]<nint, nint, int, void> told);

    [LibraryImport(Library, EntryPoint = "mosquitto_publish_callback_set")]
    public static partial void OnPublish(nint client, delegate* unmanaged[Cdecl]<nint, nint, int, void> told);

    [LibraryImport(Library, EntryPoint = "mosquitto_subscribe_callback_set")]
    public static partial void OnSubscribe(nint client, delegate* unmanaged[Cdecl]<nint, nint, int, int, int*, void> told);

    [LibraryImport(Library, EntryPoint = "mosquitto_unsubscribe_callback_set")]
    public static partial void OnUnsubscribe(nint client, delegate* unmanaged[Cdecl]<nint, nint, int, void> told);

    [LibraryImport(Library, EntryPoint = "mosquitto_message_callback_set")]
    public static partial void OnMessage(nint client, delegate* unmanaged[Cdecl]<nint, nint, Message*, void> told);

    [LibraryImport("libc", EntryPoint = "poll")]
    public static partial int Poll(PollFd* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, void* value, nuint size);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, void* value, nuint size);

    /// <summary>struct mosquitto_message.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public int Id;
        public byte* Topic;
        public byte* Payload;
        public int Length;
        public int Qos;
        public byte Retain;
    }

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
