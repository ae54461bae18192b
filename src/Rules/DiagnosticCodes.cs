using System.Collections.Immutable;

namespace Reactive.Rules;

/// <summary>A kind of mistake: its stable code and what it says in general. <c>docs/diagnostics/CODE.md</c> explains it.</summary>
/// <param name="Code">Such as <c>R0102</c>.</param>
/// <param name="Title">What is wrong, in a few words.</param>
public sealed record DiagnosticCode(string Code, string Title);

/// <summary>
/// All kinds of mistakes that reading a definition finds. R00xx: the YAML; R01xx: names; R02xx: units and values; R03xx: types
/// and ports; R04xx: rules; R05xx: tests; R06xx: schedules; R07xx: cards; R08xx: secrets and what is sensitive; R09xx: connections. A code never changes its meaning.
/// </summary>
public static class DiagnosticCodes
{
    internal const string NotText = "R0001";
    internal const string ByteOrderMark = "R0002";
    internal const string TooLarge = "R0003";
    internal const string TooDeep = "R0004";
    internal const string TooManyNodes = "R0005";
    internal const string EmptyFile = "R0006";
    internal const string TabIndentation = "R0007";
    internal const string Syntax = "R0008";
    internal const string Anchor = "R0009";
    internal const string Tag = "R0010";
    internal const string MergeKey = "R0011";
    internal const string DuplicateKey = "R0012";
    internal const string ComplexKey = "R0013";
    internal const string SeveralDocuments = "R0014";
    internal const string Directive = "R0015";
    internal const string CutByComment = "R0016";
    internal const string WrongShape = "R0020";
    internal const string UnknownKey = "R0101";
    internal const string MissingKey = "R0102";
    internal const string UnknownDevice = "R0103";
    internal const string UnknownPort = "R0104";
    internal const string UnknownSource = "R0105";
    internal const string UnknownOperator = "R0106";
    internal const string UnknownParameter = "R0107";
    internal const string UnknownName = "R0108";
    internal const string UnknownOutput = "R0109";
    internal const string UnknownAction = "R0110";
    internal const string BadName = "R0111";
    internal const string TakenName = "R0112";
    internal const string Cycle = "R0113";
    internal const string UnknownValue = "R0114";
    internal const string TooMany = "R0115";
    internal const string NotYet = "R0116";
    internal const string UnknownState = "R0117";
    internal const string UnknownBlock = "R0118";
    internal const string MissingUnit = "R0201";
    internal const string WrongUnit = "R0202";
    internal const string NotAQuantity = "R0203";
    internal const string OutOfRange = "R0204";
    internal const string WrongWord = "R0205";
    internal const string BadRange = "R0206";
    internal const string MissingParameter = "R0207";
    internal const string ParametersDisagree = "R0208";
    internal const string WrongInput = "R0301";
    internal const string EndsInSamples = "R0302";
    internal const string WrongType = "R0303";
    internal const string WrongSetting = "R0304";
    internal const string ExpressionSyntax = "R0401";
    internal const string EventForState = "R0402";
    internal const string EqualsForIs = "R0403";
    internal const string StateForEvent = "R0404";
    internal const string NothingLasts = "R0405";
    internal const string WrongActionPlace = "R0406";
    internal const string DoesNothing = "R0407";
    internal const string Contradiction = "R0408";
    internal const string EventHasNoDuration = "R0409";
    internal const string ExpressionTooDeep = "R0410";
    internal const string TwoEvents = "R0411";
    internal const string SeveralActions = "R0412";
    internal const string UndoesItself = "R0413";
    internal const string Circle = "R0414";
    internal const string Unreached = "R0415";
    internal const string SentAtStart = "R0416";

    /// <summary>A clip is not there, is no sound, or is too long.</summary>
    public const string WrongClip = "R0417";
    internal const string TimesOutOfOrder = "R0501";
    internal const string UnknownFeed = "R0502";
    internal const string WrongFeed = "R0503";
    internal const string WrongExpectation = "R0504";
    internal const string UntilTooEarly = "R0505";
    internal const string WrongSequence = "R0506";
    internal const string WrongFault = "R0507";
    internal const string UnknownTimeZone = "R0601";
    internal const string BadInstant = "R0602";
    internal const string BadTime = "R0603";
    internal const string BadDate = "R0604";
    internal const string BadDays = "R0605";
    internal const string BadRecurrence = "R0606";
    internal const string NeverHappens = "R0607";
    internal const string ScheduleParts = "R0608";
    internal const string NotASchedule = "R0609";

    /// <summary>There is no card format of that name.</summary>
    public const string UnknownCardFormat = "R0701";

    /// <summary>A card format contradicts itself.</summary>
    public const string WrongCardFormat = "R0702";

    /// <summary>A table that a pipeline names is not there.</summary>
    public const string MissingTable = "R0703";

    /// <summary>A table that a pipeline names cannot be read, or says what cannot be.</summary>
    public const string WrongTable = "R0704";

