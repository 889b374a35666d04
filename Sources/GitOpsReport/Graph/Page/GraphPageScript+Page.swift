extension GraphPageScript {
    /// Legend, status and the controls.
    static let page = #"""
        // Everything together.
        const status = document.getElementById("status");
        const chooser = id => document.getElementById(id);
        hopChoices.forEach(hops => chooser("hops").append(html("option", { textContent: hops })));
        limitChoices.forEach(limit => chooser("limit").append(html("option", { textContent: limit })));
        document.title = input.title || "Graph";
        chooser("title").textContent = input.title || "Graph";
        chooser("title").title = input.title;
        chooser("direction").addEventListener("change", event => writeAddress({ direction: event.target.value }));
        chooser("hops").addEventListener("change", event => writeAddress({ hops: Number(event.target.value) }));
        chooser("limit").addEventListener("change", event => writeAddress({ limit: Number(event.target.value) }));
        chooser("overview").addEventListener("click", () => goToStart());
        chooser("theme").addEventListener("click", () => {
          const root = document.documentElement;
          const isDark = root.dataset.theme
            ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
          root.dataset.theme = isDark ? "light" : "dark";
        });
        const goToStart = () => {
          opened.clear();
          writeAddress({ isStart: true, focus: [], selected: null, expanded: new Set(), direction: "through" });
        };

        const legendShape = kind => {
          const shape = kind.shape === "hexagon" ? svg("path", { d: "M5 1.5 H15 L19 7 L15 12.5 H5 L1 7 Z" })
            : svg("rect", { x: 1, y: 1.5, width: 18, height: 11, rx: kind.shape === "pill" ? 5.5 : 2.5 });
          return svg("svg", { width: 20, height: 14, "aria-hidden": "true" }, shape);
        };

        function showLegend() {
          const shown = nodeKinds.map((_, kind) => drawn.boxes.filter(box => box.node && box.node.kind === kind).length);
          const items = nodeKinds.map((kind, number) => {
            const count = (shown[number] === kind.count ? "" : inFull(shown[number]) + " of ") + inFull(kind.count);
            const title = "Search for this kind";
            const item = html("button", { type: "button", title, className: "tinted t-" + kind.tint },
              legendShape(kind), html("b", { textContent: kind.title }), html("span", { textContent: count }));
            item.addEventListener("click", () => {
              search.value = kindWord(number) + " ";
              search.focus();
              showHits();
            });
            return { item, count: kind.count };
          });
          const strokes = edgeKinds.filter(kind => kind.count > 0 && kind.title).map(kind =>
            html("span", { className: "stroke" }, html("u", { className: kind.stroke }),
              html("span", { textContent: kind.title })));
          chooser("legend").replaceChildren(...items.filter(({ count }) => count > 0).map(({ item }) => item), ...strokes);
        }

        function refresh() {
          chooser("direction").value = state.direction;
          chooser("hops").value = state.hops;
          chooser("limit").value = state.limit;
          draw();
          showLegend();
          const shown = drawn.boxes.filter(box => box.node).length;
          const focus = state.focus.length === 1 && !state.isStart ? " around " + state.focus[0].label.slice(0, 60) : "";
          status.textContent = shown === nodes.length
            ? inFull(shown) + " nodes, " + inFull(edges.length) + " edges"
            : inFull(shown) + " of " + inFull(nodes.length) + " nodes" + focus;
          if (state.missing.length > 0) status.textContent += ", there is no node " + state.missing[0].slice(0, 60);
          applySelection();
        }

        function applySelection() {
          const box = drawn.boxOf.get(state.selected);
          if (!state.selected) {
            showStart();
            return light([], []);
          }
          showNode(state.selected);
          if (!box) return light([], []);
          box.element.classList.add("selected");
          light([box], linesThrough(box));
        }

        let lastView = "";
        function render() {
          readAddress();
          const view = JSON.stringify([state.focus.map(node => node.number), state.hops, state.direction, state.limit]);
          refresh();
          if (view !== lastView) fit(); else applyZoom();
          lastView = view;
          const box = drawn.boxOf.get(state.selected);
          if (box) {
            const active = document.activeElement;
            if (active === document.body || canvas.contains(active)) box.element.focus({ preventScroll: true });
            reveal(box);
          }
        }
        """#
}
