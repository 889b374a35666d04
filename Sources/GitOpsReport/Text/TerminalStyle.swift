import GitOpsManifest

/// Colours of a terminal, which are only used when they are asked for.
package struct TerminalStyle {
    package let isColored: Bool

    package init(isColored: Bool) { self.isColored = isColored }

    package enum Color: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case magenta = "35"
    }

    /// Text from outside, made harmless, in a colour.
    package func text(_ text: String, _ color: Color? = nil) -> String {
        let text = PrintableText.escaped(text)
        guard isColored, let color, !text.isEmpty else { return text }
        return "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
    }

    package func severity(_ severity: Severity) -> Color {
        switch severity {
        case .critical: .magenta
        case .high: .red
        case .medium: .yellow
        case .low: .blue
        case .info: .dim
        }
    }

    package func verdict(_ verdict: Verdict) -> Color {
        switch verdict {
        case .fail, .error: .red
        case .warn, .unknown: .yellow
        case .audit: .blue
        case .pass: .green
        case .skip: .dim
        }
    }
}
