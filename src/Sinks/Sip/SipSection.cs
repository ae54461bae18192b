using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Sinks.Sip;

/// <summary>The section <c>sip</c> of a pipeline: the telephone of the device, its accounts, its contacts, and what becomes of calls that come in.</summary>
public static class SipSection
{
    /// <summary>The part about calls that come in.</summary>
    public const string Incoming = "incoming";

    /// <summary>The word for a caller, or for whoever answered, who is no contact.</summary>
    public const string Other = "other";

    /// <summary>Whom the device speaks with while no call stands.</summary>
    public const string Nobody = "nobody";

    /// <summary>The account of the call while none stands.</summary>
    public const string NoAccount = "none";

    internal const string LocalAddress = "address";
    internal const string Port = "port";
    internal const string MediaPort = "media-port";
    internal const string Calls = "calls";
    internal const string User = "user";
    internal const string Domain = "domain";
    internal const string DisplayName = "display-name";
    internal const string AuthenticationUser = "authentication-user";
    internal const string Password = "password";
    internal const string Registrar = "registrar";
    internal const string SecondRegistrar = "second-registrar";
    internal const string CodecList = "codecs";
    internal const string SpeedDial = "speed-dial";
    internal const string Callers = "callers";
    internal const string MayCall = "may-call";
    internal const string Answer = "answer";
    internal const string Automatic = "automatic";
    internal const string After = "after";

    // with the word for none
    private const string Yes = "yes";
    private const string No = "no";

    private static readonly ImmutableArray<string> WhoMayCall = ["all", ContactKeys.Contacts, "nobody"];
    private static readonly ImmutableArray<string> Transports = ["udp", "tcp", "tls"];
    private static readonly ImmutableArray<string> Encryptions = ["none", "srtp", "srtp-required", "dtls-srtp"];
    internal static readonly ImmutableArray<string> Codecs = ["PCMA", "PCMU", "G722", "opus"];

    // what an account is called is also a source: sip.NAME
    internal static readonly ImmutableArray<string> TakenByPorts = ["call", "with", "account", "caller", "answered", "ended", "digit", "outcome", "queue", NoAccount];

    private static readonly ImmutableArray<ParameterSpec> SettingSpecs =
    [
        Text(LocalAddress, "The address of the device on which it takes calls.") with { Default = "0.0.0.0" },
        Whole(Port, "The port for UDP and TCP; the next one is for TLS.", "5060", "1", "65534"),
        Whole(MediaPort, "The lowest port for sound; a hundred are used.", "4000", "1024", "65435"),
        Whole(Calls, "Calls that may ring or stand at one time, both ways.", "8", "1", "32"),
        ParameterSpec.Duration("media-timeout", "For how long no sound may come before a call counts as lost; 0 s for ever.", "10 s", "0 s", "10 min"),
        ParameterSpec.Choice("sensitive", "Whether what the other end types is nobody's business: no display shows it, and recordings are sealed to their owner.", No, Yes, No),
        Text("certificate", "A PEM file with the certificate and the key of the device, for TLS."),
    ];

    private static readonly ImmutableArray<ParameterSpec> AccountSpecs =
    [
        Text(User, "The user part of its address.") with { Required = true },
        Text(Domain, "The host part of its address: a domain, or the address of the device where it has no registrar.") with { Required = true },
        Text(DisplayName, "What is shown to those who are called."),
        Text(AuthenticationUser, "The user name of the log-in; left out: that of the address."),
        ParameterSpec.Secret(Password, "The password, by the name of the secret."),
        ParameterSpec.Choice("register", "Whether it registers, so that others can call it through its domain.", No, Yes, No),
        Text(Registrar, "The registrar, as host or host:port; left out: the domain."),
        Text(SecondRegistrar, "A second registrar, as host or host:port. The account is registered with both; calls go out through the second while it is not registered with the first."),
        ParameterSpec.Duration("expires", "How long a registration is asked for; it is renewed before.", "10 min", "60 s", "24 h"),
        ParameterSpec.Choice("transport", "What carries signalling.", "udp", Transports),
        ParameterSpec.Choice("encryption", "Whether the sound is encrypted: not, where the other end can (srtp), or else there is no call.", "none", Encryptions),
        Text(CodecList, "Codecs for the sound, the best first: PCMA, PCMU, G722, opus.") with { Default = "PCMA, PCMU" },
    ];

