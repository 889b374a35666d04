extension GraphPageScript {
    /// Mouse and keys.
    static let keys = #"""
        // Mouse and keys.
        canvas.addEventListener("click", event => {
          if (hasDragged) { hasDragged = false; return; }
          const box = event.target.closest(".node")?.box;
          const line = event.target.closest(".edge")?.line;
          if (box && event.target.closest("[data-expand]")) expand(box.node);
          else if (box) chooseBox(box);
          else if (line) chooseLine(line);
          else if (state.selected || canvas.classList.contains("choosing")) select(null);
        });
        canvas.addEventListener("dblclick", event => {
          const box = event.target.closest(".node")?.box;
          if (box && box.node) focusOn(box.node); else if (box) openGroup(box.group);
        });

        function chooseBox(box) {
          if (box.node) return select(box.node);
          drawn.boxes.forEach(other => other.element.classList.toggle("selected", other === box));
          showGroup(box.group);
          light([box], linesThrough(box));
          box.element.focus({ preventScroll: true });
        }

        function chooseLine(line) {
          if (line.edges.length === 0) return chooseBox(line.from.group ? line.from : line.to);
          drawn.boxes.forEach(box => box.element.classList.remove("selected"));
          showLine(line);
          light([], [line]);
        }

        // The box in a direction: one that is joined to this one if there is, else the nearest of the column.
        function boxTowards(box, key) {
          const nearestOf = others => others.reduce((best, other) =>
            !best || Math.abs(other.y - box.y) < Math.abs(best.y - box.y) ? other : best, null);
          const joined = [...box.out.map(line => line.to), ...box.in.map(line => line.from)];
          if (key === "ArrowRight") return nearestOf(joined.filter(other => other.x > box.x));
          if (key === "ArrowLeft") return nearestOf(joined.filter(other => other.x < box.x));
          const isDown = key === "ArrowDown";
          return nearestOf(drawn.boxes.filter(other =>
            Math.abs(other.x - box.x) < 1 && (isDown ? other.y > box.y : other.y < box.y)));
        }

        document.addEventListener("keydown", event => {
          if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
          const box = document.activeElement?.box;
          const { width, height } = canvas.getBoundingClientRect();
          const actions = {
            "/": () => search.focus(), "Escape": () => select(null), "0": fit, "Home": goToStart,
            "+": () => zoomBy(1.3, width / 2, height / 2), "-": () => zoomBy(1 / 1.3, width / 2, height / 2)
          };
          if (box) {
            actions.Enter = () => box.node ? focusOn(box.node) : openGroup(box.group);
            actions[" "] = () => chooseBox(box);
            actions.x = () => box.node ? expand(box.node) : openGroup(box.group);
          }
          const arrows = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
          if (arrows.includes(event.key) && !panel.contains(document.activeElement)) {
            const next = box ? boxTowards(box, event.key)
              : drawn.boxOf.get(state.selected) || drawn.boxOf.get(state.focus[0]) || drawn.boxes[0];
            if (next) actions[event.key] = () => chooseBox(next);
          }
          // Enter and blanks press the buttons that have the focus.
          if (!actions[event.key] || (event.target.matches("button") && !box)) return;
          event.preventDefault();
          actions[event.key]();
        });

        addEventListener("hashchange", render);
        render();
        """#
}
