using System;
using System.Collections.Generic;
using System.Linq;

namespace Reactive.Rules.Picturing;

/// <summary>Lets one arrow stand for all that lead from one box to another.</summary>
internal static class ArrowBundles
{
    /// <summary>
    /// One arrow a pair of boxes and direction, in the order of the first of each; a member of a bank counts as a box. It ends at a row where all of
    /// them do, means what comes first in the order of <see cref="ArrowRole"/>, and has the labels of all of them.
    /// </summary>
    public static IEnumerable<Arrow> Of(Picture picture)
    {
        HashSet<ArrowEnd> members = [.. picture.Boxes.Where(b => b.Kind == BoxKind.Signal).SelectMany(b => b.Rows.Where(r => r.Label.Length == 0), (b, r) => new ArrowEnd(b.Key, r.Key))];
        return picture.Arrows
            .GroupBy(a => (From: members.Contains(a.From) ? a.From : new ArrowEnd(a.From.Box), To: a.To.Box, a.IsFeedback))
            .Select(g => Bundle([.. g]));
    }

    private static Arrow Bundle(Arrow[] all) => all.Length == 1 ? all[0] : new Arrow(
        End(all, a => a.From), End(all, a => a.To), all.Min(a => a.Role), string.Join(", ", all.Select(a => a.Label).Where(l => l.Length > 0).Distinct()), all[0].IsFeedback);

    private static ArrowEnd End(Arrow[] all, Func<Arrow, ArrowEnd> end) =>
        all.All(a => end(a) == end(all[0])) ? end(all[0]) : new ArrowEnd(end(all[0]).Box);
}
