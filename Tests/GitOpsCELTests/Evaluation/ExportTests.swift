import GitOpsManifest
import Testing

@testable import GitOpsCEL

@Suite("Results outside of an evaluation")
struct ExportTests {
    @Test(
        "a value of a library has its text",
        arguments: [
            ("quantity('1Gi')", "1Gi"), ("url('https://a.example/b?c=1')", "https://a.example/b?c=1"),
            ("semver('1.2.3-rc.1')", "1.2.3-rc.1"), ("ip('::1')", "::1"), ("cidr('10.0.0.0/8')", "10.0.0.0/8"),
            ("format.dns1123Label()", "dns1123Label"),
        ])
    func libraryValues(expression: String, text: String) throws {
        guard case .opaque(_, let found) = try EvaluationFixture.evaluate(expression, in: Environment()).result.get()
        else {
            Issue.record("\(expression) is no value of a library")
            return
        }
        #expect(found == text)
    }

    @Test("a list whose parts are shared many times is refused rather than written out")
    func sharedParts() throws {
        var text = "[['a']]"
        for _ in 0..<9 { text += ".map(x, [x, x, x, x, x, x, x, x, x, x])" }
        let result = try EvaluationFixture.evaluate(text, in: Environment()).result
        guard case .failure(let error) = result else {
            Issue.record("the list was written out")
            return
        }
        #expect(error.kind == .memoryLimit)
    }
}
