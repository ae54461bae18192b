using Reactive.Device.Messaging;
using Reactive.Device.Running;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Sinks;

namespace Reactive.Device.Live;

/// <summary>
/// Gives commands to those who carry them out. A command for whose outcome there is no place fails at once; an output
/// takes its state all the same, so that the last state wins whatever happens. A frame, a clip or a line of the log does not go out then.
/// </summary>
internal sealed class CommandDesk(Engine engine, AnswerLine answers, OutputDriver outputs, ReaderLineDriver readerLines, LogDriver logs, EntryLists lists, Connections connections) : ICommandTarget
{
    /// <summary>Those who play clips; null for none.</summary>
    public SpeakerDriver? Speakers { get; init; }

    public void Carry(in Command command)
    {
        bool place = answers.Reserve();
        if (!place)
            engine.Answer(command.Number, Outcome.Failed, command.Verb == Command.Publish ? Value.Of(command.Sink) : Value.Unknown(UnknownReason.Stale));
        if (lists.TryCarry(command, answer: place) || connections.TryCarry(command, answer: place))
            return;
        if (command.Sink == "log")
        {
            if (place)
                logs.Carry(command);
        }
        else if (Speakers is not null && Speakers.Has(command.Sink))
        {
            if (place)
                Speakers.Carry(command);
        }
        else if (readerLines.Has(command.Sink))
        {
            if (place)
                readerLines.Carry(command);
        }
        else
        {
            outputs.Carry(command, answer: place);
        }
    }
}
