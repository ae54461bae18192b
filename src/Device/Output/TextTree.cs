using System.Collections.Generic;
using System.IO;

namespace Reactive.Device.Output;

/// <summary>A tree of lines for people, drawn with box characters.</summary>
internal sealed class TextTree(string text)
{
    private readonly List<string> _lines = [];
    private readonly List<TextTree> _branches = [];

    /// <summary>Adds a branch and returns it.</summary>
    public TextTree Branch(string line)
    {
        var branch = new TextTree(line);
        _branches.Add(branch);
        return branch;
    }

    /// <summary>Adds a line beneath this one that is no branch of its own.</summary>
    public void Line(string line) => _lines.Add(line);

    /// <summary>Draws it.</summary>
    public void Write(TextWriter writer)
    {
        writer.WriteLine(text);
        Write(writer, "");
    }

    private void Write(TextWriter writer, string indent)
    {
        foreach (string line in _lines)
            writer.WriteLine((indent + (_branches.Count > 0 ? "│  " : "   ") + line).TrimEnd());
        for (int i = 0; i < _branches.Count; i++)
        {
            bool last = i == _branches.Count - 1;
            writer.WriteLine(indent + (last ? "└─ " : "├─ ") + _branches[i].Text);
            _branches[i].Write(writer, indent + (last ? "   " : "│  "));
        }
    }

    private string Text => text;
}
