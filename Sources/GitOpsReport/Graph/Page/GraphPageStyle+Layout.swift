extension GraphPageStyle {
    /// Everything around the drawing.
    static let layout = #"""
        * { box-sizing: border-box; }
        html, body { height: 100%; margin: 0; }
        body {
          display: flex; flex-direction: column; background: var(--ground); color: var(--ink);
          font: 14px/1.45 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif;
        }
        header {
          display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; padding: 9px 16px;
          background: var(--card); border-bottom: 1px solid var(--line);
        }
        h1 {
          flex: 1 1 160px; min-width: 0; margin: 0; font-size: 15px; font-weight: 650;
          overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
        }
        label { color: var(--soft); white-space: nowrap; }
        input, select, button {
          font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--line);
          border-radius: 7px; padding: 4px 9px; height: 32px;
        }
        button { cursor: pointer; }
        button:hover, select:hover { border-color: var(--soft); }
        :focus-visible { outline: 2px solid var(--ring); outline-offset: 1px; }
        .search { position: relative; flex: 2 1 260px; max-width: 460px; }
        .search input { width: 100%; }
        #hits {
          position: absolute; z-index: 5; top: 36px; left: 0; right: 0; max-height: 60vh; overflow: auto;
          margin: 0; padding: 4px; list-style: none; background: var(--card); border: 1px solid var(--line);
          border-radius: 9px; box-shadow: 0 8px 24px #0003;
        }
        #hits li { padding: 5px 9px; border-radius: 6px; cursor: pointer; overflow-wrap: anywhere; }
        #hits li[aria-selected="true"], #hits li:hover { background: var(--ground); }
        #hits small { display: block; color: var(--soft); }
        #hits .none { color: var(--soft); cursor: default; }
        main { flex: 1; display: flex; min-height: 0; }
        #stage { position: relative; flex: 1; min-width: 0; overflow: hidden; }
        #canvas { position: absolute; inset: 0; width: 100%; height: 100%; cursor: grab; touch-action: none; }
        #canvas.dragging { cursor: grabbing; }
        #zoom { position: absolute; right: 14px; bottom: 14px; display: flex; gap: 5px; }
        #zoom button, #legend, #status { background: var(--card); box-shadow: var(--shadow); }
        #zoom button { min-width: 34px; padding: 0 8px; }
        #legend {
          position: absolute; left: 14px; bottom: 14px; max-width: calc(100% - 200px); padding: 7px 9px;
          border: 1px solid var(--line); border-radius: 9px; display: flex; flex-wrap: wrap; gap: 3px 5px; font-size: 12px;
          max-height: 100px; overflow: auto;
        }
        #legend button {
          border: 0; background: none; height: 24px; padding: 0 6px; display: flex; align-items: center; gap: 6px;
        }
        #legend button:hover { background: var(--ground); }
        #legend svg { fill: none; stroke: currentColor; stroke-width: 1.8; }
        #legend b { font-weight: 500; color: var(--ink); }
        #legend span { color: var(--soft); }
        #legend b, #legend span span {
          max-width: 170px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
        }
        #legend .stroke { display: flex; align-items: center; gap: 6px; padding: 0 6px; color: var(--edge); }
        #legend .stroke u { width: 22px; border-top: 2px solid currentColor; }
        #legend .stroke u.dashed { border-top-style: dashed; }
        #legend .stroke u.thick { border-top-width: 4px; }
        #status {
          position: absolute; left: 14px; top: 12px; margin: 0; padding: 3px 10px; border: 1px solid var(--line);
          border-radius: 14px; font-size: 12px; color: var(--soft); max-width: calc(100% - 28px);
        }
        #panel {
          flex: 0 0 340px; overflow: auto; padding: 14px 16px 24px; background: var(--card);
          border-left: 1px solid var(--line); overflow-wrap: anywhere;
        }
        #panel h2 { margin: 2px 0 4px; font-size: 16px; line-height: 1.3; max-height: 40vh; overflow: auto; }
        #panel h3 { margin: 18px 0 5px; font-size: 12px; font-weight: 600; color: var(--soft); }
        #panel p { margin: 5px 0; }
        #panel p.detail { white-space: pre-wrap; }
        #panel ol, #panel ul { margin: 0; padding: 0; list-style: none; }
        #panel li { padding: 7px 0; border-top: 1px solid var(--line); }
        #panel code, .place {
          font: 12px/1.4 ui-monospace, "SF Mono", "Liberation Mono", Menlo, monospace; color: var(--soft);
        }
        #panel .actions { display: flex; gap: 6px; margin: 10px 0 0; }
        #panel kbd {
          font: 12px ui-monospace, monospace; border: 1px solid var(--line); border-radius: 4px; padding: 0 5px;
        }
        .link {
          border: 0; background: none; padding: 0; height: auto; color: var(--accent); text-align: left; font-weight: 500;
        }
        .link:hover { text-decoration: underline; }
        .kind { font-size: 12px; font-weight: 600; }
        bdi, .place, .kind { unicode-bidi: isolate; }
        @media (max-width: 820px) {
          main { flex-direction: column; }
          #panel { flex: 0 0 38vh; border-left: 0; border-top: 1px solid var(--line); }
          #legend { display: none; }
        }
        """#
}
