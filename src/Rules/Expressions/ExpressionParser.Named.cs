using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>What starts with a name: <c>door is open</c>, <c>rex becomes active</c>, <c>level &gt; 3 V</c>, a bare event.</summary>
internal sealed partial class ExpressionParser
{
    private Expression Named()
    {
        int start = _at;
        Token name = Current;
        _at++;
        return Named(start, name, Resolve(name));
    }

    // behind a name
    private Expression Named(int start, Token name, Operand? operand)
    {
        Token verb = Current;
        switch (verb.Kind == TokenKind.Word ? verb.Text : verb.Kind == TokenKind.Compare ? "<" : "")
        {
            case Words.Is or Words.Are:
                _at++;
                return Is(operand, start, verb);
            // count(press in 10 s): the 'in' belongs to what counts
            case Words.In when _tokens[_at + 1].Kind != TokenKind.Number:
                return Is(operand, start, verb);
            case Words.Between:
                _at++;
                return Between(operand, start, verb);
            case Words.Not when _tokens[_at + 1].Is(Words.In):
                _at++;
                return Negated(Is(operand, start, verb), start);
            case Words.Was:
                _at++;
                return Was(operand, start, verb);
            case Words.Becomes:
                _at++;
                return Becomes(operand, start, verb);
            case Words.Leaves:
                _at++;
                return Leaves(operand, start, verb);
            case Words.Changes:
                _at++;
                if (operand is { Flow.Kind: FlowKind.Event })
                    return EventNotState(operand, verb, start);
                return operand is null ? Broken(start) : new ChangesOccurrence(PositionOf(start), TextFrom(start), operand);
            case "<":
                _at++;
                return Compare(operand, start, verb);
            default:
                return Bare(operand, name, verb, start);
        }
    }

    private Expression Bare(Operand? operand, Token name, Token verb, int start)
    {
        bool complete = verb.Kind is TokenKind.End or TokenKind.Close
            || (verb.Kind == TokenKind.Word && verb.Text is Words.And or Words.Or or Words.For or Words.Within or Words.Then or Words.In);
        if (!complete)
            return Unexpected($"a word such as 'is' or 'becomes' behind '{name.Text}'", Spoken(operand, name, verb));
        if (operand is null)
            return Broken(start);
        if (operand.Part is EventPart part)
            return Mistake(DiagnosticCodes.StateForEvent, name, $"'{name.Text}' is {part.Field.Summary}: say which it must be", $"write '{name.Text} is' and a value, or '{part.Whole.Name}' alone for any", start);
        if (operand.Flow.Kind == FlowKind.Event)
            return new EventOccurrence(PositionOf(start), TextFrom(start), operand, []);
        string value = operand.Flow.Symbols is SymbolType type ? type.Names[^1] : Words.Known;
        if (operand.Flow.Symbols == SymbolType.LoopState)
            value = "open";
        return Mistake(DiagnosticCodes.StateForEvent, name, $"'{name.Text}' is a state: say which value it must have", $"write '{name.Text} is {value}', for example", start);
    }

    // "door opens", "door closes": the value is in the verb
    private static string? Spoken(Operand? operand, Token name, Token verb)
    {
        if (operand?.Flow.Symbols is not SymbolType type || verb.Kind != TokenKind.Word || verb.Text.Length < 4 || !verb.Text.EndsWith('s'))
            return null;
        foreach (string value in type.Names)
        {
            if (value.StartsWith(verb.Text[..^1], StringComparison.Ordinal))
                return $"write '{name.Text} {(operand.Flow.Kind == FlowKind.Event ? Words.Is : Words.Becomes)} {value}'";
        }

        return null;
    }

    // S is v, S is not v, S is [not] known|unknown|offline, S is [not] in [..], S in [..]
    private Expression Is(Operand? operand, int start, Token verb)
    {
        if (operand is { Part: null, Flow.Kind: FlowKind.Event } && Current.Is(Words.Faulty))
        {
            _at++;
            return new EventOccurrence(PositionOf(start), TextFrom(start), operand, []) { IsFaulty = true };
        }

        operand = MainPart(operand);
        if (Current.Is(Words.Not))
        {
            _at++;
            // one 'not' is enough, and a thousand would nest as deep
            return Current.Is(Words.Not) ? Unexpected("a value") : Negated(Is(operand, start, verb), start);
        }

        // a part may have 'unknown' among its own words
        bool isWord = operand?.Part is { Field.Words: var words } && words.Contains(Current.Text);
        if (!isWord && (Current.Is(Words.Known) || Current.Is(Words.Unknown) || Current.Is(Words.Offline)))
            return Known(operand, start);
        Value[]? values = Values(operand);
        if (_failed || operand is null || values is null)
            return Broken(start);
        if (operand.Part is EventPart part)
            return PartOf(part, start, new PartIs(part.Field, ImmutableCollectionsMarshal.AsImmutableArray(values)));
        if (operand.Flow.Kind == FlowKind.Event)
            return new EventOccurrence(PositionOf(start), TextFrom(start), operand, ImmutableCollectionsMarshal.AsImmutableArray(values));
        return new IsCondition(PositionOf(start), TextFrom(start), operand, ImmutableCollectionsMarshal.AsImmutableArray(values));
    }

