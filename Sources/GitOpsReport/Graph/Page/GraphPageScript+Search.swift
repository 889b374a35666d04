extension GraphPageScript {
    /// The search box.
    static let search = #"""
        // The search box: words that all have to occur; `kind:` asks for a kind.
        const search = document.getElementById("search");
        const hits = document.getElementById("hits");
        let active = -1;
        const kindWord = kind => "kind:" + nodeKinds[kind].title.replaceAll(" ", "");
        const searchable = nodes.map(node =>
          [node.label, node.id, node.group, kindWord(node.kind)].join("\n").toLowerCase());

        function found(query) {
          const words = query.toLowerCase().split(/\s+/).filter(Boolean);
          if (words.length === 0) return [];
          const rank = node => {
            const label = node.label.toLowerCase();
            return label === words[0] ? 0 : label.startsWith(words[0]) ? 1 : label.includes(words[0]) ? 2 : 3;
          };
          return nodes.filter(node => words.every(word => searchable[node.number].includes(word)))
            .map(node => ({ node, rank: rank(node) }))
            .sort((one, other) => one.rank - other.rank || byInterest(one.node, other.node)).map(({ node }) => node);
        }

        function showHits() {
          const all = found(search.value);
          const isOpen = search.value.trim() !== "" && document.activeElement === search;
          active = all.length > 0 ? 0 : -1;
          hits.replaceChildren(...all.slice(0, 30).map((node, index) => {
            const item = html("li", { id: "hit" + index, role: "option", node }, isolated(node.label.slice(0, 300)),
              html("small", {}, kindElement(node), node.place ? " " + node.place : ""));
            item.addEventListener("pointerdown", event => { event.preventDefault(); choose(node); });
            return item;
          }));
          const note = all.length === 0 ? "No node has this in its name, kind or group"
            : all.length > 30 ? inFull(all.length - 30) + " more: type on" : "";
          if (note) hits.append(html("li", { className: "none", textContent: note }));
          hits.hidden = !isOpen;
          search.setAttribute("aria-expanded", String(isOpen));
          markActive();
        }

        function markActive() {
          [...hits.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
          search.setAttribute("aria-activedescendant", active >= 0 ? "hit" + active : "");
          if (active >= 0) hits.children[active].scrollIntoView({ block: "nearest" });
        }

        function choose(node) {
          search.value = "";
          search.blur();
          showHits();
          focusOn(node);
        }

        search.addEventListener("input", showHits);
        search.addEventListener("focus", showHits);
        search.addEventListener("blur", () => { hits.hidden = true; });
        search.addEventListener("keydown", event => {
          const count = hits.querySelectorAll("[role=option]").length;
          if (event.key === "ArrowDown" && count > 0) active = (active + 1) % count;
          else if (event.key === "ArrowUp" && count > 0) active = (active + count - 1) % count;
          else if (event.key === "Enter" && active >= 0) return choose(hits.children[active].node);
          else if (event.key === "Escape") { search.value = ""; search.blur(); return; }
          else return;
          event.preventDefault();
          markActive();
        });
        """#
}
