import Foundation
import Testing

extension PolicyCommandTests {
    @Test("explain shows parameters and each expression with value, cost and lines")
    func explain() throws {
        let expected = try String(contentsOfFile: Self.folder + "/expected/explain.txt", encoding: .utf8)
        let result = try BuiltCommand.run(
            [
                "policy", "explain", "--policies", "policies", "--policy", "replica-limit", "--object",
                "Deployment/web", "--base", "base", "head",
            ], in: Self.folder)
        #expect(result.status == 1 && result.output == expected, "\(result.output)\(result.errors)")
    }

    @Test("explain has JSON for programs and Markdown for comments")
    func explainFormats() throws {
        func explain(_ format: String) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(
                [
                    "policy", "explain", "--policies", "policies", "--object", "Deployment/web", "--base", "base",
                    "head",
                    "--output", format,
                ], in: Self.folder)
        }
        let json = try explain("json")
        #expect(json.status == 1)
        let root = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(root["operation"] as? String == "UPDATE" && root["refused"] as? Bool == true)
        let policies = try #require(root["policies"] as? [[String: Any]])
        #expect(policies.map { $0["outcome"] as? String } == ["matched", "notMatched", "matched"])
        let binding = try #require((policies[2]["bindings"] as? [[String: Any]])?.first)
        let evaluation = try #require((binding["evaluations"] as? [[String: Any]])?.first)
        #expect((evaluation["param"] as? [String: Any])?["name"] as? String == "replica-limit")
        let expressions = try #require(evaluation["expressions"] as? [[String: Any]])
        #expect(expressions[1]["value"] as? Bool == false && expressions[1]["cost"] as? Int == 8)
        let place = (expressions[1]["looksAt"] as? [[String: Any]])?.first
        #expect(place?["file"] as? String == "head/web.yaml" && place?["line"] as? Int == 7)
        let markdown = try explain("markdown")
        #expect(
            markdown.status == 1 && markdown.output.contains("| false | 8 | <code>head/web.yaml&#58;7&#58;3</code> |"))
        for row in markdown.output.split(separator: "\n") where row.hasPrefix("| <code>") {
            #expect(row.count { $0 == "|" } == 6, "\(row)")
        }
    }

    @Test("explain says why a policy is not about a document")
    func explainUnmatched() throws {
        func explain(_ arguments: String...) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(["policy", "explain", "--policies", "policies", "base"] + arguments, in: Self.folder)
        }
        let result = try explain("--policy", "keep-claims", "--object", "orders")
        #expect(result.status == 0 && result.output.contains("  not matched: no rule names the operation\n"))
        let missing = try explain("--policy", "nope", "--object", "orders")
        #expect(missing.status == 2 && missing.errors.contains("there is pinned-images, keep-claims, replica-limit"))
        let many = try explain()
        #expect(many.status == 2 && many.errors.contains("--object: "))
        #expect(try explain("--object", "nothing").status == 2)
    }

    @Test("what expressions make of a Secret is masked")
    func secrets() throws {
        let text = policy("object.data.key == ''\n    messageExpression: string(object.data.key)")
            .replacingOccurrences(of: "apiGroups: [apps]", with: "apiGroups: ['']")
            .replacingOccurrences(of: "[deployments]", with: "[secrets]")
        let secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {key: c2VjcmV0}\n"
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: folder) }
        try secret.write(to: folder, atomically: true, encoding: .utf8)
        let result = try BuiltCommand.run(
            ["policy", "explain", "--policies", "-", folder.path], input: text, in: Self.folder)
        #expect(result.status == 1 && result.output.contains("masked"), "\(result.output)\(result.errors)")
        #expect(!result.output.contains("c2VjcmV0"))
        for format in ["json", "markdown"] {
            let other = try BuiltCommand.run(
                ["policy", "explain", "--policies", "-", folder.path, "--output", format], input: text, in: Self.folder)
            #expect(other.output.contains("masked") && !other.output.contains("c2VjcmV0"), "\(other.output)")
        }
        let check = try check("--policies", "-", folder.path, input: text)
        #expect(check.status == 1 && check.output.contains("failed expression: object.data.key"), "\(check.output)")
        #expect(!check.output.contains("c2VjcmV0"))
    }
}
