using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>
/// The entry list of a pipeline: makes credentials of values, entries of decisions, commands of requests for uses, and holders of news. What
/// is decided is the <see cref="EntryKernel"/>'s.
/// </summary>
internal sealed class EntryListKernel : SharedKernel, ICounting, IEmit<Stamped<EntryDecision>>
{
    /// <summary>Commands without an answer; whoever serves the list answers each.</summary>
    private const int MostCommands = 1024;

    private readonly EntryKernel _kernel;
    private readonly PinSecret? _secret;
    private readonly IReadOnlyList<CardFormat> _ownFormats;
    private readonly SortedDictionary<long, (int HolderId, long Use)> _commands = [];
    private long _early;
    private ISharedOutput? _output;

    public EntryListKernel(SharedSetting setting, ImmutableArray<EntryOptions> readers)
    {
        _kernel = new EntryKernel(readers);
        _ownFormats = setting.CardFormats;
        _secret = EntryListOperator.SecretOf(setting);
    }

    public override SignalTime Deadline => _kernel.Deadline;

    public IEnumerable<(string What, long Count)> Counts => _kernel.Counts.Append(("credentials presented before the start", _early));

    public override void Step(in Stamped<Value> input, ISharedOutput output) => Present(input, false, output);

    public override void Check(in Stamped<Value> input, ISharedOutput output) => Present(input, true, output);

    public override void Pass() => _early++;

    public override bool News(in Stamped<Value> news, ISharedOutput output)
    {
        if (news.Value.Kind != ValueKind.Text)
            return true;
        var inputs = new List<EntryInput>();
        if (!HolderNews.TryRead(news.Value.Text!, _ownFormats, inputs, out _))
            return false;
        foreach (EntryInput input in inputs)
            Give(input, news.Stamp, news.Since, 0, output);
        return true;
    }

    public override void Answered(long command, in Value outcome, in Stamped<Value> readback, ISharedOutput output)
    {
        if (!_commands.Remove(command, out (int HolderId, long Use) request))
            return;
        bool isTaken = outcome == Outcome.Done && readback.Value.Number is >= 0 and <= Holder.MostUses;
        string reason = readback.Value.Kind == ValueKind.Fault ? readback.Value.Text! : EntryFault.StoreFailed;
        EntryInput answer = isTaken ? EntryInput.Committed(request.HolderId, request.Use, (int)readback.Value.Number) : EntryInput.Refused(request.HolderId, request.Use, reason);
        Give(answer, readback.Stamp, readback.Since, 0, output);
    }

    public override void Anchored(SignalTime at, long wallNanoseconds) => _kernel.Step(new Stamped<EntryInput>(EntryInput.Anchor(wallNanoseconds), at), this);

    public override string Retold() => HolderNews.All(_kernel.Holders);

    public override void Expire(SignalTime now, ISharedOutput output)
    {
        _output = output;
        _kernel.Expire(now, this);
    }

    public override void Reset()
    {
        _kernel.Reset();
        _commands.Clear();
        _early = 0;
    }

    public override void Save(StateWriter writer)
    {
        _kernel.Save(writer);
        writer.Int64(_early);
        writer.Int64(_commands.Count);
        foreach ((long command, (int holderId, long use)) in _commands)
        {
            writer.Int64(command);
            writer.Int64(holderId);
            writer.Int64(use);
        }
    }

    public override void Load(StateReader reader)
    {
        _kernel.Load(reader);
        _early = reader.Int64();
        _commands.Clear();
        for (int left = reader.Count(MostCommands); left > 0; left--)
        {
            if (!_commands.TryAdd(reader.Int64(), (reader.Count(int.MaxValue), reader.Int64())))
                throw new StateException("The commands of an entry list are impossible.");
        }
    }

    void IEmit<Stamped<EntryDecision>>.Emit(in Stamped<EntryDecision> output)
    {
        EntryDecision decision = output.Value;
        if (decision.Outcome == EntryOutcome.UseRequested)
            Request(output);
        else
            _output!.Emit(new Stamped<Value>(ValueOf(decision), output.Stamp, output.Since, output.Channel));
    }

    private static Value ValueOf(in EntryDecision decision)
    {
        bool fails = decision.Outcome == EntryOutcome.Fault;
        return Value.Of(new Entry
        {
            Outcome = decision.Outcome switch
            {
                EntryOutcome.Granted => Entry.Granted,
                EntryOutcome.Denied => Entry.Denied,
                EntryOutcome.Forwarded => Entry.Forwarded,
                EntryOutcome.AwaitsPin => Entry.AwaitsPin,
                _ => Entry.Failed,
            },
            Reason = fails ? Entry.Failures.Contains(decision.Fault!) ? decision.Fault! : EntryFault.StoreFailed : EntryDecision.NameOf(decision.Denial),
            Holder = decision.Holder?.FirstName ?? "",
            HolderId = decision.Holder?.Id ?? 0,
            Conditions = decision.Holder is { } holder ? string.Join(' ', holder.Conditions) : "",
            Remaining = decision.Remaining,
            Use = decision.Use,
            IsCheck = decision.IsCheck,
            Credential = ValueOf(decision.Credential),
        });
    }

    private static Value ValueOf(in Credential credential) => credential.Kind switch
    {
        CredentialKind.Card => Value.Card(credential.Bits, credential.Format),
        CredentialKind.Pin => Value.Pin(credential.Bits),
        CredentialKind.Qr => Value.Of(credential.Text!),
        _ => default,
    };

    // without an answer the request is too late in the end, as with a store that is silent
    private void Request(in Stamped<EntryDecision> asked)
    {
        EntryDecision decision = asked.Value;
        if (_commands.Count == MostCommands)
        {
            Give(EntryInput.Refused(decision.Holder!.Id, decision.Use, EntryFault.StoreBusy), asked.Stamp, asked.Since, asked.Channel, _output!);
            return;
        }

        long command = _output!.Command(asked.Channel, CommandModel.TakeUse, string.Create(CultureInfo.InvariantCulture, $"{decision.Holder!.Id} {decision.Use} {decision.Remaining}"));
        if (command > 0)
            _commands[command] = (decision.Holder.Id, decision.Use);
    }

    // faults and outages of what is presented are no credentials; whoever wants them reads them where they come from
    private void Present(in Stamped<Value> input, bool isCheck, ISharedOutput output)
    {
        if (Credential.TryOf(input.Value, _secret, out Credential credential))
            Give(EntryInput.Presented(credential, isCheck), input.Stamp, input.Since, input.Channel, output);
    }

    private void Give(in EntryInput input, SignalTime stamp, SignalTime since, int place, ISharedOutput output)
    {
        _output = output;
        _kernel.Step(new Stamped<EntryInput>(input, stamp, since, place), this);
    }
}
