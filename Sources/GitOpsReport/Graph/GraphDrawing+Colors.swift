extension GraphDrawing.Tint {
    /// The colours on a light ground: what a shape is filled with, and its outline.
    var colors: (fill: String, stroke: String) {
        switch self {
        case .blue: ("#dbeafe", "#2563eb")
        case .teal: ("#ccfbf1", "#0d9488")
        case .green: ("#dcfce7", "#16a34a")
        case .olive: ("#fef9c3", "#a16207")
        case .orange: ("#ffedd5", "#ea580c")
        case .red: ("#fee2e2", "#dc2626")
        case .purple: ("#f3e8ff", "#9333ea")
        case .gray: ("#f3f4f6", "#6b7280")
        }
    }
}
