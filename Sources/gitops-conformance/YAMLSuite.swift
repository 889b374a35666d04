import GitOpsManifest

/// How Kubernetes reads YAML: `yaml` and `json` or `error`, with `strictError` for strict reading.
enum YAMLSuite: Suite {
    static let name = "yaml"

    static func run(path: String) throws -> [CaseResult] {
        try CaseFile.lines(path).flatMap { document -> [CaseResult] in
            let root = document.root
            guard let name = root["name"]?.string, let text = root["yaml"]?.string else {
                throw SuiteError(description: "\(path): a case without `name` or `yaml`")
            }
            var results = [lenient(name, text, root)]
            if root["error"] == nil { results.append(strict(name, text, root)) }
            return [results.first { $0.failure != nil } ?? results[0]]
        }
    }

    private static func lenient(_ name: String, _ text: String, _ root: Node) -> CaseResult {
        let expected =
            root["json"].map { JSONWriter.canonical.string($0) } ?? "an error like: \(root["error"]?.string ?? "")"
        do throws(DocumentError) {
            let found = try DocumentReader().readFirst(SourceText(text, name: name)).root
            if let json = root["json"], found == json { return .passed(name) }
            return .failed(name, expected: expected, found: JSONWriter.canonical.string(found))
        } catch {
            return root["error"] != nil ? .passed(name) : .failed(name, expected: expected, found: "\(error)")
        }
    }

    private static func strict(_ name: String, _ text: String, _ root: Node) -> CaseResult {
        let mustFail = root["strictError"] != nil
        do throws(DocumentError) {
            _ = try DocumentReader(options: .strict).readFirst(SourceText(text, name: name))
            return mustFail
                ? .failed(name, expected: "a strict error: \(root["strictError"]?.string ?? "")", found: "none")
                : .passed(name)
        } catch {
            return mustFail ? .passed(name) : .failed(name, expected: "no strict error", found: "\(error)")
        }
    }
}
