/// The style of the page, in parts.
enum GraphPageStyle {
    /// The style sheet: the system decides between light and dark until somebody presses the button.
    static let text = """

        :root { color-scheme: light dark; \(light) }
        :root[data-theme="light"] { color-scheme: light; }
        @media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { \(dark) } }
        :root[data-theme="dark"] { color-scheme: dark; \(dark) }
        \(layout)
        \(graph)

        """
}
