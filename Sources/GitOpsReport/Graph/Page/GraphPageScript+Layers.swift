extension GraphPageScript {
    /// Layers from left to right.
    static let layers = #"""
        // Layers from left to right: each line leads to a later layer, once a few lines of every circle are turned round.
        function assignLayers(boxes, lines) {
          lines.forEach(line => { line.isTurned = false; line.from.out.push(line); line.to.in.push(line); });
          turnCircles(boxes);
          const before = box => [...box.in.filter(line => !line.isTurned).map(line => line.from),
            ...box.out.filter(line => line.isTurned).map(line => line.to)];
          const after = box => [...box.out.filter(line => !line.isTurned).map(line => line.to),
            ...box.in.filter(line => line.isTurned).map(line => line.from)];
          const order = [];
          const waiting = new Map(boxes.map(box => [box, before(box).length]));
          const ready = boxes.filter(box => waiting.get(box) === 0);
          while (ready.length > 0) {
            const box = ready.shift();
            order.push(box);
            box.layer = before(box).reduce((layer, other) => Math.max(layer, other.layer + 1), 0);
            after(box).forEach(other => {
              waiting.set(other, waiting.get(other) - 1);
              if (waiting.get(other) === 0) ready.push(other);
            });
          }
          // What nothing leads to moves next to what it leads to.
          order.reverse().forEach(box => {
            const next = after(box);
            if (next.length > 0 && before(box).length === 0) box.layer = Math.min(...next.map(other => other.layer)) - 1;
          });
        }

        function turnCircles(boxes) {
          const states = new Map();
          const starts = [...boxes].sort((one, other) => one.in.length - other.in.length || one.number - other.number);
          starts.forEach(start => {
            if (states.has(start)) return;
            const stack = [{ box: start, next: 0 }];
            states.set(start, "open");
            while (stack.length > 0) {
              const top = stack[stack.length - 1];
              if (top.next === top.box.out.length) {
                states.set(top.box, "done");
                stack.pop();
                continue;
              }
              const line = top.box.out[top.next];
              top.next += 1;
              if (states.get(line.to) === "open") line.isTurned = true;
              else if (!states.has(line.to)) {
                states.set(line.to, "open");
                stack.push({ box: line.to, next: 0 });
              }
            }
          });
        }

        // The parts of the drawing that no line joins, the largest first.
        function components(boxes) {
          const seen = new Set();
          const parts = [];
          boxes.forEach(start => {
            if (seen.has(start)) return;
            const part = [start];
            seen.add(start);
            for (let next = 0; next < part.length; next += 1) {
              const box = part[next];
              [...box.out.map(line => line.to), ...box.in.map(line => line.from)].forEach(other => {
                if (seen.has(other)) return;
                seen.add(other);
                part.push(other);
              });
            }
            parts.push(part);
          });
          return parts.sort((one, other) => other.length - one.length || one[0].number - other[0].number);
        }
        """#
}