    private static readonly ImmutableArray<ParameterSpec> ContactSpecs =
    [
        Text(ContactKeys.Address, "The SIP or SIPS URI.") with { Required = true },
        Text(ContactKeys.Account, "The account that calls it; left out: the first."),
        new ParameterSpec { Name = ContactKeys.When, Kind = ParameterKind.Condition, Summary = "When it is available: a condition, such as office-hours is active. Left out: always." },
        Text(ContactKeys.Fallback, "The contact that is called where it is not available, or does not answer."),
        Text(SpeedDial, "The digits by which people know it, 0-9, A-D, * and #: for telephone books and displays."),
        ParameterSpec.Choice(MayCall, "Whether it may call the device.", Yes, Yes, No),
    ];

    private static readonly ImmutableArray<ParameterSpec> IncomingSpecs =
    [
        ParameterSpec.Choice(Callers, "Who may call: everybody but contacts that may not, contacts alone, or nobody.", "all", [.. WhoMayCall]),
        Whole(Calls, "Calls that may come in at one time before one is answered; more are declined.", "2", "1", "32"),
        ParameterSpec.Choice(Answer, "Whether a rule answers, or the device by itself.", "rule", "rule", Automatic),
        ParameterSpec.Duration(After, "How long it rings before it is answered automatically.", "0 s", "0 s", "60 s"),
        ParameterSpec.Duration(ContactKeys.Ring, "How long it may ring before it is declined.", "30 s", "1 s", "10 min"),
        ParameterSpec.Duration(ContactKeys.AtMost, "How long such a call may last.", "10 min", "1 s", "24 h"),
    ];

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static ConnectionSpec Spec { get; } = new()
    {
        Name = SipSink.Name,
        Summary = "The telephone of the device (SIP, RFC 3261).",
        Settings = SettingSpecs,
        Lists =
        [
            new ConnectionPart(ContactKeys.Accounts, "Whom the device is for those that it calls, by name.", AccountSpecs),
            new ConnectionPart(ContactKeys.Contacts, "Those that it calls, and that call it, by name.", ContactSpecs),
        ],
        Parts = [new ConnectionPart(Incoming, "Calls that come in.", IncomingSpecs)],
        Speakers = [new SpeakerSpec { Name = SipSink.Speaker, Summary = "The other end of the call that stands", RateHertz = SipSink.SampleRateHz }],
        Ports = PortsOf,
        Peers = SipTelephone.Part,
        Model = static (settings, peers, losses) => new SipModel(settings, peers, losses),
        CheckPeer = SipTelephone.Problems,
        Check = SipSectionCheck.Problems,
    };

    /// <summary>How the user agent is set up.</summary>
    /// <param name="section">The section, checked.</param>
    /// <param name="secret">Gives a secret by its name.</param>
    /// <param name="folder">The folder that files of certificates are relative to.</param>
    public static SipSettings SettingsOf(ConnectionSettings section, Func<string, string> secret, string folder = "")
    {
        ArgumentNullException.ThrowIfNull(section);
        ParameterValues values = section.Settings;
        return new SipSettings
        {
            Address = values.Text(LocalAddress),
            Port = (int)values.Number(Port),
            MediaPort = (int)values.Number(MediaPort),
            MostCalls = (int)values.Number(Calls),
            SilenceLimit = values.Duration("media-timeout"),
            Certificate = FileOf(values, "certificate", folder),
            Accounts = [.. section.List(ContactKeys.Accounts).Select(a => AccountOf(a.Name, a.Values, a.Values.Has(Password) ? secret(a.Values.Secret(Password)) : null))],
        };
    }

    /// <summary>What becomes of calls.</summary>
    public static CallDeskOptions DeskOf(ConnectionSettings section)
    {
        ArgumentNullException.ThrowIfNull(section);
        ParameterValues incoming = section.Part(Incoming) ?? new ParameterValues(IncomingSpecs);
        return new CallDeskOptions
        {
            MostCalls = (int)section.Settings.Number(Calls),
            Contacts = [.. section.List(ContactKeys.Contacts).Select(c => new DeskContact(c.Name, c.Values.Text(ContactKeys.Address), c.Values.Text(MayCall) == Yes) { Account = AccountFor(section, c.Values) })],
            Accounts = [.. section.List(ContactKeys.Accounts).Select(static a => a.Name)],
            Callers = (CallersAllowed)WhoMayCall.IndexOf(incoming.Text(Callers)),
            MostWaiting = (int)incoming.Number(Calls),
            AnswersAfterNanoseconds = incoming.Text(Answer) == Automatic ? incoming.Quantity(After).Nanoseconds : null,
            RingNanoseconds = incoming.Quantity(ContactKeys.Ring).Nanoseconds,
            MostNanoseconds = incoming.Quantity(ContactKeys.AtMost).Nanoseconds,
        };
    }

