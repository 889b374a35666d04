extension GraphPageScript {
    /// What is shown, and the address that holds it.
    static let state = #"""
        // What is shown. The address holds it, so that every view can be sent to somebody and the back button works.
        const directions = ["through", "out", "in", "around"];
        const hopChoices = [1, 2, 3, 4, 5, 6, 8, 12];
        const limitChoices = [30, 60, 120, 200];
        const state = { focus: [], hops: 3, direction: "through", limit: 60, selected: null, expanded: new Set() };
        // How many members of a group are shown beyond the first; forgotten with the page.
        const opened = new Map();

        const nearest = (choices, wanted) =>
          choices.reduce((best, choice) => Math.abs(choice - wanted) < Math.abs(best - wanted) ? choice : best);

        function readAddress() {
          const parameters = new URLSearchParams(location.hash.slice(1));
          const listed = name => parameters.getAll(name).map(id => nodesByID.get(id)).filter(Boolean);
          state.focus = listed("focus");
          state.missing = parameters.getAll("focus").filter(id => !nodesByID.has(id));
          state.isStart = state.focus.length === 0;
          if (state.isStart) state.focus = input.focus.map(number => nodes[number]);
          state.hops = nearest(hopChoices, Number(parameters.get("hops")) || input.hops);
          state.direction = directions.includes(parameters.get("show")) ? parameters.get("show") : "through";
          state.limit = nearest(limitChoices, Number(parameters.get("limit")) || 60);
          const isSelecting = parameters.has("select");
          state.selected = isSelecting ? listed("select")[0] || null : state.isStart ? null : state.focus[0];
          state.expanded = new Set(listed("expand"));
        }

        function writeAddress(changes) {
          const next = Object.assign({}, state, changes);
          const parameters = new URLSearchParams();
          if (!next.isStart) next.focus.forEach(node => parameters.append("focus", node.id));
          if (next.hops !== nearest(hopChoices, input.hops)) parameters.set("hops", next.hops);
          if (next.direction !== "through") parameters.set("show", next.direction);
          if (next.limit !== 60) parameters.set("limit", next.limit);
          const usual = next.isStart ? null : next.focus[0];
          if (next.selected !== usual) parameters.set("select", next.selected ? next.selected.id : "");
          next.expanded.forEach(node => parameters.append("expand", node.id));
          const fragment = "#" + parameters.toString();
          if (fragment === (location.hash || "#")) refresh(); else location.hash = fragment;
        }

        const focusOn = node => {
          opened.clear();
          writeAddress({ focus: [node], isStart: false, selected: node, expanded: new Set() });
        };
        const select = node => writeAddress({ selected: node });
        const expand = node => writeAddress({ expanded: new Set([...state.expanded, node]), selected: node });
        """#
}
