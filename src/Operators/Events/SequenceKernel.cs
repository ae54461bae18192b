using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// The symbols that begin a sequence which is not decided, and one deadline. They are matched as a tokenizer does it: the earliest beginning
/// first, then the longest; a sequence is told once nothing longer can become of it.
/// </summary>
internal sealed class SequenceKernel : DeadlineKernel
{
    private readonly SequenceOptions _options;
    private readonly SequenceTrie _trie;
    private readonly ImmutableArray<Value> _words;

    // what came and belongs to no sequence yet, the first at 0; all of it but the last one is always the beginning of a sequence
    private readonly byte[] _symbols = new byte[SequenceOptions.MostSymbols];
    private readonly SignalTime[] _at = new SignalTime[SequenceOptions.MostSymbols];
    private readonly SignalTime[] _since = new SignalTime[SequenceOptions.MostSymbols];
    private int _count;
    private int _node;

    public SequenceKernel(SymbolSet symbols, SequenceOptions options)
        : base(SignalTime.Never)
    {
        _options = options;
        _trie = new SequenceTrie(options.Of, symbols);
        SymbolType type = SymbolType.Words(SequenceTexts.Names(options.Of));
        _words = [.. Enumerable.Range(0, type.Names.Length).Select(code => Value.Symbol(type, (byte)code))];
    }

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (input.Value.Kind == ValueKind.Fault)
            output.Emit(input with { Stamp = Now, Since = SignalTime.Min(input.Since, Now) });
        int code = SymbolSet.CodeOf(input.Value);
        if (code < 0)
            return;
        _symbols[_count] = (byte)code;
        _at[_count] = Now;
        _since[_count] = SignalTime.Min(input.Since, Now);
        _count++;
        int next = _trie.Next(_node, (byte)code);
        if (next != SequenceTrie.None && _trie.GoesOn(next))
            _node = next;
        else
            Settle(output);
        Arm();
    }

    protected override void Run(IEmit<Stamped<Value>> output)
    {
        bool isAll = _at[_count - 1] + _options.Timeout <= Now;
        while (_count > 0 && (isAll || _at[0] + Within <= Now))
        {
            TakeFirst(_count, output);
            Settle(output);
        }

        Arm();
    }

    protected override void Clear()
    {
        _count = 0;
        _node = SequenceTrie.Root;
        Due = SignalTime.Never;
    }

    protected override void SaveRest(StateWriter writer)
    {
        writer.Int64(_count);
        for (int i = 0; i < _count; i++)
        {
            writer.Byte(_symbols[i]);
            writer.Time(_at[i]);
            writer.Time(_since[i]);
        }
    }

    protected override void LoadRest(StateReader reader)
    {
        SignalTime due = Due;
        Clear();
        int count = reader.Count(SequenceOptions.MostSymbols - 1);
        bool isSound = true;
        for (int i = 0; i < count; i++)
        {
            (_symbols[i], _at[i], _since[i]) = (reader.Byte(), reader.Time(), reader.Time());
            _node = isSound ? _trie.Next(_node, _symbols[i]) : _node;
            isSound &= _node != SequenceTrie.None && _trie.GoesOn(_node) && _since[i] <= _at[i] && _at[i] <= Now && (i == 0 || _at[i - 1] <= _at[i]);
        }

        _count = count;
        Arm();
        if (!isSound || due != Due)
            throw new StateException("The state of the sequences is impossible.");
    }

    private TimeSpan Within => _options.Within ?? TimeSpan.MaxValue;

    private void Arm() => Due = _count == 0 ? SignalTime.Never : SignalTime.Min(_at[_count - 1] + _options.Timeout, _at[0] + Within);

    // tells and leaves out until all that remains is the beginning of a sequence, and longer than any that it is
    private void Settle(IEmit<Stamped<Value>> output)
    {
        while (true)
        {
            int walked = 0;
            _node = SequenceTrie.Root;
            while (walked < _count && _trie.Next(_node, _symbols[walked]) is var next && next != SequenceTrie.None)
            {
                _node = next;
                walked++;
                if (!_trie.GoesOn(next))
                    break;
            }

            if (walked == _count && (_count == 0 || _trie.GoesOn(_node)))
                return;
            TakeFirst(walked, output);
        }
    }

    // of the first symbols, which nothing goes on with, tells the longest sequence that they begin with, or leaves out one
    private void TakeFirst(int walked, IEmit<Stamped<Value>> output)
    {
        int length = 0, word = SequenceTrie.None, node = SequenceTrie.Root;
        for (int i = 0; i < walked; i++)
        {
            node = _trie.Next(node, _symbols[i]);
            if (_trie.WordAt(node) is var found && found != SequenceTrie.None)
                (length, word) = (i + 1, found);
        }

        SignalTime since = _since[0];
        Remove(Math.Max(length, 1));
        if (length > 0)
            output.Emit(new Stamped<Value>(_words[word], Now, since));
    }

    private void Remove(int count)
    {
        _count -= count;
        _symbols.AsSpan(count, _count).CopyTo(_symbols);
        _at.AsSpan(count, _count).CopyTo(_at);
        _since.AsSpan(count, _count).CopyTo(_since);
        _node = SequenceTrie.Root;
    }
}