    /// <summary>The words for who called or answered.</summary>
    internal static SymbolType Who(IEnumerable<string> contacts) => SymbolType.Words([.. contacts.Take(SymbolType.MostWords - 1), Other]);

    /// <summary>The words for whom the device speaks with.</summary>
    internal static SymbolType With(IEnumerable<string> contacts) => SymbolType.Words([Nobody, .. contacts.Take(SymbolType.MostWords - 2), Other]);

    /// <summary>The words for the account of the call that stands.</summary>
    internal static SymbolType AccountWords(IEnumerable<string> accounts) => SymbolType.Words([NoAccount, .. accounts.Take(SymbolType.MostWords - 1)]);

    private static IEnumerable<ConnectionPort> PortsOf(Func<string, ImmutableArray<string>> names)
    {
        SymbolType who = Who(names(ContactKeys.Contacts));
        SymbolType with = With(names(ContactKeys.Contacts));
        SymbolType accounts = AccountWords(names(ContactKeys.Accounts));
        yield return new ConnectionPort("call", "how the calls of the device stand", new Flow(FlowKind.State, SymbolType.Call), Value.Symbol(SymbolType.Call, "idle"));
        yield return new ConnectionPort("with", "whom the call that stands is with", new Flow(FlowKind.State, with), Value.Symbol(with, Nobody));
        yield return new ConnectionPort("account", "through which account the call that stands goes", new Flow(FlowKind.State, accounts), Value.Symbol(accounts, NoAccount));
        yield return new ConnectionPort("caller", "a call comes in: from whom", new Flow(FlowKind.Event, who));
        yield return new ConnectionPort("answered", "a call that went out is answered: by whom", new Flow(FlowKind.Event, who));
        yield return new ConnectionPort("ended", "a call has ended, or was never answered: how", new Flow(FlowKind.Event, SymbolType.CallEnd));
        yield return new ConnectionPort("digit", "the other end of a call presses a key: a telephone event or a SIP INFO", new Flow(FlowKind.Event, Record: RecordType.Digit)) { IsTyped = true };
        foreach (string account in names(ContactKeys.Accounts).Where(static a => !TakenByPorts.Contains(a)))
            yield return new ConnectionPort(account, $"whether the account '{account}' is registered", new Flow(FlowKind.State, SymbolType.Registration), Value.Symbol(SymbolType.Registration, "unregistered"));
    }

    /// <summary>An account as it is written, with its password where that is known.</summary>
    internal static SipAccount AccountOf(string name, ParameterValues values, string? password = null) => new()
    {
        Name = name,
        User = values.Text(User),
        Domain = values.Text(Domain),
        DisplayName = Optional(values, DisplayName),
        AuthenticationUser = Optional(values, AuthenticationUser),
        Password = password,
        Registers = values.Text("register") == Yes,
        Registrar = Optional(values, Registrar),
        SecondRegistrar = Optional(values, SecondRegistrar),
        Expires = values.Duration("expires"),
        Transport = (SipTransport)Transports.IndexOf(values.Text("transport")),
        Encryption = (SipEncryption)Encryptions.IndexOf(values.Text("encryption")),
        Codecs = CodecsOf(values.Text(CodecList)),
    };

    /// <summary>The account that calls a contact: its own, or else the first; empty where there is none.</summary>
    internal static string AccountFor(ConnectionSettings section, ParameterValues contact) =>
        Optional(contact, ContactKeys.Account) is { Length: > 0 } own ? own : section.List(ContactKeys.Accounts) is [var first, ..] ? first.Name : "";

    internal static ImmutableArray<string> CodecsOf(string written) => [.. written.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)];

    internal static string Optional(ParameterValues values, string name) => values.Has(name) ? values.Text(name) : "";

    private static string FileOf(ParameterValues values, string name, string folder) => values.Has(name) ? System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, values.Text(name))) : "";

    private static ParameterSpec Text(string name, string summary) => new() { Name = name, Kind = ParameterKind.Text, Summary = summary };

    private static ParameterSpec Whole(string name, string summary, string usual, string least, string most) => ParameterSpec.Of(name, summary, usual, least, most, false, Dimension.Count);
}
