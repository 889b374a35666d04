extension GraphPageScript {
    /// The details beside the drawing.
    static let panel = #"""
        // The details beside the drawing.
        const panel = document.getElementById("panel");
        const html = (name, properties, ...children) => {
          const element = Object.assign(document.createElement(name), properties);
          element.append(...children);
          return element;
        };
        const isolated = words => html("bdi", { textContent: words });
        const placeElement = where => html("div", { className: "place", textContent: where });
        const nodeLink = node => {
          const link = html("button", { className: "link", type: "button" }, isolated(node.label));
          link.addEventListener("click", () => drawn.boxOf.has(node) ? select(node) : focusOn(node));
          return link;
        };
        const kindElement = node => html("span", {
          className: "kind tinted t-" + nodeKinds[node.kind].tint,
          textContent: nodeKinds[node.kind].title + (node.group ? " · " + node.group : "")
        });
        const button = (words, action) => {
          const element = html("button", { type: "button", textContent: words });
          element.addEventListener("click", action);
          return element;
        };

        const edgeItem = (edge, ...ends) => {
          const item = html("li", {}, ...ends);
          if (edge.label) item.append(html("div", {}, isolated(edge.label)));
          if (edge.place) item.append(placeElement(edge.place));
          if (edge.detail) item.append(html("p", { className: "detail", textContent: edge.detail }));
          return item;
        };

        // A list that shows its first entries and the others when asked for.
        function longList(title, entries, makeItem, step = 25) {
          if (entries.length === 0) return [];
          const list = html("ul", {});
          const more = button("", () => grow());
          let shown = 0;
          const grow = () => {
            entries.slice(shown, shown + step).forEach(entry => list.append(makeItem(entry)));
            shown = Math.min(shown + step, entries.length);
            more.hidden = shown === entries.length;
            more.textContent = more.hidden ? "" : inFull(entries.length - shown) + " more";
          };
          grow();
          return [html("h3", { textContent: title + " (" + inFull(entries.length) + ")" }), list, more];
        }

        function showNode(node) {
          const head = [kindElement(node), html("h2", {}, isolated(node.label))];
          if (node.severity >= 0) head.push(html("p", {}, "Severity: ", html("b", {
            className: "tinted t-" + severityTints[node.severity], textContent: severities[node.severity]
          })));
          if (node.place) head.push(placeElement(node.place));
          if (node.detail) head.push(html("p", { className: "detail", textContent: node.detail }));
          const actions = [button("Focus here", () => focusOn(node))];
          const box = drawn.boxOf.get(node);
          if (box && box.hiddenIn + box.hiddenOut > 0) actions.push(button("Show neighbours", () => expand(node)));
          head.push(html("div", { className: "actions" }, ...actions));
          const path = pathToFocus(node);
          const pathItems = path.length < 2 ? [] : [html("h3", { textContent: "Shortest path, " + path.length + " steps" }),
            html("ol", {}, ...path.map(edge => edgeItem(edge, nodeLink(edge.from), " → ", nodeLink(edge.to))))];
          panel.replaceChildren(...head, ...pathItems,
            ...longList("Leads to", node.leaving, edge => edgeItem(edge, nodeLink(edge.to), " ", kindElement(edge.to))),
            ...longList("Reached from", node.arriving,
              edge => edgeItem(edge, nodeLink(edge.from), " ", kindElement(edge.from))));
          panel.scrollTop = 0;
        }

        function showLine(line) {
          panel.replaceChildren(
            html("h2", {}, nodeLink(line.from.node), " → ", nodeLink(line.to.node)),
            html("ul", {}, ...line.edges.map(edge =>
              edgeItem(edge, html("span", { className: "kind", textContent: edgeKinds[edge.kind].title })))));
        }

        function showGroup(group) {
          const item = member => html("li", {}, nodeLink(member), " ", kindElement(member));
          panel.replaceChildren(
            html("h2", { textContent: inFull(group.members.length) + " more: " + nodeKinds[group.kind].title }),
            html("div", { className: "actions" },
              button("Draw " + Math.min(columnStep, group.members.length) + " of them", () => openGroup(group))),
            ...longList(group.side === "out" ? "Reached from" : "Lead to", group.anchors, item, 12),
            ...longList("Not drawn", group.members, item, 50));
        }

        function openGroup(group) {
          opened.set(group.key, (opened.get(group.key) || 0) + columnStep);
          refresh();
        }

        function showStart() {
          const item = (keys, words) =>
            html("li", {}, ...keys.flatMap(key => [html("kbd", { textContent: key }), " "]), words);
          panel.replaceChildren(
            html("h2", { textContent: "Choose a node or a line" }),
            html("p", { textContent: "Its files and lines appear here. A double click puts the node into focus." }),
            ...longList("In focus", state.focus, node => html("li", {}, nodeLink(node), " ", kindElement(node)), 12),
            html("h3", { textContent: "Keys" }),
            html("ul", {}, item(["/"], "search"), item(["←", "→", "↑", "↓"], "go to the next node"),
              item(["Enter"], "focus on it"), item(["x"], "show its neighbours"), item(["Esc"], "choose nothing"), item(["0", "+", "−"], "zoom")));
        }
        """#
}