    private Expression Known(Operand? operand, int start)
    {
        Token word = Current;
        _at++;
        if (operand is null)
            return Broken(start);
        if (operand.Flow.Kind == FlowKind.Event)
            return EventNotState(operand, word, start);
        SourcePosition position = PositionOf(start);
        string text = TextFrom(start);
        return word.Text switch
        {
            Words.Offline => new OfflineCondition(position, text, operand),
            Words.Unknown => new NotCondition(position, text, new KnownCondition(position, text, operand)),
            _ => new KnownCondition(position, text, operand),
        };
    }

    private Expression Negated(Expression inner, int start) => inner switch
    {
        Condition condition => new NotCondition(PositionOf(start), TextFrom(start), condition),
        EventOccurrence { Values: [], Parts: [PartTest part] } occurs => occurs with { Position = PositionOf(start), Text = TextFrom(start), Parts = [part with { IsNegated = !part.IsNegated }] },
        // the event with any other value, where its values can be listed
        EventOccurrence { Operand.Flow.Symbols: SymbolType type } occurs => new EventOccurrence(PositionOf(start), TextFrom(start), occurs.Operand, Others(type, occurs.Values)),
        Occurrence occurrence => Mistake(DiagnosticCodes.EventForState, _tokens[start], $"'not' needs a state, and '{occurrence.Text}' is an event", "name the values that are meant", start),
        _ => inner,
    };

    private static ImmutableArray<Value> Others(SymbolType type, ImmutableArray<Value> values)
    {
        ImmutableArray<Value>.Builder others = ImmutableArray.CreateBuilder<Value>();
        for (int code = 0; code < type.Names.Length; code++)
        {
            Value value = Value.Symbol(type, (byte)code);
            if (!values.Contains(value))
                others.Add(value);
        }

        return others.ToImmutable();
    }

    // S was [not] v within D
    private Expression Was(Operand? operand, int start, Token verb)
    {
        if (Current.Is(Words.True))
            return Unexpected($"a value of '{_tokens[start].Text}', or parentheses around the condition before 'was true',");
        Expression inner = Is(operand, start, verb);
        if (_failed)
            return inner;
        if (!Current.Is(Words.Within))
            return Unexpected("'within' and a duration");
        _at++;
        long? nanoseconds = Duration("behind 'within'");
        if (inner is Occurrence occurrence)
            return Mistake(DiagnosticCodes.EventForState, verb, $"'{Occurrences.NameOf(occurrence)}' is an event: it never was anything", $"write '{Occurrences.NameOf(occurrence)} within' and the duration", start);
        return inner is Condition condition && nanoseconds is long length ? new WasCondition(PositionOf(start), TextFrom(start), condition, length) : Broken(start);
    }

    private Expression Becomes(Operand? operand, int start, Token verb)
    {
        if (Current.Is(Words.Known) || Current.Is(Words.Unknown) || Current.Is(Words.Offline))
        {
            string inner = $"{_tokens[start].Text} {Words.Is} {Current.Text}";
            return Known(operand, start) is Condition known ? new RiseOccurrence(PositionOf(start), TextFrom(start), known with { Text = inner }) : Broken(start);
        }

        Value[]? values = Values(operand);
        bool starts = false;
        if (!_failed && Current.Is(Words.Or) && _tokens[_at + 1].Is(Words.Starts))
        {
            _at += 2;
            starts = true;
            Token again = Current;
            Value[]? same = Values(operand);
            if (!_failed && values is not null && same is not null && !Array.TrueForAll(values, value => Array.IndexOf(same, value) >= 0))
                return Mistake(DiagnosticCodes.ExpressionSyntax, again, "'becomes' and 'or starts' name different values", "name the same value twice", start);
        }

        if (_failed || operand is null || values is null)
            return Broken(start);
        return operand.Flow.Kind == FlowKind.Event
            ? EventNotState(operand, verb, start)
            : new BecomesOccurrence(PositionOf(start), TextFrom(start), operand, ImmutableCollectionsMarshal.AsImmutableArray(values), starts);
    }

    private Expression Leaves(Operand? operand, int start, Token verb)
    {
        Value[]? values = Values(operand);
        if (_failed || operand is null || values is null)
            return Broken(start);
        return operand.Flow.Kind == FlowKind.Event
            ? EventNotState(operand, verb, start)
            : new LeavesOccurrence(PositionOf(start), TextFrom(start), operand, ImmutableCollectionsMarshal.AsImmutableArray(values));
    }

    private EventOccurrence PartOf(EventPart part, int start, params ImmutableArray<PartTest> tests) =>
        new(PositionOf(start), TextFrom(start), part.Whole, []) { Parts = tests };

