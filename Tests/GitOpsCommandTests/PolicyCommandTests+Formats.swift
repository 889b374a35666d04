import Foundation
import GitOpsTestSupport
import Testing

extension PolicyCommandTests {
    @Test(
        "each format is what the example keeps",
        arguments: [
            ("check.txt", []), ("check.md", ["--output", "markdown"]),
            ("check.csv", ["--output", "csv", "--show-passed"]),
        ] as [(String, [String])])
    func golden(file: String, arguments: [String]) throws {
        let expected = try String(contentsOfFile: Self.folder + "/expected/" + file, encoding: .utf8)
        let result = try BuiltCommand.run(
            ["policy", "check", "--policies", "policies", "--base", "base"] + Self.exceptions + ["head"] + arguments,
            in: Self.folder)
        #expect(result.status == 1 && result.output == expected, "\(result.output)\(result.errors)")
    }

    @Test("the README shows what the example prints")
    func readme() throws {
        let expected = try String(contentsOfFile: Self.folder + "/expected/check.txt", encoding: .utf8)
        let readme = try String(contentsOfFile: BuiltCommand.examples + "/../../README.md", encoding: .utf8)
        #expect(readme.contains("--now 2026-12-01T00:00:00Z head\n" + expected))
    }

    @Test(
        "formats for programs parse, and leave the ledger to standard error",
        arguments: ["json", "sarif", "policyreport"])
    func json(format: String) throws {
        let result = try check("--policies", "policies", "head", "--output", format)
        #expect(result.status == 1)
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(result.output.utf8)) }
        #expect(result.errors.contains(" documents × 3 policies: "))
    }

    @Test("every other format names policy and place", arguments: ["jsonlines", "csv", "junit", "markdown"])
    func formats(format: String) throws {
        let result = try check("--policies", "policies", "head", "--output", format)
        #expect(result.status == 1)
        #expect(result.output.contains("policy/replica-limit") && result.output.contains("head/web.yaml"))
    }

    @Test("every failing result of SARIF has line and column")
    func sarif() throws {
        let output = try check("--policies", "policies", "head", "--output", "sarif").output
        let log = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        let run = try #require((log?["runs"] as? [[String: Any]])?.first)
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(results.count >= 4)
        #expect(SARIFRules(output).violations == [])
        for result in results {
            let location = (result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
            let region = location?["region"] as? [String: Any]
            #expect((region?["startLine"] as? Int ?? 0) > 1 && (region?["startColumn"] as? Int ?? 0) > 0, "\(result)")
        }
    }
}
