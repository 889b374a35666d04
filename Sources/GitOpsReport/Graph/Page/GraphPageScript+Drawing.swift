extension GraphPageScript {
    /// The shapes.
    static let drawing = #"""
        // The drawing itself. Texts only ever become text nodes and attributes, never markup.
        const canvas = document.getElementById("canvas");
        const svg = (name, attributes, ...children) => {
          const element = document.createElementNS("http://www.w3.org/2000/svg", name);
          for (const key in attributes) element.setAttribute(key, attributes[key]);
          element.append(...children);
          return element;
        };
        let drawn = { boxes: [], lines: [], boxOf: new Map() };
        let world = null;

        function draw() {
          drawn = chosenParts();
          placeBoxes(drawn.boxes, drawn.lines);
          placePorts(drawn.boxes);
          const showsLabels = drawn.lines.length <= 70;
          world = svg("g", {});
          drawn.lines.forEach(line => world.append(lineElement(line, showsLabels)));
          // In reading order, which is the order of the Tab key.
          [...drawn.boxes].sort((one, other) => one.x - other.x || one.y - other.y)
            .forEach(box => world.append(boxElement(box)));
          canvas.replaceChildren(svg("defs", {}, arrow("arrow", ""), arrow("arrow-lit", " lit")), world);
        }

        const arrow = (id, lit) => svg("marker", {
          id, viewBox: "0 0 8 8", refX: 7.2, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto",
          markerUnits: "userSpaceOnUse"
        }, svg("path", { d: "M0 0.6 L8 4 L0 7.4 Z", class: "arrow" + lit }));

        function outline(box, grow) {
          const [x, y, width, height] =
            [box.x - grow, box.y - boxHeight / 2 - grow, box.width + 2 * grow, boxHeight + 2 * grow];
          const shape = nodeKinds[box.node ? box.node.kind : box.group.kind].shape;
          if (shape === "hexagon") {
            const cut = 11;
            return svg("path", {
              d: `M${x + cut} ${y} H${x + width - cut} L${x + width} ${y + height / 2} L${x + width - cut} ${y + height}`
                + ` H${x + cut} L${x} ${y + height / 2} Z`
            });
          }
          return svg("rect", { x, y, width, height, rx: shape === "pill" ? height / 2 : 7 + grow });
        }

        function boxElement(box) {
          const kind = nodeKinds[box.node ? box.node.kind : box.group.kind];
          const element = svg("g", { class: "node t-" + kind.tint, tabindex: 0, role: "button" });
          const parts = [["halo", 4], ["shape", 0], ["wash", 0]].map(([name, grow]) => {
            const shape = outline(box, grow);
            shape.setAttribute("class", name);
            return shape;
          });
          const severity = box.node ? box.node.severity : -1;
          const room = box.width - 26;
          const caption = svg("text", { class: "caption", x: box.x + 14, y: box.y - 6 });
          caption.textContent = fitted(captionOf(box), room - (severity >= 0 ? 60 : 0), 10.5, 600);
          const name = svg("text", { class: "name", x: box.x + 14, y: box.y + 12 });
          name.textContent = fitted(nameOf(box), room, 13, 500);
          element.append(...parts, caption, name);
          if (severity >= 0) element.append(severityElement(box, severity));
          element.setAttribute("aria-label", captionOf(box) + ", " + nameOf(box).slice(0, 300)
            + (severity >= 0 ? ", " + severities[severity] : ""));
          if (box.group) element.classList.add("more");
          if (box.node && state.focus.includes(box.node) && !showsAll()) element.classList.add("root");
          if (box.node && box.hiddenIn > 0) element.append(badge(box, box.x, box.hiddenIn));
          if (box.node && box.hiddenOut > 0) element.append(badge(box, box.x + box.width, box.hiddenOut));
          box.element = element;
          element.box = box;
          return element;
        }

        function severityElement(box, severity) {
          const words = severities[severity];
          const width = widthOf(words, 9.5, 700) + 11;
          const x = box.x + box.width - width - 9 - (nodeKinds[box.node.kind].shape === "rectangle" ? 0 : 5);
          const label = svg("text", { x: x + width / 2, y: box.y - 7, "text-anchor": "middle" });
          label.textContent = words;
          return svg("g", { class: "severity t-" + severityTints[severity] },
            svg("rect", { x, y: box.y - 17, width, height: 13.5, rx: 6.7 }), label);
        }

        function badge(box, x, count) {
          const words = "+" + inFull(count);
          const width = widthOf(words, 10.5, 600) + 10;
          const label = svg("text", { x, y: box.y + boxHeight / 2 + 4, "text-anchor": "middle" });
          label.textContent = words;
          const title = svg("title", {});
          title.textContent = "Show neighbours that are not drawn";
          return svg("g", { class: "badge", "data-expand": "" }, title,
            svg("rect", { x: x - width / 2, y: box.y + boxHeight / 2 - 8, width, height: 16, rx: 8 }), label);
        }

        function lineElement(line, showsLabels) {
          const points = [[line.isTurned ? line.to.x + line.to.width : line.from.x + line.from.width,
            line.isTurned ? line.endY : line.startY]];
          line.bends.forEach(bend => points.push([bend.x, bend.y], [bend.x + bend.width, bend.y]));
          points.push([line.isTurned ? line.from.x : line.to.x, line.isTurned ? line.startY : line.endY]);
          if (line.isTurned) points.reverse();
          let path = "M" + points[0].join(" ");
          for (let index = 1; index < points.length; index += 1) {
            const [[x, y], [nextX, nextY]] = [points[index - 1], points[index]];
            const half = (nextX - x) / 2;
            path += ` C${x + half} ${y} ${nextX - half} ${nextY} ${nextX} ${nextY}`;
          }
          const stroke = line.edges.length > 0 ? edgeKinds[line.edges[0].kind].stroke : "summary";
          const element = svg("g", { class: "edge " + stroke },
            svg("path", { class: "hit", d: path }), svg("path", { class: "ink", d: path, "marker-end": "url(#arrow)" }));
          const words = lineLabel(line);
          if (words) element.append(labelElement(line, points, fitted(words, 160, 11), showsLabels));
          line.element = element;
          element.line = line;
          return element;
        }

        // At the end that fewer lines share, where labels are least likely to stand on each other.
        function labelElement(line, points, words, showsLabels) {
          const way = line.isTurned ? -1 : 1;
          const atTarget = line.from.out.length >= line.to.in.length;
          const [x, y] = atTarget ? points[points.length - 1] : points[0];
          const label = svg("text", {
            x: atTarget ? x - 14 * way : x + 8 * way, y: y - 5, class: showsLabels ? "" : "quiet",
            "text-anchor": (atTarget ? way : -way) > 0 ? "end" : "start"
          });
          label.textContent = words;
          return label;
        }

        // The lines on the ways that lead to a box and on from it, as far as they are drawn.
        function linesThrough(box) {
          const lit = new Set();
          [["in", "from"], ["out", "to"]].forEach(([side, end]) => {
            const seen = new Set([box]);
            const queue = [box];
            while (queue.length > 0) {
              queue.pop()[side].forEach(line => {
                lit.add(line);
                if (seen.has(line[end])) return;
                seen.add(line[end]);
                queue.push(line[end]);
              });
            }
          });
          return lit;
        }

        // Lights up boxes and lines, and dims the others; with nothing to light up, nothing is dimmed.
        function light(boxes, lines) {
          const litBoxes = new Set(boxes);
          const litLines = new Set(lines);
          litLines.forEach(line => { litBoxes.add(line.from); litBoxes.add(line.to); });
          const isAll = litBoxes.size === drawn.boxes.length || litBoxes.size === 0;
          canvas.classList.toggle("choosing", !isAll);
          drawn.boxes.forEach(box => box.element.classList.toggle("lit", !isAll && litBoxes.has(box)));
          drawn.lines.forEach(line => {
            const isLit = !isAll && litLines.has(line);
            line.element.classList.toggle("lit", isLit);
            line.element.querySelector(".ink").setAttribute("marker-end", isLit ? "url(#arrow-lit)" : "url(#arrow)");
          });
        }
        """#
}