    private BrokenExpression EventNotState(Operand operand, Token token, int start) =>
        Mistake(DiagnosticCodes.EventForState, token, $"'{operand.Name}' is an event: it has no state that could be known or change", $"write '{operand.Name}' alone, or '{operand.Name} is' and a value", start);

    private Operand? Resolve(Token name, bool ofSchedule = false)
    {
        Lookup lookup = _scope.Resolve(_context, name.Text, _context.At(Offset(name)), _path, out Operand? operand);
        if (lookup == Lookup.Unknown && Part(name, out operand))
            return operand;
        if (lookup == Lookup.Dense)
        {
            _context.Report.Error(DiagnosticCodes.EndsInSamples, Offset(name), _path, $"the port '{name.Text}' gives samples, which rules cannot read", "make a signal of it: { from: " + name.Text + ", through: [ ... ] }");
        }
        else if (lookup == Lookup.Bank)
        {
            _context.Report.Error(DiagnosticCodes.WrongType, Offset(name), _path, $"'{name.Text}' is a bank of {operand!.Flow.Channels} signals", $"name one of them: {NameScope.MemberName(name.Text, 0)} to {NameScope.MemberName(name.Text, operand.Flow.Channels - 1)}");
            return null;
        }
        else if (lookup == Lookup.Unknown && ofSchedule)
        {
            List<string> schedules = [.. _scope.Schedules()];
            string near = _context.Near(name.Text, schedules);
            _context.Report.Error(DiagnosticCodes.NotASchedule, Offset(name), _path, $"there is no schedule '{Cut(name.Text)}'", near.Length > 0 ? near : schedules.Count > MostListed ? "define it under 'schedules'" : $"define it under 'schedules', or take {ParameterSpec.Or([.. schedules])}");
        }
        else if (lookup == Lookup.Unknown)
        {
            string hint = name.Text.StartsWith(FeedReader.PortPrefix, StringComparison.Ordinal) ? "ports are fed in tests; rules use their names alone"
                : _context.Near(name.Text, _scope.Names()) is { Length: > 0 } near ? near
                : OutsideTheBlock(name.Text);
            _context.Report.Error(DiagnosticCodes.UnknownName, Offset(name), _path, $"there is no signal, output or port '{Cut(name.Text)}'", hint);
        }

        return operand;
    }

    // "entry is granted": the part that is meant where none is named
    private static Operand? MainPart(Operand? operand) =>
        operand is { Part: null, Flow: { Kind: FlowKind.Event, Record: { Main: { } main } type } } && type.Field(main) is RecordField field
            ? PartOperand(operand.Name, operand, field)
            : operand;

    private static Operand PartOperand(string name, Operand whole, RecordField field) =>
        new(name, whole.Kind, new Flow(FlowKind.Event, Unit: field.Unit), whole.Position) { Part = new EventPart(whole, field) };

    // card.facility: what stands behind the last dot may be a part of what the event before it brings
    private bool Part(Token name, out Operand? operand)
    {
        operand = null;
        int dot = name.Text.LastIndexOf('.');
        if (dot <= 0 || _scope.Resolve(_context, name.Text[..dot], _context.At(Offset(name)), _path, out Operand? whole) is Lookup.Unknown or Lookup.Dense)
            return false;
        if (whole is null)
            return true;
        if (whole.Flow is not { Kind: FlowKind.Event, Record: RecordType type })
            return false;
        string part = name.Text[(dot + 1)..];
        if (type.Field(part) is RecordField field)
        {
            operand = PartOperand(name.Text, whole, field);
            return true;
        }

        List<string> parts = ReadContext.NamesOf(type.Fields, static f => f.Name);
        string near = _context.Near(part, parts);
        _context.Report.Error(DiagnosticCodes.UnknownName, Offset(name), _path, $"{(type == RecordType.Entry ? "an" : "a")} {type} has no part '{Cut(part)}'", near.Length > 0 ? near : $"it has {ParameterSpec.Or([.. parts])}");
        return true;
    }

    // what the pipeline or its device has, and the block was not given
    private string OutsideTheBlock(string name)
    {
        if (!_scope.IsBlock)
            return "";
        Flow? flow = _scope.Table.TryMade(name, out SignalDefinition? signal) ? signal?.Flow : _scope.Table.Port(name)?.Flow;
        bool isThere = flow is not null || _scope.Table.DraftOf(name) is not null || _scope.Table.Output(name) is not null;
        string kind = flow?.Kind == FlowKind.Event ? "event" : flow?.IsDense == true ? "source" : "state";
        string given = _scope.Argument(name) is not null ? $"write ${name}: parameters stand behind a $" : $"a block knows only what it is given: add parameters: {{ {name}: {{ is: {kind} }} }}, write ${name} here, and give it with: {{ {name}: {name} }}";
        return isThere || _scope.Argument(name) is not null ? given : "";
    }

    private static string Cut(string text) => text.Length <= 64 ? text : text[..64] + "...";
}
