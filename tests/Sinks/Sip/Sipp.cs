using System;
using System.Diagnostics;
using System.IO;
using Reactive.Sinks.Tests.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>sipp with a scenario, at an agent on loopback.</summary>
internal static class Sipp
{
    /// <summary>Skips the test where there is none.</summary>
    public static void Require() => Peers.RequireProgram("sipp");

    /// <summary>Runs it until all calls have ended.</summary>
    /// <param name="port">The port of the agent.</param>
    /// <param name="scenario">What happens in a call, without the element around it.</param>
    /// <param name="calls">How many.</param>
    /// <param name="rate">How many begin in a second.</param>
    /// <returns>Its exit code: 0 where all went as the scenario has it, 1 where some did not; and what it printed.</returns>
    public static (int Code, string Said) Run(int port, string scenario, int calls, int rate)
    {
        string folder = Directory.CreateTempSubdirectory("sipp-").FullName;
        try
        {
            string file = Path.Combine(folder, "scenario.xml");
            File.WriteAllText(file, $"<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>\n<scenario name=\"test\">\n{scenario}\n</scenario>\n");
            var start = new ProcessStartInfo(
                Peers.Find("sipp")!,
                [
                    $"127.0.0.1:{port}", "-sf", file, "-i", "127.0.0.1", "-p", $"{SipPorts.Free()}", "-mi", "127.0.0.1", "-m", $"{calls}", "-r", $"{rate}", "-l", $"{calls}",
                    "-nostdin", "-timeout", "60", "-s", "door", "-recv_timeout", "20000", "-default_behaviors", "-abortunexp",
                ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
            };
            start.Environment["TERM"] = "xterm";
            using Process process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A message, of which <paramref name="text"/> is sent as it is, but for the words of sipp.</summary>
    public static string Send(string text, string attributes = "") => $"<send {attributes}><![CDATA[\n{text}\n]]></send>";

    /// <summary>The INVITE of a call, with an offer of A-law sound.</summary>
    public static string Invite => Send(
        """
        INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
        From: sipp <sip:sipp@[local_ip]:[local_port]>;tag=[pid]f[call_number]
        To: <sip:[service]@[remote_ip]:[remote_port]>
        Call-ID: [call_id]
        CSeq: 1 INVITE
        Contact: <sip:sipp@[local_ip]:[local_port]>
        Max-Forwards: 70
        Content-Type: application/sdp
        Content-Length: [len]

        v=0
        o=sipp 1 1 IN IP4 [local_ip]
        s=-
        c=IN IP4 [local_ip]
        t=0 0
        m=audio 6000 RTP/AVP 8
        a=rtpmap:8 PCMA/8000
        """);

    /// <summary>A request that ends or acknowledges what the INVITE began.</summary>
    /// <param name="method">CANCEL or ACK.</param>
    /// <param name="number">The number of the INVITE.</param>
    /// <param name="branch">Its branch: <c>branch-3</c> where it is the third element before this one.</param>
    public static string Within(string method, int number, string branch) => Send(
        $"""
        {method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[{branch}]
        From: sipp <sip:sipp@[local_ip]:[local_port]>;tag=[pid]f[call_number]
        To: <sip:[service]@[remote_ip]:[remote_port]>{(method == "CANCEL" ? string.Empty : "[peer_tag_param]")}
        Call-ID: [call_id]
        CSeq: {number} {method}
        Max-Forwards: 70
        Content-Length: 0

        """);

    /// <summary>The memory of a process, in kilobytes.</summary>
    public static long Memory(int process)
    {
        foreach (string line in File.ReadLines($"/proc/{process}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                return long.Parse(line[6..^2], System.Globalization.CultureInfo.InvariantCulture);
        }

        Assert.Fail("The system does not tell the memory of a process.");
        return 0;
    }
}
