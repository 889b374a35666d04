extension GraphPageScript {
    /// Where boxes and lines stand.
    static let places = #"""
        // Where everything stands.
        const boxHeight = 46;
        const rowGap = 16;
        const measuring = document.createElement("canvas").getContext("2d");
        const fontFamily = getComputedStyle(document.body).fontFamily;
        function widthOf(words, size, weight) {
          measuring.font = (weight || 400) + " " + size + "px " + fontFamily;
          return measuring.measureText(words).width;
        }

        // The longest beginning that fits. Names may be very long.
        function fitted(words, width, size, weight) {
          const characters = Array.from(words.length > 400 ? words.slice(0, 400) : words);
          if (characters.length === words.length && widthOf(words, size, weight) <= width) return words;
          let [low, high] = [0, characters.length];
          while (low < high) {
            const middle = (low + high + 1) >> 1;
            const isFitting = widthOf(characters.slice(0, middle).join("") + "…", size, weight) <= width;
            if (isFitting) low = middle; else high = middle - 1;
          }
          return low === characters.length && words.length <= 400 ? words : characters.slice(0, low).join("") + "…";
        }

        const captionOf = box => {
          if (box.group) return nodeKinds[box.group.kind].title;
          const kind = nodeKinds[box.node.kind].title;
          return box.node.group ? kind + " · " + box.node.group : kind;
        };
        const nameOf = box => box.group ? inFull(box.group.members.length) + " more" : box.node.label;
        const lineLabel = line => {
          const labels = [...new Set(line.edges.map(edge => edge.label).filter(Boolean))];
          return labels.length < 2 ? labels[0] || "" : labels[0] + " +" + (labels.length - 1);
        };

        function placeBoxes(boxes, lines) {
          assignLayers(boxes, lines);
          let top = 0;
          components(boxes).forEach(part => {
            const layers = orderLayers(part);
            placeColumns(layers);
            placeRows(layers);
            const all = layers.flat();
            const above = Math.min(...all.map(item => item.y - item.height / 2));
            const below = Math.max(...all.map(item => item.y + item.height / 2));
            all.forEach(item => { item.y += top - above; });
            top += below - above + 42;
            all.forEach(item => { if (item.box) Object.assign(item.box, { x: item.x, y: item.y, width: item.width }); });
          });
        }

        function placeColumns(layers) {
          let left = 0;
          layers.forEach((layer, index) => {
            const real = layer.filter(item => item.box);
            const width = real.reduce((widest, { box }) => {
              const severity = box.node && box.node.severity >= 0 ? 62 : 0;
              return Math.max(widest, widthOf(nameOf(box), 13, 500) + 28, widthOf(captionOf(box), 10.5, 600) + 28 + severity);
            }, 96);
            const labels = real.flatMap(({ box }) => box.in.map(lineLabel));
            const before = real.flatMap(({ box }) => box.out.filter(line => line.isTurned).map(lineLabel));
            const widest = [...labels, ...before].reduce((most, label) => Math.max(most, widthOf(label, 11)), 0);
            if (index > 0) left += Math.min(Math.max(widest + 54, 74), 214);
            layer.forEach(item => { item.x = left; item.width = Math.min(width, 250); });
            left += Math.min(width, 250);
          });
        }

        // Towards the middle of the neighbours, without changing the order: the least sum of squared distances, which the
        // merging of blocks that would overlap finds in one pass.
        function placeRows(layers) {
          layers.forEach(layer => {
            let y = 0;
            layer.forEach(item => { item.y = y + item.height / 2; y += item.height + rowGap; });
            layer.forEach(item => { item.y -= y / 2; });
          });
          for (let round = 0; round < 16; round += 1) {
            const isForward = round % 2 === 0;
            (isForward ? layers : [...layers].reverse()).forEach(layer => {
              layer.forEach(item => {
                const near = isForward ? item.left : item.right;
                const side = near.length > 0 ? near : round < 14 ? [] : [...item.left, ...item.right];
                item.wish = side.length === 0 ? item.y : side.reduce((sum, other) => sum + other.y, 0) / side.length;
              });
              settle(layer);
            });
          }
        }

        function settle(layer) {
          const blocks = [];
          let offset = 0;
          layer.forEach((item, index) => {
            if (index > 0) offset += (layer[index - 1].height + item.height) / 2 + rowGap;
            item.offset = offset;
            let block = { sum: item.wish - offset, items: [item] };
            while (blocks.length > 0) {
              const last = blocks[blocks.length - 1];
              if (last.sum / last.items.length <= block.sum / block.items.length) break;
              block = { sum: last.sum + block.sum, items: last.items.concat(block.items) };
              blocks.pop();
            }
            blocks.push(block);
          });
          blocks.forEach(block => block.items.forEach(item => { item.y = block.sum / block.items.length + item.offset; }));
        }

        // The ends of lines are spread over the side of a box, in the order of where they lead.
        function placePorts(boxes) {
          const spreadOver = (box, ends) => {
            const gap = Math.min(9, (boxHeight - 16) / Math.max(1, ends.length - 1));
            ends.sort((one, other) => one.towards - other.towards || one.line.from.number - other.line.from.number)
              .forEach((end, index) => { end.set(box.y + (index - (ends.length - 1) / 2) * gap); });
          };
          boxes.forEach(box => {
            const right = [];
            const left = [];
            box.out.forEach(line => {
              const next = line.bends.length === 0 ? line.to : line.isTurned ? line.bends.at(-1) : line.bends[0];
              (line.isTurned ? left : right).push({ line, towards: next.y, set: y => { line.startY = y; } });
            });
            box.in.forEach(line => {
              const next = line.bends.length === 0 ? line.from : line.isTurned ? line.bends[0] : line.bends.at(-1);
              (line.isTurned ? right : left).push({ line, towards: next.y, set: y => { line.endY = y; } });
            });
            spreadOver(box, right);
            spreadOver(box, left);
          });
        }
        """#
}
