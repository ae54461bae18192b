using System.IO;

namespace Reactive.Sinks.Tests.Mqtt;

/// <summary>An authority and certificates from it, made by openssl in a folder.</summary>
internal static class Certificates
{
    /// <summary>
    /// Makes <c>ca.pem</c>; for a broker on loopback <c>right</c>, <c>expired</c> and <c>elsewhere</c> (for another name); for a client <c>client</c>; and
    /// <c>stranger</c>, an authority that signed none of them. Each with its <c>.key</c>.
    /// </summary>
    public static void Make(string folder)
    {
        Authority(folder, "ca");
        Authority(folder, "stranger");
        Signed(folder, "right", "IP:127.0.0.1,DNS:localhost", "-days", "2");
        Signed(folder, "elsewhere", "DNS:elsewhere.example", "-days", "2");
        Signed(folder, "expired", "IP:127.0.0.1,DNS:localhost", "-days", "-1");
        Signed(folder, "client", "DNS:door", "-days", "2");
    }

    private static void Authority(string folder, string name) =>
        Peers.Run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", $"/CN={name}", "-keyout", Path.Combine(folder, name + ".key"), "-out", Path.Combine(folder, name + ".pem"));

    private static void Signed(string folder, string name, string names, params string[] days)
    {
        string request = Path.Combine(folder, name + ".csr"), extensions = Path.Combine(folder, name + ".ext");
        Peers.Run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", $"/CN={name}", "-keyout", Path.Combine(folder, name + ".key"), "-out", request);
        File.WriteAllText(extensions, $"subjectAltName={names}\n");
        Peers.Run(
            "openssl",
            [
                "x509", "-req", "-in", request, "-CA", Path.Combine(folder, "ca.pem"), "-CAkey", Path.Combine(folder, "ca.key"), "-CAcreateserial",
                "-extfile", extensions, "-out", Path.Combine(folder, name + ".pem"), .. days,
            ]);
    }
}
