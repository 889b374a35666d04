extension GraphPageScript {
    /// Shortest paths.
    static let paths = #"""
        // The shortest way between two nodes along the edges, or nothing.
        function shortestPath(from, to) {
          const cameBy = new Map([[from, null]]);
          const queue = [from];
          for (let next = 0; next < queue.length && !cameBy.has(to); next += 1) {
            queue[next].leaving.forEach(edge => {
              if (cameBy.has(edge.to)) return;
              cameBy.set(edge.to, edge);
              queue.push(edge.to);
            });
          }
          if (!cameBy.has(to)) return [];
          const path = [];
          for (let edge = cameBy.get(to); edge; edge = cameBy.get(edge.from)) path.push(edge);
          return path.reverse();
        }

        // The way between a node and the nearest node of the focus, in whichever direction there is one.
        function pathToFocus(node) {
          return state.focus.filter(other => other !== node)
            .flatMap(other => [shortestPath(other, node), shortestPath(node, other)])
            .filter(path => path.length > 0)
            .reduce((best, path) => best.length === 0 || path.length < best.length ? path : best, []);
        }
        """#
}
