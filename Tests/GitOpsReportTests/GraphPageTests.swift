import GitOpsManifest
import Testing

@testable import GitOpsReport

@Suite("Graphs as a page")
struct GraphPageTests {
    private func between(_ start: String, _ end: String, in text: String) throws -> String {
        let rest = try #require(text.firstRange(of: start)).upperBound
        let stop = try #require(text[rest...].firstRange(of: end)).lowerBound
        return String(text[rest..<stop])
    }

    private func data(_ page: String) throws -> Node {
        try Document(json: try between("id=\"data\">", "</script>", in: page)).root
    }

    @Test("the page allows its own script and style by their hashes, and nothing else")
    func policy() throws {
        let page = GraphRenderer().render(GraphFixture.small)
        let script = try between("<script>", "</script>", in: page)
        let style = try between("<style>", "</style>", in: page)
        let policy = try between("Content-Security-Policy\" content=\"", "\"", in: page)
        #expect(
            policy == "default-src 'none'; script-src 'sha256-\(SHA256.base64(of: Array(script.utf8)))'; "
                + "style-src 'sha256-\(SHA256.base64(of: Array(style.utf8)))'; base-uri 'none'; form-action 'none'")
        #expect(!script.contains("innerHTML") && !script.contains("eval("))
        for name in ["src=", "href=", "url(http", "@import", " style=\"", " onclick"] { #expect(!page.contains(name)) }
    }

    @Test("the data has every text once")
    func contents() throws {
        let root = try data(GraphRenderer(hops: 2).render(GraphFixture.small))
        #expect(
            JSONWriter().string(root)
                == [
                    #"{"title":"Paths to cluster-admin","hops":2,"focus":[2],"#,
                    #""nodeKinds":[[13,"blue","pill"],[14,"olive","rectangle"],[15,"red","hexagon"]],"#,
                    #""edgeKinds":[[16,"solid"],[17,"thick"]],"#,
                    #""nodes":[1,2,0,3,4,2,7,-1,0,5,6,1,3,0,0,0,-1,0,7,8,2,0,0,0,0,4,9],"#,
                    #""edges":[0,1,10,0,11,7,3,0,1,2,12,1,0,0,0,0],"#,
                    #""strings":["","sa/shop/web","web","shop","rbac/web.yaml","role/shop/deployer","deployer","#,
                    #""sink/cluster-admin","cluster-admin","may do everything","holds","rbac/binding.yaml","#,
                    #""binds any role","ServiceAccount","Role","Sink","grant","gain"]}"#,
                ].joined())
    }

    @Test("no name breaks out of the data", arguments: ReportFixture.hostileNames)
    func hostile(name: String) throws {
        let page = GraphRenderer().render(GraphFixture.hostile(name))
        #expect(page.split(separator: "<script").count == 3 && page.split(separator: "</script").count == 3)
        let json = try between("id=\"data\">", "</script>", in: page)
        #expect(!json.unicodeScalars.contains { $0 == "<" || $0 == ">" || $0 == "&" || $0 == "\u{2028}" })
        #expect(!holdsHiddenCharacter(page))
        let label = PrintableTextLines.of(name)
        #expect(try data(page)["strings"]?.elements.contains { $0.string == label } ?? false)
    }

    @Test("10,000 nodes stay below 2 MB, and the same graph gives the same bytes")
    func size() {
        let drawing = GraphFixture.generated(nodes: 10_000, seed: 11)
        let page = GraphRenderer().render(drawing)
        #expect(page.utf8.count < 2_000_000)
        #expect(page == GraphRenderer().render(drawing))
    }

    @Test("without a focus, the worst nodes are it")
    func focus() throws {
        var drawing = GraphFixture.small
        drawing.focus = ["nowhere"]
        let focus = try data(GraphRenderer().render(drawing))["focus"]?.elements.map { $0.int64 }
        #expect(focus?.first == 2)
    }
}

/// A name as the page shows it: hidden characters escaped, lines kept.
private enum PrintableTextLines {
    static func of(_ name: String) -> String {
        name.split(separator: "\n", omittingEmptySubsequences: false).map { PrintableText.escaped(String($0)) }
            .joined(separator: "\n")
    }
}