    internal const string SecretWritten = "R0801";
    internal const string NotSensitive = "R0802";
    internal const string NoConnection = "R0901";

    /// <summary>Every code with its title, in order.</summary>
    public static ImmutableArray<DiagnosticCode> All =>
    [
        new(NotText, "The file is not text"),
        new(ByteOrderMark, "The file starts with a byte order mark"),
        new(TooLarge, "The file is too large"),
        new(TooDeep, "The file nests too deep"),
        new(TooManyNodes, "The file has too many parts"),
        new(EmptyFile, "The file is empty"),
        new(TabIndentation, "A line is indented with a tab"),
        new(Syntax, "This is not YAML"),
        new(Anchor, "Anchors and aliases are not part of the language"),
        new(Tag, "Tags are not part of the language"),
        new(MergeKey, "Merge keys are not part of the language"),
        new(DuplicateKey, "A key stands twice"),
        new(ComplexKey, "A key must be a word"),
        new(SeveralDocuments, "A file holds one definition"),
        new(Directive, "YAML directives are not part of the language"),
        new(CutByComment, "A text is cut short by an unquoted #"),
        new(WrongShape, "A map, a list or a single value stands where another belongs"),
        new(UnknownKey, "Unknown key"),
        new(MissingKey, "A key is missing"),
        new(UnknownDevice, "Unknown device"),
        new(UnknownPort, "Unknown port or output in 'ports'"),
        new(UnknownSource, "A signal comes from something unknown"),
        new(UnknownOperator, "Unknown operator"),
        new(UnknownParameter, "Unknown parameter"),
        new(UnknownName, "Unknown name in an expression"),
        new(UnknownOutput, "Unknown output"),
        new(UnknownAction, "Unknown action"),
        new(BadName, "Not a name"),
        new(TakenName, "The name is taken"),
        new(Cycle, "Signals are made from each other"),
        new(UnknownValue, "A state has no such value"),
        new(TooMany, "Too many of one kind"),
        new(NotYet, "Reserved for later"),
        new(UnknownState, "Unknown state of a machine"),
        new(UnknownBlock, "Unknown block or file"),
        new(MissingUnit, "The unit is missing"),
        new(WrongUnit, "The unit is of the wrong kind"),
        new(NotAQuantity, "Not a number with a unit"),
        new(OutOfRange, "The value is out of range"),
        new(WrongWord, "Not one of the words that are allowed"),
        new(BadRange, "Not a range"),
        new(MissingParameter, "A parameter is missing"),
        new(ParametersDisagree, "Parameters do not fit together"),
        new(WrongInput, "The operator does not take this input"),
        new(EndsInSamples, "Samples where a state or event is needed"),
        new(WrongType, "The type does not fit"),
        new(WrongSetting, "The setting does not belong to this port"),
        new(ExpressionSyntax, "The expression cannot be read"),
        new(EventForState, "An event stands where a state is needed"),
        new(EqualsForIs, "States are compared with 'is'"),
        new(StateForEvent, "A state needs a value beside it"),
        new(NothingLasts, "Nothing says how long 'while' lasts"),
        new(WrongActionPlace, "The action does not belong there"),
        new(DoesNothing, "The rule does nothing"),
        new(Contradiction, "Claims on an output contradict each other"),
        new(EventHasNoDuration, "An event has no duration"),
        new(ExpressionTooDeep, "The expression nests too deep"),
        new(TwoEvents, "Two events cannot be demanded at once"),
        new(SeveralActions, "Two actions in one map"),
        new(UndoesItself, "A rule reads the output that it holds"),
        new(Circle, "Rules hold outputs in a circle"),
        new(Unreached, "Nothing leads to a state"),
        new(SentAtStart, "A message is also sent at the start"),
        new(WrongClip, "The clip cannot be played"),
        new(TimesOutOfOrder, "Times go back"),
        new(UnknownFeed, "A test names something unknown"),
        new(WrongFeed, "The value cannot be fed there"),
        new(WrongExpectation, "The expectation cannot be met"),
        new(UntilTooEarly, "The test would end too early"),
        new(WrongSequence, "The sequence of values cannot be read"),
        new(WrongFault, "The fault cannot happen there"),
        new(UnknownTimeZone, "Unknown time zone"),
        new(BadInstant, "Not an instant"),
        new(BadTime, "Not a time of day"),
        new(BadDate, "Not a day of the calendar"),
        new(BadDays, "Not days of the week"),
        new(BadRecurrence, "The recurrence cannot be read"),
        new(NeverHappens, "The schedule never happens"),
        new(ScheduleParts, "Parts of a schedule do not fit together"),
        new(NotASchedule, "Not a schedule"),
        new(UnknownCardFormat, "Unknown card format"),
        new(WrongCardFormat, "The card format contradicts itself"),
        new(MissingTable, "There is no such table"),
        new(WrongTable, "The table is wrong"),
        new(SecretWritten, "A secret is named, never written"),
        new(NotSensitive, "What is typed comes from a port that is not sensitive"),
        new(NoConnection, "The pipeline has no such connection"),
    ];
}
