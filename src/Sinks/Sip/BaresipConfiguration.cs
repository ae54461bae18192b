using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reactive.Sinks.Sip;

/// <summary>
/// The folder that baresip starts from: its configuration, a file of accounts that is empty and stays so, and some silence, which is what it says in calls. Only its owner can read it;
/// secrets are not in it. It goes when this is disposed of.
/// </summary>
internal sealed class BaresipConfiguration : IDisposable
{
    /// <summary>How much silence there is. A call would end with it, so it is begun anew well before.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private const int SampleRateHz = 8_000;

    private static readonly string[] ModuleFolders = ["/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules", "/usr/lib64/baresip/modules"];

    private readonly List<string> _left = [];
    private readonly string _modules;

    private BaresipConfiguration(string modules, string folder)
    {
        _modules = modules;
        Folder = folder;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The port of the control connection, on 127.0.0.1.</summary>
    public int ControlPort { get; private init; }

    /// <summary>What is said in calls, as <c>ausrc</c> wants it.</summary>
    public string Source => $"aufile,{Folder}/silence.wav";

    /// <summary>What was left out for want of a module, as sentences.</summary>
    public IReadOnlyList<string> LeftOut => _left;

    /// <summary>Those of an account's codecs that there are.</summary>
    public IEnumerable<string> Codecs(SipAccount account) => account.Codecs.Where(c => BaresipText.Module(c) is { } module && Has(module));

    /// <summary>Writes it.</summary>
    /// <param name="settings">What is to be in it.</param>
    /// <param name="problem">What is wrong with them, as a part of a sentence; null for nothing.</param>
    /// <returns>The folder; null with a problem.</returns>
    public static BaresipConfiguration? Write(SipSettings settings, out string? problem)
    {
        problem = Problem(settings);
        string? modules = ModuleFolders.FirstOrDefault(Directory.Exists);
        if (modules is null)
            problem ??= "baresip is not installed (Debian package baresip-core)";
        if (problem is not null)
            return null;
        // made for its owner alone
        string folder = Directory.CreateTempSubdirectory("reactive-sip-").FullName;
        var configuration = new BaresipConfiguration(modules!, folder) { ControlPort = FreePort() };
        problem = BaresipText.IsValue(folder) ? configuration.WriteFiles(settings) : $"the folder for temporary files, {folder}, has a blank in its name";
        if (problem is null)
            return configuration;
        configuration.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string? Problem(SipSettings settings)
    {
        if (!IPAddress.TryParse(settings.Address, out _))
            return $"{settings.Address} is no IP address";
        if (settings.Port is < 1 or > 65_534)
            return $"{settings.Port} is no port that has one after it";
        if (settings.MediaPort is < 1_024 or > 65_435)
            return $"{settings.MediaPort} is no port that has a hundred after it";
        if (settings.Accounts.IsDefaultOrEmpty)
            return "there is no account";
        if (settings.CaFile.Length > 0 && !BaresipText.IsValue(settings.CaFile))
            return "the path of the trusted certificates has a blank in it";
        if (settings.Certificate.Length > 0 && !BaresipText.IsValue(settings.Certificate))
            return "the path of the certificate has a blank in it";
        if (settings.Accounts.GroupBy(BaresipText.Address).FirstOrDefault(g => g.Count() > 1) is { } twins)
            return $"the accounts {string.Join(" and ", twins.Select(a => a.Name))} have the same address";
        return settings.Accounts.Select(BaresipText.Problem).FirstOrDefault(p => p is not null);
    }

    private string? WriteFiles(SipSettings settings)
    {
        List<string> modules = ["aufile.so"];
        foreach (SipAccount account in settings.Accounts)
        {
            foreach (string codec in account.Codecs.Except(Codecs(account)))
                _left.Add($"The codec {codec} of account {account.Name} is left out: {BaresipText.Module(codec)} is not installed.");
            if (!Codecs(account).Any())
                return $"account {account.Name} has no codec";
            modules.AddRange(Codecs(account).Select(c => BaresipText.Module(c)!));
            string? encryption = account.Encryption switch
            {
                SipEncryption.None => null,
                SipEncryption.DtlsSrtp => "dtls_srtp.so",
                _ => "srtp.so",
            };
            if (encryption is null)
                continue;
            if (!Has(encryption))
                return $"account {account.Name} wants encryption, and {encryption} is not installed";
            modules.Add(encryption);
        }

        Put("accounts", []);
        Put("silence.wav", Wave());
        Put("config", Encoding.UTF8.GetBytes(Text(settings, modules.Distinct())));
        return null;
    }

    private void Put(string name, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(Path.Combine(Folder, name), options);
        file.Write(content);
    }

    private string Text(SipSettings settings, IEnumerable<string> modules)
    {
        IPAddress address = IPAddress.Parse(settings.Address);
        bool isAny = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        var text = new StringBuilder();
        Put("poll_method", "epoll");
        Put("sip_listen", new IPEndPoint(address, settings.Port).ToString());
        if (!isAny)
            Put("net_interface", address.ToString());
        if (settings.Certificate.Length > 0)
            Put("sip_certificate", settings.Certificate);
        if (settings.CaFile.Length > 0)
            Put("sip_cafile", settings.CaFile);
        // who answers is decided elsewhere; this is for calls that nobody decides about
        Put("call_local_timeout", "180");
        Put("call_max_calls", Number(settings.MostCalls));
        // one kind of silence for all codecs
        Put("ausrc_srate", Number(SampleRateHz));
        Put("ausrc_channels", "1");
        foreach (string format in (string[])["ausrc_format", "auplay_format", "auenc_format", "audec_format"])
            Put(format, "s16");
        Put("audio_buffer", "20-160");
        Put("rtp_ports", $"{Number(settings.MediaPort)}-{Number(settings.MediaPort + 99)}");
        Put("jitter_buffer_delay", "5-10");
        Put("rtp_timeout", Number((int)Math.Ceiling(settings.SilenceLimit.TotalSeconds)));
        Put("module_path", _modules);
        foreach (string module in modules)
            Put("module", module);
        Put("audio_source", Source);
        Put("audio_player", "none,none");
        Put("audio_alert", "none,none");
        Put("module_tmp", "account.so");
        Put("module_app", "menu.so");
        Put("module_app", "ctrl_tcp.so");
        Put("ctrl_tcp_listen", $"127.0.0.1:{Number(ControlPort)}");
        Put("menu_bell", "no");
        Put("ringback_disabled", "yes");
        Put("statmode_default", "off");
        return text.ToString();

        void Put(string key, string value) => text.Append(key).Append(' ').Append(value).Append('\n');
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private bool Has(string module) => File.Exists(Path.Combine(_modules, module));

    // 16 bits, one channel: 44 bytes of head, then zeros
    private static byte[] Wave()
    {
        int size = (int)Silence.TotalSeconds * SampleRateHz * 2;
        byte[] wave = new byte[44 + size];
        "RIFF"u8.CopyTo(wave);
        BitConverter.TryWriteBytes(wave.AsSpan(4), 36 + size);
        "WAVEfmt "u8.CopyTo(wave.AsSpan(8));
        BitConverter.TryWriteBytes(wave.AsSpan(16), 16);
        BitConverter.TryWriteBytes(wave.AsSpan(20), (short)1);
        BitConverter.TryWriteBytes(wave.AsSpan(22), (short)1);
        BitConverter.TryWriteBytes(wave.AsSpan(24), SampleRateHz);
        BitConverter.TryWriteBytes(wave.AsSpan(28), SampleRateHz * 2);
        BitConverter.TryWriteBytes(wave.AsSpan(32), (short)2);
        BitConverter.TryWriteBytes(wave.AsSpan(34), (short)16);
        "data"u8.CopyTo(wave.AsSpan(36));
        BitConverter.TryWriteBytes(wave.AsSpan(40), size);
        return wave;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
