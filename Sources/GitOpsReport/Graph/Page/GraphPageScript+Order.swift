extension GraphPageScript {
    /// The order inside the layers.
    static let order = #"""
        // The order inside the layers, with few crossings: every box moves towards the middle of what it is joined to.
        function orderLayers(part) {
          const first = Math.min(...part.map(box => box.layer));
          const layers = [];
          const put = (item, layer) => {
            while (layers.length <= layer) layers.push([]);
            layers[layer].push(item);
          };
          const itemOf = new Map();
          part.forEach(box => {
            const item = { box, layer: box.layer - first, left: [], right: [], height: boxHeight };
            itemOf.set(box, item);
          });
          walkedFrom(part).forEach(box => put(itemOf.get(box), itemOf.get(box).layer));
          // A line over several layers gets a place in each of them.
          part.forEach(box => box.out.forEach(line => {
            const [low, high] = line.isTurned ? [line.to, line.from] : [line.from, line.to];
            let previous = itemOf.get(low);
            line.bends = [];
            for (let layer = previous.layer + 1; layer < itemOf.get(high).layer; layer += 1) {
              const bend = { layer, left: [previous], right: [], height: 6 };
              previous.right.push(bend);
              put(bend, layer);
              line.bends.push(bend);
              previous = bend;
            }
            previous.right.push(itemOf.get(high));
            itemOf.get(high).left.push(previous);
          }));
          return fewestCrossings(layers);
        }

        // Depth first from the left, so that what belongs together begins together.
        function walkedFrom(part) {
          const seen = new Set();
          const order = [];
          const walk = start => {
            const stack = [start];
            while (stack.length > 0) {
              const box = stack.pop();
              if (seen.has(box)) continue;
              seen.add(box);
              order.push(box);
              [...box.out].reverse().forEach(line => stack.push(line.to));
            }
          };
          [...part].sort((one, other) => one.layer - other.layer || one.number - other.number).forEach(walk);
          return order;
        }

        function fewestCrossings(layers) {
          const renumber = layer => layer.forEach((item, index) => { item.order = index; });
          layers.forEach(renumber);
          let best = layers.map(layer => [...layer]);
          let fewest = crossings(layers);
          for (let round = 0; round < 24 && fewest > 0; round += 1) {
            const isForward = round % 2 === 0;
            const sequence = isForward ? layers : [...layers].reverse();
            sequence.forEach(layer => {
              layer.forEach(item => {
                const side = isForward ? item.left : item.right;
                item.middle = side.length === 0
                  ? item.order : side.reduce((sum, other) => sum + other.order, 0) / side.length;
              });
              layer.sort((one, other) => one.middle - other.middle || one.order - other.order);
              renumber(layer);
            });
            const count = crossings(layers);
            if (count < fewest) {
              fewest = count;
              best = layers.map(layer => [...layer]);
            }
          }
          best.forEach(renumber);
          return best;
        }

        function crossings(layers) {
          let count = 0;
          layers.forEach(layer => {
            const ends = [];
            layer.forEach(item =>
              item.right.map(other => other.order).sort((one, other) => one - other).forEach(order => ends.push(order)));
            for (let index = 1; index < ends.length; index += 1) {
              for (let earlier = 0; earlier < index; earlier += 1) if (ends[earlier] > ends[index]) count += 1;
            }
          });
          return count;
        }
        """#
}
