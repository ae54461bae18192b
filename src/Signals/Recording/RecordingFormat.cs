using System.Text;

namespace Reactive.Signals.Recording;

/// <summary>
/// The layout of a recording: an MCAP file whose messages are the arrivals and commands of a run in the order in which
/// they took their place. <c>log_time</c> is the instant of the turn, <c>publish_time</c> the stamp at the source,
/// <c>sequence</c> the number of the arrival or command. Payloads are CDR, described by ros2msg schemas; see
/// <c>docs/recording.md</c>.
/// </summary>
public static class RecordingFormat
{
    /// <summary>The MCAP profile of a recording.</summary>
    public const string Profile = "reactive";

    /// <summary>The version of the layout.</summary>
    public const string Version = "1";

    /// <summary>The name of the metadata record that names what is attached, with hashes.</summary>
    public const string MetadataName = "reactive";

    /// <summary>The key of that record for the version of the time zone database; only where the pipeline has a time zone.</summary>
    public const string TimeZonesKey = "time-zones";

    /// <summary>The attachment that holds the device profile.</summary>
    public const string ProfileAttachment = "device-profile.yaml";

    /// <summary>What the name of an attached file begins with that the pipeline is made of beside its own; then comes the name that the pipeline gives it.</summary>
    public const string FilePrefix = "files/";

    /// <summary>The name of the metadata record that says to whom a recording is sealed; only where something in it is.</summary>
    public const string SealMetadataName = "reactive-sealed";

    /// <summary>The key of that record for the names of the sealed ports, with a space between.</summary>
    public const string SealedPortsKey = "ports";

    /// <summary>The attachment that holds the secrets of the run, sealed.</summary>
    public const string SecretsAttachment = "secrets.sealed";

    /// <summary>Of the channel of a sealed port: the schema of what is sealed.</summary>
    public const string SealedKey = "sealed";

    /// <summary>The name of the metadata record of a file that holds a trace and no run; see <see cref="TraceRecorder"/>.</summary>
    public const string TraceMetadataName = "reactive-trace";

    internal const string PortTopic = "/ports/";
    internal const string SinkTopic = "/sinks/";
    internal const string JournalTopic = "/journal";
    internal const string FeedbackTopic = "/feedback";

    internal const string JournalName = "reactive/Journal";
    internal const string ValueName = "reactive/Value";
    internal const string FeedbackName = "reactive/Feedback";
    internal const string CommandName = "reactive/Command";
    internal const string SealedName = "reactive/Sealed";

    // How an arrival stands to the order of the run, then what it says. Bits of marks: 1 after, 2 late, 4 injected.
    internal static readonly byte[] Journal = Text(
        """
        # A start, a clock arrival, a stall, an outage, an anchor: all that is no sample, value or answer.
        uint8 marks
        string event        # start clock stalled offline reanchor anchor; lost, fault
        string source       # the port it concerns, or empty; of a fault, what is wrong
        int64 since         # ns
        int64 index         # the sample that a re-anchor gives a time; for "lost" how many messages the recorder lost
        int64 wall          # ns since 1970-01-01T00:00:00Z that an anchor gives
        """);

    internal static readonly byte[] Values = Text(
        """
        # A value of a sparse port.
        uint8 marks
        uint32 missed       # arrivals lost before it
        int64 since         # ns
        string kind         # unknown fault symbol number text pulse frame card pin digit
        string type         # the symbol's type, the number's unit, the reason of unknown, the definition of the card's format, over for a digit that is over
        string text         # the symbol, the text, the fault, the bits of a frame, card or PIN, a digit and what was measured of it, packed (over: how many ns it lasted)
        float64 number
        float32 measurement # what a symbol was decided on, NaN for none
        float32 margin
        """);

    internal static readonly byte[] Feedback = Text(
        """
        # The outcome of a command, and what the hardware reads back.
        uint8 marks
        uint64 answers      # the number of the command
        string outcome      # done failed expired
        string readback     # active inactive, or why it is unknown: starting offline fault stale
        """);

    internal static readonly byte[] Sealed = Text(
        """
        # A message of a sensitive port, sealed to the owner of the recording. The metadata of the channel name its schema.
        uint64 counter      # used once in a recording
        uint8[] sealed      # the message, then 16 bytes by which a change shows
        """);

    internal static readonly byte[] Command = Text(
        """
        # An order to the outside world.
        uint64 turn
        string verb
        string text
        string rule
        uint32 line
        uint64 cause_turn
        """);

    internal static string SamplesName(SampleFormat format) => "reactive/Samples" + format;

    internal static byte[] Samples(SampleFormat format) => Text(
        $"""
        # Consecutive samples of a dense port, frames interleaved.
        uint8 marks
        uint16 channels
        uint32 missed       # arrivals lost before it
        int64 first_index   # of the first frame
        {format switch { SampleFormat.Int16 => "int16", SampleFormat.Int32 => "int32", _ => "float32" }}[] samples
        """);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + "\n");
}
