extension GraphPage {
    /// The body without the data and the script.
    static let markup = #"""
        <header>
          <h1 id="title"></h1>
          <div class="search">
            <input id="search" type="search" role="combobox" aria-expanded="false" aria-controls="hits"
              aria-autocomplete="list" autocomplete="off" spellcheck="false"
              placeholder="Search nodes   (press /)" aria-label="Search nodes by name, kind or group">
            <ul id="hits" role="listbox" aria-label="Nodes found" hidden></ul>
          </div>
          <label>Show <select id="direction">
            <option value="through">paths through it</option>
            <option value="out">what it reaches</option>
            <option value="in">what reaches it</option>
            <option value="around">all around it</option>
          </select></label>
          <label>Hops <select id="hops"></select></label>
          <label>At most <select id="limit"></select></label>
          <button id="overview" type="button" title="Back to the first view (Home)">Start</button>
          <button id="theme" type="button" title="Light or dark" aria-label="Switch between light and dark">◐</button>
        </header>
        <main>
          <section id="stage" aria-label="Graph">
            <svg id="canvas" role="group" aria-label="Graph"></svg>
            <div id="zoom">
              <button type="button" data-zoom="in" aria-label="Zoom in">+</button>
              <button type="button" data-zoom="out" aria-label="Zoom out">−</button>
              <button type="button" data-zoom="fit" aria-label="Fit the graph into the window" title="Fit (0)">fit</button>
            </div>
            <div id="legend"></div>
            <p id="status" role="status"></p>
          </section>
          <aside id="panel" aria-label="Details" tabindex="-1"></aside>
        </main>
        <noscript>This page draws its graph with a script of its own; allow scripts to see it.</noscript>
        """#
}
