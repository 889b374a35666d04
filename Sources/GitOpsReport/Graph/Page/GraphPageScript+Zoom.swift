extension GraphPageScript {
    /// Moving and zooming.
    static let zoom = #"""
        // Moving and zooming.
        const zoom = { x: 0, y: 0, scale: 1 };
        const applyZoom = () => world.setAttribute("transform", `translate(${zoom.x} ${zoom.y}) scale(${zoom.scale})`);

        function fit() {
          const { width, height } = canvas.getBoundingClientRect();
          const legend = document.getElementById("legend").offsetHeight;
          const free = { left: 30, top: 52, width: width - 60, height: height - 52 - Math.max(legend + 28, 40) };
          const edge = side => Math.min(...drawn.boxes.map(side));
          const left = edge(box => box.x);
          const top = edge(box => box.y - boxHeight / 2);
          const right = -edge(box => -box.x - box.width);
          const bottom = -edge(box => -box.y - boxHeight / 2);
          if (!drawn.boxes.length) return;
          const scale = Math.min(free.width / (right - left), free.height / (bottom - top), 1.25);
          // Too small to be read: better a part of it, around what matters.
          zoom.scale = Math.max(scale, 0.55);
          const centre = { x: (left + right) / 2, y: (top + bottom) / 2 };
          const anchor = drawn.boxOf.get(state.selected) || drawn.boxOf.get(state.focus[0]);
          const clampTo = (wanted, low, high, room) =>
            high - low <= room ? (low + high) / 2 : Math.min(Math.max(wanted, low + room / 2), high - room / 2);
          if (scale < 0.55 && anchor) {
            centre.x = clampTo(anchor.x + anchor.width / 2, left, right, free.width / zoom.scale);
            centre.y = clampTo(anchor.y, top, bottom, free.height / zoom.scale);
          }
          zoom.x = free.left + free.width / 2 - centre.x * zoom.scale;
          zoom.y = free.top + free.height / 2 - centre.y * zoom.scale;
          applyZoom();
        }

        function zoomBy(factor, x, y) {
          const scale = Math.min(Math.max(zoom.scale * factor, 0.1), 4);
          zoom.x = x - (x - zoom.x) * scale / zoom.scale;
          zoom.y = y - (y - zoom.y) * scale / zoom.scale;
          zoom.scale = scale;
          applyZoom();
        }

        // Moves a box into view that is outside of it.
        function reveal(box) {
          const { width, height } = canvas.getBoundingClientRect();
          const [left, right] = [box.x, box.x + box.width].map(x => x * zoom.scale + zoom.x);
          const y = box.y * zoom.scale + zoom.y;
          if (left < 10) zoom.x += 40 - left;
          if (right > width - 10) zoom.x -= right - width + 40;
          if (y < 60) zoom.y += 100 - y;
          if (y > height - 90) zoom.y -= y - height + 130;
          applyZoom();
        }

        canvas.addEventListener("wheel", event => {
          event.preventDefault();
          const { left, top } = canvas.getBoundingClientRect();
          zoomBy(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), event.clientX - left, event.clientY - top);
        }, { passive: false });

        let drag = null;
        canvas.addEventListener("pointerdown", event => {
          if (event.button !== 0) return;
          drag = { x: event.clientX, y: event.clientY, hasMoved: false };
        });
        addEventListener("pointermove", event => {
          if (!drag) return;
          const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
          if (!drag.hasMoved && Math.abs(x) + Math.abs(y) < 5) return;
          Object.assign(drag, { x: event.clientX, y: event.clientY, hasMoved: true });
          canvas.classList.add("dragging");
          zoom.x += x;
          zoom.y += y;
          applyZoom();
        });
        let hasDragged = false;
        addEventListener("pointerup", () => {
          hasDragged = drag !== null && drag.hasMoved;
          drag = null;
          canvas.classList.remove("dragging");
        });
        document.querySelectorAll("#zoom button").forEach(button => button.addEventListener("click", () => {
          const { width, height } = canvas.getBoundingClientRect();
          if (button.dataset.zoom === "fit") fit();
          else zoomBy(button.dataset.zoom === "in" ? 1.3 : 1 / 1.3, width / 2, height / 2);
        }));
        addEventListener("resize", fit);
        """#
}
