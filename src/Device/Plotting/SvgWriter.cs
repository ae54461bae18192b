using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Xml;

namespace Reactive.Device.Plotting;

/// <summary>Where a text is fixed.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>Writes the few shapes that pictures are made of as SVG. Whatever a name holds, what comes out is XML.</summary>
internal sealed class SvgWriter : IDisposable
{
    private const string Namespace = "http://www.w3.org/2000/svg";

    private const string Style = "text{font-family:'Segoe UI','Helvetica Neue','DejaVu Sans',Arial,sans-serif;font-size:11px;fill:" + Palette.Quiet + "}"
        + ".t{font-size:15px;font-weight:600;fill:" + Palette.Ink + "}.n{font-size:12px;font-weight:600;fill:" + Palette.Ink + "}.b{fill:#fff;font-weight:600}.d{fill:" + Palette.Ink + ";font-weight:600}";

    private readonly XmlWriter _xml;

    /// <summary>A picture of so many pixels, on white. The stream stays the caller's.</summary>
    public SvgWriter(Stream stream, int width, int height, string title)
    {
        _xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true, NewLineChars = "\n", Indent = true, IndentChars = "" });
        _xml.WriteStartElement("svg", Namespace);
        Attribute("width", width);
        Attribute("height", height);
        _xml.WriteAttributeString("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}"));
        _xml.WriteAttributeString("role", "img");
        _xml.WriteElementString("title", Namespace, Clean(title));
        _xml.WriteElementString("style", Namespace, Style);
        Rectangle(0, 0, width, height, "#ffffff");
    }

    /// <summary>A filled rectangle.</summary>
    public void Rectangle(double x, double y, double width, double height, string fill, string? stroke = null, double opacity = 1, double radius = 0)
    {
        _xml.WriteStartElement("rect", Namespace);
        Attribute("x", x);
        Attribute("y", y);
        Attribute("width", width);
        Attribute("height", height);
        _xml.WriteAttributeString("fill", fill);
        if (stroke is not null)
            _xml.WriteAttributeString("stroke", stroke);
        if (opacity < 1)
            Attribute("opacity", opacity);
        if (radius > 0)
            Attribute("rx", radius);
        _xml.WriteEndElement();
    }

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string stroke, string? dashes = null)
    {
        _xml.WriteStartElement("line", Namespace);
        Attribute("x1", x1);
        Attribute("y1", y1);
        Attribute("x2", x2);
        Attribute("y2", y2);
        _xml.WriteAttributeString("stroke", stroke);
        if (dashes is not null)
            _xml.WriteAttributeString("stroke-dasharray", dashes);
        _xml.WriteEndElement();
    }

    /// <summary>A path, in the language of its <c>d</c>.</summary>
    public void Path(string d, string stroke, string fill = "none", double width = 1.2)
    {
        _xml.WriteStartElement("path", Namespace);
        _xml.WriteAttributeString("d", d);
        _xml.WriteAttributeString("fill", fill);
        _xml.WriteAttributeString("stroke", stroke);
        Attribute("stroke-width", width);
        _xml.WriteAttributeString("stroke-linejoin", "round");
        _xml.WriteEndElement();
    }

    /// <summary>A dot.</summary>
    public void Dot(double x, double y, double radius, string fill)
    {
        _xml.WriteStartElement("circle", Namespace);
        Attribute("cx", x);
        Attribute("cy", y);
        Attribute("r", radius);
        _xml.WriteAttributeString("fill", fill);
        _xml.WriteEndElement();
    }

    /// <summary>A text. Its style: <c>t</c> a title, <c>n</c> a name, <c>b</c> on a bar, <c>d</c> beside a bar, none for all else.</summary>
    public void Text(double x, double y, string text, TextAnchor anchor = TextAnchor.Start, string? style = null, double turned = 0)
    {
        _xml.WriteStartElement("text", Namespace);
        Attribute("x", x);
        Attribute("y", y);
        if (anchor != TextAnchor.Start)
            _xml.WriteAttributeString("text-anchor", anchor == TextAnchor.Middle ? "middle" : "end");
        if (style is not null)
            _xml.WriteAttributeString("class", style);
        if (turned != 0)
            _xml.WriteAttributeString("transform", string.Create(CultureInfo.InvariantCulture, $"rotate({turned} {Number(x)} {Number(y)})"));
        _xml.WriteString(Clean(text));
        _xml.WriteEndElement();
    }

    /// <summary>A picture of pixels, stretched over a rectangle.</summary>
    public void Image(double x, double y, double width, double height, byte[] png)
    {
        _xml.WriteStartElement("image", Namespace);
        Attribute("x", x);
        Attribute("y", y);
        Attribute("width", width);
        Attribute("height", height);
        _xml.WriteAttributeString("preserveAspectRatio", "none");
        _xml.WriteAttributeString("href", "data:image/png;base64," + Convert.ToBase64String(png));
        _xml.WriteEndElement();
    }

    /// <summary>A coordinate to a tenth of a pixel.</summary>
    public static string Number(double value) => (Math.Round(value, 1) + 0.0).ToString("0.#", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Dispose()
    {
        _xml.WriteEndElement();
        _xml.Dispose();
    }

    private void Attribute(string name, double value) => _xml.WriteAttributeString(name, name == "opacity" ? value.ToString("0.##", CultureInfo.InvariantCulture) : Number(value));

    // names come from files: what XML cannot hold is shown as what cannot be shown
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            clean.Append(rune.Value > 0xffff || (XmlConvert.IsXmlChar((char)rune.Value) && rune.Value >= ' ') ? rune.ToString() : "\ufffd");
        return clean.ToString();
    }
}
