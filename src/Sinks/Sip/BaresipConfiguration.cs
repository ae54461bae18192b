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

    private const string SilenceName = "silence.wav";
    private const string Prefix = "reactive-sip-";

    private static readonly string[] ModuleFolders = ["/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules", "/usr/lib64/baresip/modules"];

    // what baresip keeps of the name of a source is 127 bytes
    private const int LongestFolder = 100;

    private static readonly object s_gate = new();
    private static bool s_isFirst = true;

    private readonly List<string> _left = [];
    private readonly string _modules;

    private BaresipConfiguration(string modules, string folder, bool isHeard)
    {
        _modules = modules;
        IsHeard = isHeard;
        Folder = folder;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The port of the control connection, on 127.0.0.1.</summary>
    public int ControlPort { get; private init; }

    /// <summary>What is said in calls, as <c>ausrc</c> wants it.</summary>
    public string Source => $"aufile,{Path.Combine(Folder, SilenceName)}";

    /// <summary>Whether calls are played to <see cref="BaresipSound"/>.</summary>
    public bool IsHeard { get; }

    /// <summary>What was left out for want of a module, as sentences.</summary>
    public IReadOnlyList<string> LeftOut => _left;

    /// <summary>Those of an account's codecs that there are.</summary>
    public IEnumerable<string> Codecs(SipAccount account) => account.Codecs.Where(c => BaresipText.Module(c) is { } module && Has(module));

    /// <summary>Writes it.</summary>
    /// <param name="settings">What is to be in it.</param>
    /// <param name="isHeard">Whether anybody wants to hear calls.</param>
    /// <param name="problem">What is wrong with them, as a part of a sentence; null for nothing.</param>
    /// <returns>The folder; null with a problem.</returns>
    public static BaresipConfiguration? Write(SipSettings settings, bool isHeard, out string? problem)
    {
        problem = Problem(settings);
        string? modules = ModuleFolders.FirstOrDefault(Directory.Exists);
        if (modules is null)
            problem ??= "baresip is not installed (Debian package baresip-core)";
        if (problem is not null)
            return null;
        string folder = MakeFolder();
        string? missing = isHeard ? BaresipSound.Missing : null;
        var configuration = new BaresipConfiguration(modules!, folder, isHeard && missing is null) { ControlPort = FreePort() };
        if (missing is not null)
            configuration._left.Add(missing);
        problem = BaresipText.IsValue(folder) && folder.Length <= LongestFolder
            ? configuration.WriteFiles(settings)
            : $"the folder for temporary files, {folder}, has a blank in its name or too long a name";
        if (problem is null)
            return configuration;
        configuration.Dispose();
        return null;
    }

    /// <summary>Keeps what is needed again and again from those who tidy up among temporary files by age; called now and then.</summary>
    /// <param name="now">The time, UTC.</param>
    public void KeepFresh(DateTime now)
    {
        string file = Path.Combine(Folder, SilenceName);
        if (File.Exists(file))
            File.SetLastWriteTimeUtc(file, now);
        else
            Put(SilenceName, BaresipWave.Bytes([], Silence));
    }

    /// <inheritdoc/>
    public void Dispose() => Remove(Folder);

    private static string MakeFolder()
    {
        // together, so that the first to come does not take away what the second has just made
        lock (s_gate)
        {
            RemoveLeft(Path.GetTempPath(), s_isFirst);
            s_isFirst = false;
            // made for its owner alone
            return Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName;
        }
    }

    /// <summary>Removes the folders of processes that did not come to remove theirs.</summary>
    /// <param name="among">Where they are.</param>
    /// <param name="isFirst">Whether this process has none yet: then those under its number are from one before it, as in a container, where each has the same number.</param>
    internal static void RemoveLeft(string among, bool isFirst)
    {
        foreach (string folder in Directory.EnumerateDirectories(among, Prefix + "*-*"))
        {
            string owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (!int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out int process))
                continue;
            if (process == Environment.ProcessId ? isFirst : !Directory.Exists($"/proc/{process}"))
                Remove(folder);
        }
    }

    private static void Remove(string folder) => Remove(new DirectoryInfo(folder));

    /// <summary>Removes a file or a folder with all in it, where it can be.</summary>
    internal static void Remove(FileSystemInfo what)
    {
        try
        {
            if (what is DirectoryInfo folder)
                folder.Delete(recursive: true);
            else
                what.Delete();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // gone, or somebody else's
        }
    }

    private static string? Problem(SipSettings settings)
    {
        if (!IPAddress.TryParse(settings.Address, out _))
            return $"{settings.Address} is no IP address";
        if (settings.Port is < 1 or > 65_534)
            return $"{settings.Port} is no port that has one after it";
        if (settings.MediaPort is < 1_024 or > 65_535 - SipSettings.MediaPorts)
            return $"{settings.MediaPort} is no port that has a hundred after it";
        if (settings.Accounts.IsDefaultOrEmpty)
            return "there is no account";
        if (settings.CaFile.Length > 0 && !BaresipText.IsValue(settings.CaFile))
            return "the path of the trusted certificates has a blank in it";
        if (settings.Certificate.Length > 0 && !BaresipText.IsValue(settings.Certificate))
            return "the path of the certificate has a blank in it";
        if (settings.Accounts.GroupBy(BaresipText.Address).FirstOrDefault(g => g.Count() > 1) is { } twins)
            return $"the accounts {string.Join(" and ", twins.Select(a => a.Name))} have the same address";
        if (settings.Accounts.SelectMany(BaresipText.Problems).FirstOrDefault() is { } wrong)
            return wrong.Message;
        return settings.Accounts.SelectMany(UnknownCodecs).FirstOrDefault();
    }

    private static IEnumerable<string> UnknownCodecs(SipAccount account) => account.Codecs.Where(static c => BaresipText.Module(c) is null).Select(c => $"the codec {c} of account {account.Name} is not known");

    private string? WriteFiles(SipSettings settings)
    {
        List<string> modules = IsHeard ? ["aufile.so", "alsa.so"] : ["aufile.so"];
        if (IsHeard)
            Put("asound.conf", Encoding.UTF8.GetBytes(BaresipSound.AlsaConfiguration(Folder)));
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
        Put(SilenceName, BaresipWave.Bytes([], Silence));
        Put("config", Encoding.UTF8.GetBytes(Text(settings, modules.Distinct())));
        return null;
    }

    /// <summary>Puts a file into the folder; gives its path.</summary>
    public string Put(string name, byte[] content)
    {
        string path = Path.Combine(Folder, name);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using var file = new FileStream(path, options);
            file.Write(content);
            return path;
        }
        catch (IOException)
        {
            // a half of it would take what little room there is
            Remove(new FileInfo(path));
            throw;
        }
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
        Put("ausrc_srate", Number(SipSink.SampleRateHz));
        Put("ausrc_channels", "1");
        Put("auplay_srate", Number(SipSink.SampleRateHz));
        Put("auplay_channels", "1");
        foreach (string format in (string[])["ausrc_format", "auplay_format", "auenc_format", "audec_format"])
            Put(format, "s16");
        Put("audio_buffer", "20-160");
        Put("rtp_ports", $"{Number(settings.MediaPort)}-{Number(settings.MediaPort + SipSettings.MediaPorts - 1)}");
        // Telephone events wait in that buffer, too: each packet it holds makes a key 20 ms late. One lets two that came in the wrong order change places.
        Put("jitter_buffer_delay", "1-10");
        Put("rtp_timeout", Number((int)Math.Ceiling(settings.SilenceLimit.TotalSeconds)));
        Put("module_path", _modules);
        foreach (string module in modules)
            Put("module", module);
        Put("audio_source", Source);
        Put("audio_player", IsHeard ? BaresipSound.Player : "none,none");
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
