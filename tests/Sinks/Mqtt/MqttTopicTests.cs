using System;
using System.Linq;
using System.Text.RegularExpressions;
using Reactive.Sinks.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Mqtt;

/// <summary>MQTT 5.0, sections 1.5.4, 4.7 and 4.8.2.</summary>
public sealed class MqttTopicTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData("/a//b/")]
    [InlineData("site/Tür 1/état/\U0001F6AA")]
    [InlineData("$SYS/broker")]
    public void ValidName_HasNoProblem(string name) => Assert.Null(MqttTopic.NameProblem(name));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a/+/b", "has the wildcard +, which is for subscriptions")]
    [InlineData("a/b#", "has the wildcard #, which is for subscriptions")]
    [InlineData("a\0b", "has the character U+0000, which MQTT forbids")]
    [InlineData("a\nb", "has the character U+000A, which brokers may refuse")]
    [InlineData("a\uFFFE", "has the character U+FFFE, which brokers may refuse")]
    public void InvalidName_SaysWhy(string name, string problem) => Assert.Equal(problem, MqttTopic.NameProblem(name));

    [Fact]
    public void HalfASurrogatePair_IsNoName()
    {
        Assert.Equal("has half of a surrogate pair, which UTF-8 cannot carry", MqttTopic.NameProblem("a\uD83D"));
        Assert.Equal("has half of a surrogate pair, which UTF-8 cannot carry", MqttTopic.NameProblem("\uDE00a"));
    }

    [Theory]
    [InlineData(65_535, 'a', null)]
    [InlineData(65_536, 'a', "has 65536 bytes in UTF-8, and 65535 at most are allowed")]
    [InlineData(21_845, '€', null)]
    [InlineData(21_846, '€', "has 65538 bytes in UTF-8, and 65535 at most are allowed")]
    public void Length_IsCountedInBytes(int count, char c, string? problem) => Assert.Equal(problem, MqttTopic.NameProblem(new string(c, count)));

    [Theory]
    [InlineData("#")]
    [InlineData("+")]
    [InlineData("/")]
    [InlineData("+/+")]
    [InlineData("/+")]
    [InlineData("sport/tennis/#")]
    [InlineData("sport/+/player1")]
    [InlineData("+/tennis/#")]
    [InlineData("$share/consumer1//finance")]
    [InlineData("$share/g/#")]
    [InlineData("$shared/x")]
    public void ValidFilter_HasNoProblem(string filter) => Assert.Null(MqttTopic.FilterProblem(filter));

    [Theory]
    [InlineData("")]
    [InlineData("sport/tennis#")]
    [InlineData("sport/tennis/#/ranking")]
    [InlineData("##")]
    [InlineData("sport+")]
    [InlineData("+sport/a")]
    [InlineData("a/++")]
    [InlineData("$share/g")]
    [InlineData("$share//a")]
    [InlineData("$share/g/")]
    [InlineData("$share/+/a")]
    [InlineData("$share/g/a#")]
    public void InvalidFilter_HasOne(string filter) => Assert.NotNull(MqttTopic.FilterProblem(filter));

    [Theory]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/ranking", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [InlineData("sport/#", "sport", true)]
    [InlineData("#", "a/b", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/monitor/Clients", "$SYS/monitor/Clients", false)]
    [InlineData("$SYS/#", "$SYS/x", true)]
    [InlineData("$SYS/monitor/+", "$SYS/monitor/Clients", true)]
    [InlineData("ACCOUNTS", "Accounts", false)]
    [InlineData("$share/g/a/+", "a/b", true)]
    [InlineData("$share/g/#", "$SYS/x", false)]
    public void ExamplesOfTheStandard_Match(string filter, string name, bool matches) => Assert.Equal(matches, MqttTopic.Matches(filter, name));

    // the same said another way: a filter as a regular expression
    [Fact]
    public void AnyFilterAndName_MatchAsTheirRegularExpressionDoes()
    {
        var chance = new Random(1);
        string[] levels = ["", "a", "b", "ab", "+", "#", "$a"];
        int matched = 0;
        for (int i = 0; i < 50_000; i++)
        {
            string filter = string.Join('/', Enumerable.Range(0, chance.Next(1, 5)).Select(_ => levels[chance.Next(levels.Length)]));
            string name = string.Join('/', Enumerable.Range(0, chance.Next(1, 5)).Select(_ => levels[chance.Next(4)]));
            if (chance.Next(5) == 0)
                name = "$" + name;
            if (MqttTopic.FilterProblem(filter) is not null || MqttTopic.NameProblem(name) is not null)
                continue;
            string pattern = "^" + Regex.Escape(filter).Replace("\\+", "[^/]*", StringComparison.Ordinal).Replace("/\\#", "(/.*)?", StringComparison.Ordinal).Replace("\\#", ".*", StringComparison.Ordinal) + "$";
            bool expected = Regex.IsMatch(name, pattern) && !(name[0] == '$' && filter[0] is '+' or '#');
            if (name[0] != '$' && filter[0] is '+' or '#')
                expected = name[0] != '$' && Regex.IsMatch(name, pattern);
            Assert.True(expected == MqttTopic.Matches(filter, name), $"{filter} and {name}");
            matched += expected ? 1 : 0;
        }

        Assert.InRange(matched, 1_000, 40_000);
    }

    [Fact]
    public void AnyText_HasAVerdictAndNoException()
    {
        var chance = new Random(2);
        var text = new char[12];
        for (int i = 0; i < 50_000; i++)
        {
            for (int at = 0; at < text.Length; at++)
                text[at] = chance.Next(3) == 0 ? "/+#$"[chance.Next(4)] : (char)chance.Next(0x10000);
            string tried = new(text, 0, chance.Next(text.Length + 1));
            _ = MqttTopic.NameProblem(tried);
            _ = MqttTopic.FilterProblem(tried);
            _ = MqttTopic.Matches(tried, new string(text));
        }
    }
}
