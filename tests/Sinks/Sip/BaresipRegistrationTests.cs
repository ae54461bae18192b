using System;
using Reactive.Sinks.Sip;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>Accounts that register, with a real registrar.</summary>
public sealed class BaresipRegistrationTests
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(75);

    private static bool IsLong => Environment.GetEnvironmentVariable("REACTIVE_LONG") == "1";

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void Registered_CallsGoBothWaysThroughTheRegistrar(SipTransport transport)
    {
        using Kamailio registrar = Kamailio.Start();
        using Telephone telephone = Telephone.Start($"answermode=auto;regint=600;auth_pass={Kamailio.Password};outbound=\"sip:{registrar.Host}\"");
        telephone.Wait("REGISTER_OK");
        using AgentLine line = AgentLine.Up(account: a => Of(a, registrar) with { Transport = transport });
        line.Wait("Registered door");
        line.Agent.Dial(1, "door", "sip:bell@127.0.0.1");
        line.Wait("Answered 1");
        line.Agent.HangUp(1);
        line.Wait("Ended 1 Ours");
        telephone.Wait("CALL_CLOSED");
        telephone.Do("dial", "sip:door@127.0.0.1");
        Assert.Equal("Incoming -1 door sip:bell@127.0.0.1", line.Wait("Incoming"));
        line.Agent.Answer(-1);
        line.Wait("Answered -1");
    }

    [Fact]
    public void WrongPassword_IsToldInTheWordsOfTheRegistrar()
    {
        using Kamailio registrar = Kamailio.Start();
        using AgentLine line = AgentLine.Up(account: a => Of(a, registrar) with { Password = "wrong" });
        Assert.Equal("NotRegistered door: 401 Unauthorized", line.Wait("NotRegistered"));
    }

    [Fact]
    public void RegistrarThatComesLater_IsFound()
    {
        Assert.SkipUnless(IsLong, "takes a minute: ./test.sh --long");
        using Kamailio registrar = Kamailio.Make();
        using AgentLine line = AgentLine.Up(account: a => Of(a, registrar) with { Transport = SipTransport.Tcp });
        line.Wait("NotRegistered door");
        registrar.Begin();
        line.Notes.Wait("Registered door", Retry);
    }

    [Fact]
    public void RegistrarThatGoes_IsMissedAtTheNextRefreshAndFoundAgain()
    {
        Assert.SkipUnless(IsLong, "takes three minutes: ./test.sh --long");
        using Kamailio registrar = Kamailio.Start();
        using AgentLine line = AgentLine.Up(account: a => Of(a, registrar) with { Expires = TimeSpan.FromSeconds(60) });
        line.Wait("Registered door");
        registrar.Stop();
        line.Notes.Wait("NotRegistered door", TimeSpan.FromSeconds(110));
        registrar.Begin();
        line.Notes.Wait("Registered door", Retry);
    }

    [Fact]
    public void FirstRegistrarAway_CallsGoThroughTheSecondUntilItIsBack()
    {
        using Kamailio first = Kamailio.Make();
        using Kamailio second = Kamailio.Start();
        using Telephone telephone = Telephone.Start($"answermode=auto;regint=600;auth_pass={Kamailio.Password};outbound=\"sip:{second.Host}\"");
        telephone.Wait("REGISTER_OK");
        using AgentLine line = AgentLine.Up(account: a => Of(a, first) with { SecondRegistrar = second.Host, Transport = SipTransport.Tcp });
        line.Wait("Trouble: Account door is not registered with its first registrar; its calls go through the second.");
        line.Wait("Registered door");
        line.Agent.Dial(1, "door", "sip:bell@127.0.0.1");
        line.Wait("Answered 1");
        telephone.Do("dial", "sip:door@127.0.0.1");
        line.Wait("Incoming -1 door");
        line.Agent.HangUp(-1);
        line.Wait("Ended -1 Ours");

        first.Begin();
        line.Notes.Wait("Trouble: Account door is registered with its first registrar again.", Retry);
        line.Agent.Dial(2, "door", "sip:bell@127.0.0.1");
        // the first does not know the telephone
        Assert.Equal("Ended 2 Failed: 404 Not Found", line.Wait("Ended 2"));
        // the call that stood has not noticed
        Assert.Equal(0, line.Notes.Count("Ended 1"));
    }

    private static SipAccount Of(SipAccount account, Kamailio registrar) =>
        account with { Registers = true, Registrar = registrar.Host, Password = Kamailio.Password };
}
