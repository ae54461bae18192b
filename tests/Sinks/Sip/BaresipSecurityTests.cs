using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Reactive.Sinks.Sip;
using Reactive.Sinks.Tests.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>Other transports, and sound that is encrypted.</summary>
public sealed class BaresipSecurityTests
{
    [Fact]
    public void Tcp_CarriesTheCall()
    {
        using Telephone telephone = Telephone.Start("answermode=auto");
        using AgentLine line = AgentLine.Up(account: a => a with { Transport = SipTransport.Tcp });
        using var tcp = new TcpListener(IPAddress.Loopback, 0);
        tcp.Start();
        line.Agent.Dial(1, "door", $"sip:bell@{tcp.LocalEndpoint}");
        using TcpClient caller = tcp.AcceptTcpClient();
        var bytes = new byte[7];
        caller.GetStream().ReadExactly(bytes);
        Assert.Equal("INVITE ", Encoding.ASCII.GetString(bytes));
        line.Agent.Dial(2, "door", telephone.Address);
        line.Wait("Answered 2");
    }

    [Theory]
    [InlineData(SipEncryption.SrtpRequired, "srtp-mand", "srtp.so")]
    [InlineData(SipEncryption.DtlsSrtp, "dtls_srtp", "dtls_srtp.so")]
    public void TlsWithEncryptedSound_Stands(SipEncryption encryption, string theirs, string module)
    {
        Peers.RequireProgram("baresip");
        string folder = Directory.CreateTempSubdirectory("sip-tls-").FullName;
        try
        {
            Certificates.Make(folder);
            string certificate = Path.Combine(folder, "both.pem");
            File.WriteAllText(certificate, File.ReadAllText(Path.Combine(folder, "right.pem")) + File.ReadAllText(Path.Combine(folder, "right.key")));
            using Telephone telephone = Telephone.Start($"answermode=auto;mediaenc={theirs}", $"module {module}", $"sip_certificate {certificate}");
            using AgentLine line = AgentLine.Up(
                s => s with { Certificate = certificate, CaFile = Path.Combine(folder, "ca.pem") },
                a => a with { Transport = SipTransport.Tls, Encryption = encryption });
            line.Agent.Dial(1, "door", $"sips:{Telephone.User}@127.0.0.1:{telephone.Port + 1}");
            line.Wait("Answered 1");
            telephone.Wait("CALL_MENC");
            telephone.Do("sndcode", "7");
            line.Wait("Digit 1 7 down");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A statement of fact, not a wish: baresip 1.0 asks for no proof of who is at the other end (ADR 34). Where this fails, that has changed.</summary>
    [Fact]
    public void TlsWithACertificateOfAnUnknownAuthority_IsNotRefused()
    {
        Peers.RequireProgram("baresip");
        string ours = Directory.CreateTempSubdirectory("sip-tls-").FullName, theirs = Directory.CreateTempSubdirectory("sip-tls-").FullName;
        try
        {
            Certificates.Make(ours);
            Certificates.Make(theirs);
            string certificate = Path.Combine(theirs, "both.pem");
            File.WriteAllText(certificate, File.ReadAllText(Path.Combine(theirs, "right.pem")) + File.ReadAllText(Path.Combine(theirs, "right.key")));
            using Telephone telephone = Telephone.Start("answermode=auto", $"sip_certificate {certificate}");
            using AgentLine line = AgentLine.Up(s => s with { CaFile = Path.Combine(ours, "ca.pem") }, a => a with { Transport = SipTransport.Tls });
            line.Agent.Dial(1, "door", $"sips:{Telephone.User}@127.0.0.1:{telephone.Port + 1}");
            line.Wait("Answered 1");
        }
        finally
        {
            Directory.Delete(ours, recursive: true);
            Directory.Delete(theirs, recursive: true);
        }
    }

    [Fact]
    public void EncryptionRequired_NoCallWithoutIt()
    {
        using Telephone telephone = Telephone.Start("answermode=auto");
        using AgentLine line = AgentLine.Up(account: a => a with { Encryption = SipEncryption.SrtpRequired });
        line.Agent.Dial(1, "door", telephone.Address);
        Assert.StartsWith("Ended 1 Failed", line.Wait("Ended"), StringComparison.Ordinal);
        Assert.Equal(0, line.Notes.Count("Answered"));
    }
}
