import GitOpsCEL
import GitOpsManifest
import Testing

@Suite("Refused expressions as the API server shows them")
struct ExpressionDisplayTests {
    private func display(_ text: String) -> String {
        let source = ExpressionSource(text)
        var builder = ProgramBuilder()
        do throws(ExpressionError) {
            try builder.add(source, in: Environment())
            return ""
        } catch {
            return error.displayText(of: source)
        }
    }

    @Test("each issue has its line and a mark")
    func marks() {
        #expect(
            display("1 +\n\tabc + xyz") == """
                ERROR: <input>:2:2: undeclared reference to 'abc' (in container '')
                 |  abc + xyz
                 | .^
                ERROR: <input>:2:8: undeclared reference to 'xyz' (in container '')
                 |  abc + xyz
                 | .......^
                """)
    }

    @Test("wide characters have wide marks before the place")
    func wide() {
        #expect(display("'äö' + x").hasSuffix("\n | 'äö' + x\n | .\u{FF0E}\u{FF0E}....^"))
    }

    @Test("a line that is too long is not shown")
    func long() {
        let text = String(repeating: " ", count: 17_000) + "x"
        #expect(display(text) == "ERROR: <input>:1:17001: undeclared reference to 'x' (in container '')")
    }
}
