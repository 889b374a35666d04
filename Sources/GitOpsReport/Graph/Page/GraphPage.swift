import GitOpsManifest

/// One page that shows a graph, without anything from the network.
///
/// Its script and style are allowed by their hashes and nothing else is: no other script, no request, no form. The graph
/// stands in the page as JSON in which no character of markup is left, and the script makes texts of it, never markup.
struct GraphPage {
    /// Steps from the focus that are shown at first.
    let hops: Int

    func render(_ graph: GraphIndex) -> String {
        let title = graph.title.isEmpty ? "Graph" : graph.title
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(XMLText.escaped(title))</title>
            <style>\(GraphPageStyle.text)</style>
            </head>
            <body>
            \(Self.markup)
            <script type="application/json" id="data">\(GraphPageData(graph, hops: hops).text)</script>
            <script>\(GraphPageScript.text)</script>
            </body>
            </html>

            """
    }

    /// Nothing but our own script and style. Source: Content Security Policy Level 3, hashes.
    static let policy = [
        "default-src 'none'",
        "script-src 'sha256-\(SHA256.base64(of: Array(GraphPageScript.text.utf8)))'",
        "style-src 'sha256-\(SHA256.base64(of: Array(GraphPageStyle.text.utf8)))'",
        "base-uri 'none'",
        "form-action 'none'",
    ].joined(separator: "; ")
}
