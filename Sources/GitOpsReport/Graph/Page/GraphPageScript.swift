/// The script of the page, in parts.
enum GraphPageScript {
    /// The parts in the order in which they need each other.
    static let text =
        "\n\"use strict\";\n(() => {\n"
        + [data, state, selection, layers, order, places, drawing, zoom, paths, panel, search, page, keys]
        .joined(separator: "\n\n") + "\n})();\n"
}
