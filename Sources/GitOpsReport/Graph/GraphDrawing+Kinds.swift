extension GraphDrawing {
    /// How the nodes of a kind look.
    public struct NodeKind: Sendable, Hashable {
        /// The name that nodes refer to.
        public var name: String
        /// The name for people.
        public var title: String
        /// The colour.
        public var tint: Tint
        /// The outline.
        public var shape: Shape

        /// A kind; without `title`, it is the name.
        public init(_ name: String, title: String? = nil, tint: Tint, shape: Shape = .rectangle) {
            self.name = name
            self.title = title ?? name
            self.tint = tint
            self.shape = shape
        }
    }

    /// How the edges of a kind look.
    public struct EdgeKind: Sendable, Hashable {
        /// The name that edges refer to.
        public var name: String
        /// The name for people.
        public var title: String
        /// The line.
        public var stroke: Stroke

        /// A kind; without `title`, it is the name.
        public init(_ name: String, title: String? = nil, stroke: Stroke = .solid) {
            self.name = name
            self.title = title ?? name
            self.stroke = stroke
        }
    }

    /// The colours, which stand out from each other in light and dark, and to most eyes.
    public enum Tint: String, Sendable, Hashable, CaseIterable {
        case blue, teal, green, olive, orange, red, purple, gray
    }

    /// The outlines.
    public enum Shape: String, Sendable, Hashable, CaseIterable {
        case rectangle
        /// Round ends: people and accounts.
        case pill
        /// Six corners: what is gained.
        case hexagon
    }

    /// The lines.
    public enum Stroke: String, Sendable, Hashable, CaseIterable {
        case solid, dashed, thick
    }
}
