extension GraphPageScript {
    /// Which nodes are drawn.
    static let selection = #"""
        // Which nodes are drawn: those near the focus, a column at a time, the most interesting first. What does not fit into
        // a column becomes one box that stands for the rest of its kind, so that the drawing never becomes a hairball.
        const columnStep = 10;
        const columnRoom = () => ({ 30: 7, 60: 11, 120: 18, 200: 26 })[state.limit];

        const showsAll = () => nodes.length <= 40 && state.isStart;

        function chooseNodes() {
          const view = { nodes: new Set(), groups: new Map() };
          if (showsAll()) {
            nodes.forEach(node => view.nodes.add(node));
            return view;
          }
          const ways = { through: ["out", "in"], out: ["out"], in: ["in"], around: ["around"] }[state.direction];
          state.focus.slice(0, columnRoom()).forEach(node => view.nodes.add(node));
          const roots = [...view.nodes];
          const fronts = ways.map(way => ({ way, nodes: roots, walked: new Set(roots) }));
          for (let hop = 0; hop < state.hops; hop += 1) {
            fronts.forEach(front => {
              const sides = front.way === "around" ? ["out", "in"] : [front.way];
              const next = sides.flatMap(side => addColumn(view, front.nodes, side, front.way + hop));
              front.nodes = [...new Set(next)].filter(node => !front.walked.has(node));
              front.nodes.forEach(node => front.walked.add(node));
            });
          }
          state.expanded.forEach(node => {
            view.nodes.add(node);
            ["out", "in"].forEach(side => addColumn(view, [node], side, "x" + node.number));
          });
          closeGroups(view);
          return view;
        }

        const neighbours = (node, side) => {
          const found = new Set(side === "out" ? node.leaving.map(edge => edge.to) : node.arriving.map(edge => edge.from));
          found.delete(node);
          return [...found].sort(byInterest);
        };

        // The neighbours of a column on one side: in turn the best of each node, as long as there is room.
        function addColumn(view, column, side, name) {
          const lists = column.map(node => ({ node, others: neighbours(node, side) }));
          const longest = lists.reduce((most, { others }) => Math.max(most, others.length), 0);
          const next = [];
          let room = columnRoom();
          const extra = new Map();
          for (let turn = 0; turn < longest; turn += 1) {
            lists.forEach(({ node, others }) => {
              if (turn >= others.length) return;
              const other = others[turn];
              const key = name + side + other.kind;
              if (view.nodes.has(other)) return next.push(other);
              if (!extra.has(key)) extra.set(key, opened.get(key) || 0);
              const hasRoom = room > 0 || extra.get(key) > 0;
              if (hasRoom && view.nodes.size + view.groups.size < state.limit - nodeKinds.length) {
                if (room > 0) room -= 1; else extra.set(key, extra.get(key) - 1);
                view.nodes.add(other);
                next.push(other);
              } else if (view.groups.has(key) || view.nodes.size + view.groups.size < state.limit) {
                if (!view.groups.has(key)) {
                  view.groups.set(key, { key, side, kind: other.kind, anchors: new Set(), members: new Set() });
                }
                view.groups.get(key).anchors.add(node);
                view.groups.get(key).members.add(other);
              }
            });
          }
          return next;
        }

        // What came into view by another way is no longer part of a group; a box for a single node would take its place.
        function closeGroups(view) {
          for (const [key, group] of view.groups) {
            group.members = [...group.members].filter(member => !view.nodes.has(member)).sort(byInterest);
            group.anchors = [...group.anchors].filter(anchor =>
              neighbours(anchor, group.side).some(other => group.members.includes(other)));
            if (group.members.length < 2) {
              view.groups.delete(key);
              group.members.forEach(member => view.nodes.add(member));
            }
          }
        }

        // The boxes and lines of the drawing.
        function chosenParts() {
          const view = chooseNodes();
          const boxes = [];
          const boxOf = new Map();
          const add = box => {
            boxes.push(Object.assign(box, { number: boxes.length, out: [], in: [] }));
            return box;
          };
          [...view.nodes].sort((one, other) => one.number - other.number).forEach(node => boxOf.set(node, add({ node })));
          const lines = new Map();
          const connect = (from, to, edge) => {
            const key = from.number + ">" + to.number;
            if (!lines.has(key)) lines.set(key, { from, to, edges: [] });
            if (edge) lines.get(key).edges.push(edge);
          };
          const grouped = { out: new Set(), in: new Set() };
          for (const group of view.groups.values()) {
            const box = add({ group });
            group.anchors.forEach(anchor => {
              grouped[group.side].add(anchor);
              if (group.side === "out") connect(boxOf.get(anchor), box, null); else connect(box, boxOf.get(anchor), null);
            });
          }
          boxOf.forEach((box, node) => {
            node.leaving.forEach(edge => {
              const other = boxOf.get(edge.to);
              if (other && other !== box) connect(box, other, edge);
            });
            const hidden = side =>
              grouped[side].has(node) ? 0 : neighbours(node, side).filter(other => !boxOf.has(other)).length;
            box.hiddenOut = hidden("out");
            box.hiddenIn = hidden("in");
          });
          return { boxes, lines: [...lines.values()], boxOf };
        }
        """#
}
