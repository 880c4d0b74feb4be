// Finds what lies on a cycle of a graph.

export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** The nodes on cycles, and on the ways from one cycle to another; none when there is no cycle. Takes linear time. */
export function cyclicNodes(edges: readonly Edge[]): ReadonlySet<string> {
  const endless = withoutEnds(edges);
  const both = withoutEnds(endless.map(({ from, to }) => ({ from: to, to: from })));
  return new Set(both.flatMap(({ from, to }) => [from, to]));
}

/** The edges whose ways never end: those that lead nowhere are taken away, the last ones first. */
function withoutEnds(edges: readonly Edge[]): readonly Edge[] {
  const sources = new Map<string, string[]>();
  const ways = new Map<string, number>();
  for (const { from, to } of edges) {
    const into = sources.get(to);
    if (into === undefined) sources.set(to, [from]);
    else into.push(from);
    ways.set(from, (ways.get(from) ?? 0) + 1);
  }
  const ends = [...sources.keys()].filter((node) => !ways.has(node));
  for (let end = ends.pop(); end !== undefined; end = ends.pop())
    for (const from of sources.get(end) ?? []) {
      const left = (ways.get(from) ?? 0) - 1;
      ways.set(from, left);
      if (left === 0) ends.push(from);
    }
  return edges.filter(({ to }) => (ways.get(to) ?? 0) > 0);
}
