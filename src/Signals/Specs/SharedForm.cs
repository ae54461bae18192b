using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Reactive.Signals.Specs;

/// <summary>What a shared kernel is made for.</summary>
/// <param name="Places">The parameters of each place: of each operator in the pipeline that names the same thing, in the order of the signals.</param>
/// <param name="CardFormats">The pipeline's own formats of cards.</param>
/// <param name="Secrets">The secrets that parameters name.</param>
public sealed record SharedSetting(ImmutableArray<ParameterValues> Places, IReadOnlyList<CardFormat> CardFormats, SecretSet Secrets)
{
    /// <summary>Whether the secrets are none, as in tests: what was made with others cannot be told from what is wrong, and passes.</summary>
    public bool HasNoSecrets { get; init; }
}

/// <summary>Something that is wrong with a table beside a pipeline. Lines and columns count from 1.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The column.</param>
/// <param name="Message">What was expected and what was found, a clause.</param>
/// <param name="Hint">How it may be mended, or empty.</param>
public sealed record TableProblem(int Line, int Column, string Message, string Hint);

/// <summary>What a table beside a pipeline says.</summary>
/// <param name="News">What is known by it: news for the shared kernel; null where something is wrong.</param>
/// <param name="Problems">All that is wrong.</param>
public sealed record SharedTable(string? News, ImmutableArray<TableProblem> Problems);

/// <summary>A form whose kernel is one for all signals of a pipeline that name the same thing.</summary>
public sealed class SharedForm : OperatorForm
{
    /// <summary>How the names of tables end, so that none can be a port's or an output's.</summary>
    public const string TableEnding = ".csv";

    /// <summary>The parameter that names what is shared: a table.</summary>
    public required string Names { get; init; }

    /// <summary>The parameters that all places must give alike, or not at all.</summary>
    public ImmutableArray<string> Common { get; init; } = [];

    /// <summary>How many places there may be.</summary>
    public int MostPlaces { get; init; } = 256;

    /// <summary>Makes the kernel.</summary>
    public required Func<SharedSetting, SharedKernel> Kernel { get; init; }

    /// <summary>Reads the table of that name.</summary>
    public required Func<SharedSetting, string, SharedTable> Table { get; init; }

    /// <summary>The name of what is shared.</summary>
    public string NameIn(ParameterValues parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters.Text(Names);
    }

    /// <summary>The form where nothing is shared and nobody serves it: one place, no news, no commands.</summary>
    public OperatorForm<Stamped<Value>, Stamped<Value>> Alone => new()
    {
        Takes = Takes,
        Yields = Yields,
        Accepts = Accepts,
        Output = Output,
        Kernel = (_, parameters) => new AloneKernel(Kernel(new SharedSetting([parameters], [], SecretSet.OfTests))),
    };

    /// <inheritdoc/>
    public override object Apply(object source, Flow input, ParameterValues parameters, OperatorContext context) => Alone.Apply(source, input, parameters, context);

    /// <inheritdoc/>
    public override IKernel CreateKernel(Flow input, ParameterValues parameters) => Alone.CreateKernel(input, parameters);

    /// <summary>A shared kernel with one place, as a kernel of its own.</summary>
    private sealed class AloneKernel(SharedKernel kernel) : Kernel<Stamped<Value>, Stamped<Value>>
    {
        private readonly AloneOutput _output = new();

        public override SignalTime Deadline => kernel.Deadline;

        public override SignalTime StampOf(in Stamped<Value> input) => input.Stamp;

        public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
        {
            _output.To = output;
            kernel.Step(input with { Channel = 0 }, _output);
        }

        public override void Expire(SignalTime now, IEmit<Stamped<Value>> output)
        {
            _output.To = output;
            kernel.Expire(now, _output);
        }

        public override void Reset() => kernel.Reset();

        public override void Save(StateWriter writer) => kernel.Save(writer);

        public override void Load(StateReader reader) => kernel.Load(reader);
    }

    private sealed class AloneOutput : ISharedOutput
    {
        public IEmit<Stamped<Value>>? To { get; set; }

        public void Emit(in Stamped<Value> output) => To!.Emit(output);

        public long Command(int place, string verb, string text) => 0;
    }
}
