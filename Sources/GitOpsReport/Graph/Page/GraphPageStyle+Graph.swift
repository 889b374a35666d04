extension GraphPageStyle {
    /// The drawing.
    static let graph = #"""
        .t-blue { --tint: var(--blue); } .t-teal { --tint: var(--teal); } .t-green { --tint: var(--green); }
        .t-olive { --tint: var(--olive); } .t-orange { --tint: var(--orange); } .t-red { --tint: var(--red); }
        .t-purple { --tint: var(--purple); } .t-gray { --tint: var(--gray); }
        .tinted { color: var(--tint); }
        .node { cursor: pointer; outline: none; }
        .node .shape { fill: var(--card); stroke: var(--tint); stroke-width: 1.5; }
        .node .wash { fill: var(--tint); opacity: .09; }
        .node .caption { fill: var(--tint); font-size: 10.5px; font-weight: 600; }
        .node .name { fill: var(--ink); font-size: 13px; font-weight: 500; }
        .node:hover .shape { stroke-width: 2.5; }
        .node.selected .shape, .node:focus-visible .shape { stroke-width: 3; }
        .node .halo { fill: none; stroke: none; }
        .node.root .halo { stroke: var(--tint); stroke-width: 1.2; opacity: .65; stroke-dasharray: 3 3; }
        .node.selected .halo, .node:focus-visible .halo {
          stroke: var(--ring); stroke-width: 2; opacity: 1; stroke-dasharray: none;
        }
        .node.more .shape { stroke-dasharray: 5 4; stroke-width: 1.2; }
        .node.more .name { fill: var(--soft); font-weight: 400; }
        .badge rect { fill: var(--card); stroke: var(--line); }
        .badge text { fill: var(--soft); font-size: 10.5px; font-weight: 600; }
        .badge:hover rect { stroke: var(--soft); }
        .severity rect { fill: var(--tint); }
        .severity text { fill: var(--card); font-size: 9.5px; font-weight: 700; }
        .edge { cursor: pointer; }
        .edge .hit { fill: none; stroke: transparent; stroke-width: 11; }
        .edge .ink { fill: none; stroke: var(--edge); stroke-width: 1.4; }
        .edge.dashed .ink { stroke-dasharray: 5 4; }
        .edge.thick .ink { stroke-width: 2.8; }
        .edge.summary .ink { stroke-width: 1; stroke-dasharray: 2 4; opacity: .6; }
        .edge text {
          fill: var(--soft); font-size: 11px; paint-order: stroke; stroke: var(--ground); stroke-width: 4px;
          stroke-linejoin: round; pointer-events: none;
        }
        .edge:hover .ink, .edge.lit .ink { stroke: var(--accent); stroke-width: 2.2; }
        .edge.lit text { fill: var(--ink); }
        .edge .quiet { display: none; }
        .edge:hover .quiet, .edge.lit .quiet { display: inline; }
        .arrow { fill: var(--edge); } .arrow.lit { fill: var(--accent); }
        #canvas.choosing .edge:not(.lit):not(:hover) { opacity: .22; }
        #canvas.choosing .node:not(.lit):not(:hover):not(:focus-visible) { opacity: .4; }
        @media (prefers-reduced-motion: no-preference) {
          .node, .edge { transition: opacity .12s; }
        }
        """#
}
