import Foundation

/// The rules of SARIF that readers of our reports rely on, checked by a reader that knows nothing of the writer.
///
/// Source: Static Analysis Results Interchange Format (SARIF) Version 2.1.0, OASIS Standard, and its JSON schema.
package struct SARIFRules {
    /// What breaks a rule, by its place in the file.
    package private(set) var violations: [String] = []

    package init(_ text: String) {
        guard let root = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
            violations = ["no JSON object"]
            return
        }
        expect(root["version"] as? String == "2.1.0", "version")
        expect(hasScheme(root["$schema"]), "$schema")
        let runs = objects(root["runs"], "runs")
        expect(!runs.isEmpty, "runs")
        for (run, place) in runs { check(run: run, place) }
    }

    // MARK: Run

    private mutating func check(run: [String: Any], _ place: String) {
        let driver = (run["tool"] as? [String: Any])?["driver"] as? [String: Any] ?? [:]
        expect(driver["name"] is String, "\(place).tool.driver.name")
        let rules = objects(driver["rules"], "\(place).tool.driver.rules")
        for (rule, place) in rules {
            expect(rule["id"] is String, "\(place).id")
            for name in ["shortDescription", "fullDescription", "help"] where rule[name] != nil {
                check(message: rule[name], "\(place).\(name)")
            }
            if rule["helpUri"] != nil { expect(hasScheme(rule["helpUri"]), "\(place).helpUri") }
            let level = (rule["defaultConfiguration"] as? [String: Any])?["level"]
            expect(Self.levels.contains(level as? String ?? "none"), "\(place).defaultConfiguration.level")
            let tags = (rule["properties"] as? [String: Any])?["tags"] as? [String] ?? []
            expect(Set(tags).count == tags.count, "\(place).properties.tags")
        }
        let ids = rules.map { $0.object["id"] as? String }
        expect(Set(ids).count == ids.count, "\(place).tool.driver.rules are not each once")
        expect(["utf16CodeUnits", "unicodeCodePoints"].contains(run["columnKind"] as? String), "\(place).columnKind")
        for (invocation, place) in objects(run["invocations"], "\(place).invocations") {
            expect(invocation["executionSuccessful"] is Bool, "\(place).executionSuccessful")
            for (note, place) in objects(invocation["toolExecutionNotifications"], "\(place).notifications") {
                expect(Self.levels.contains(note["level"] as? String ?? ""), "\(place).level")
                check(message: note["message"], "\(place).message")
                check(locations: note["locations"], "\(place).locations")
            }
        }
        for (source, place) in objects(run["versionControlProvenance"], "\(place).versionControlProvenance") {
            expect(hasScheme(source["repositoryUri"]), "\(place).repositoryUri")
        }
        let results = objects(run["results"], "\(place).results")
        expect(run["results"] is [Any], "\(place).results")
        for (result, place) in results { check(result: result, ids, place) }
        let saying = results.count { $0.object["suppressions"] != nil }
        expect(saying == 0 || saying == results.count, "\(place).results: some have suppressions, and some none")
    }

    // MARK: Result

    private static let kinds = ["pass", "open", "informational", "notApplicable", "review", "fail"]
    private static let levels = ["none", "note", "warning", "error"]

    private mutating func check(result: [String: Any], _ rules: [String?], _ place: String) {
        let kind = result["kind"] as? String ?? "fail"
        let level = result["level"] as? String ?? "warning"
        expect(Self.kinds.contains(kind) && Self.levels.contains(level), "\(place).kind or level")
        // Section 3.27.10: what does not fail has no level; and what fails shows.
        expect((kind == "fail") == (level != "none"), "\(place): kind \(kind) with level \(level)")
        let index = result["ruleIndex"] as? Int ?? -1
        if rules.indices.contains(index) {
            expect(rules[index] == result["ruleId"] as? String, "\(place).ruleIndex is of another rule")
        } else {
            expect(false, "\(place).ruleIndex")
        }
        check(message: result["message"], "\(place).message")
        check(locations: result["locations"], "\(place).locations")
        check(locations: result["relatedLocations"], "\(place).relatedLocations")
        let related = objects(result["relatedLocations"], place).map { $0.object["id"] as? Int }
        expect(Set(related).count == related.count, "\(place).relatedLocations have the same id")
        let prints = result["partialFingerprints"] as? [String: Any] ?? [:]
        expect(!prints.isEmpty && prints.values.allSatisfy { $0 is String }, "\(place).partialFingerprints")
        for (flow, place) in objects(result["codeFlows"], "\(place).codeFlows") {
            let threads = objects(flow["threadFlows"], "\(place).threadFlows")
            expect(!threads.isEmpty, "\(place).threadFlows")
            for (thread, place) in threads {
                let steps = objects(thread["locations"], "\(place).locations")
                expect(!steps.isEmpty, "\(place).locations")
                for (step, place) in steps {
                    expect(step["nestingLevel"] as? Int ?? 0 >= 0, "\(place).nestingLevel")
                    check(locations: [step["location"]], "\(place).location")
                }
            }
        }
        for (fix, place) in objects(result["fixes"], "\(place).fixes") { check(fix: fix, place) }
        for (suppression, place) in objects(result["suppressions"], "\(place).suppressions") {
            expect(["inSource", "external"].contains(suppression["kind"] as? String), "\(place).kind")
        }
    }

    private mutating func check(fix: [String: Any], _ place: String) {
        check(message: fix["description"], "\(place).description")
        let changes = objects(fix["artifactChanges"], "\(place).artifactChanges")
        expect(!changes.isEmpty, "\(place).artifactChanges")
        for (change, place) in changes {
            check(artifact: change["artifactLocation"], "\(place).artifactLocation")
            let replacements = objects(change["replacements"], "\(place).replacements")
            expect(!replacements.isEmpty, "\(place).replacements")
            for (replacement, place) in replacements {
                check(region: replacement["deletedRegion"], "\(place).deletedRegion")
            }
        }
    }

    // MARK: Places

    private mutating func check(locations: Any?, _ place: String) {
        for (location, place) in objects(locations, place) {
            if let physical = location["physicalLocation"] as? [String: Any] {
                check(artifact: physical["artifactLocation"], "\(place).artifactLocation")
                if physical["region"] != nil { check(region: physical["region"], "\(place).region") }
            }
            if location["message"] != nil { check(message: location["message"], "\(place).message") }
        }
    }

    /// A reference of RFC 3986; a relative one stands below a base and never leads out of its scheme.
    private mutating func check(artifact: Any?, _ place: String) {
        guard let artifact = artifact as? [String: Any] else { return expect(false, place) }
        guard let uri = artifact["uri"] as? String else { return }
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%")
        expect(uri.allSatisfy { allowed.contains($0) }, "\(place).uri: \(uri)")
        let head = uri.prefix { $0 != "/" }
        expect(head.contains(":") == (artifact["uriBaseId"] == nil), "\(place).uriBaseId of \(uri)")
    }

    private mutating func check(region: Any?, _ place: String) {
        guard let region = region as? [String: Any], let line = region["startLine"] as? Int else {
            return expect(false, "\(place).startLine")
        }
        let column = region["startColumn"] as? Int ?? 1
        let endLine = region["endLine"] as? Int ?? line
        let endColumn = region["endColumn"] as? Int ?? .max
        expect(line >= 1 && column >= 1 && endLine >= line && endColumn >= 1, place)
        expect(endLine > line || endColumn >= column, "\(place) ends before it begins")
    }

    private mutating func check(message: Any?, _ place: String) {
        let text = (message as? [String: Any])?["text"]
        expect(text is String, place)
    }

    private func hasScheme(_ uri: Any?) -> Bool { (uri as? String).flatMap { URL(string: $0)?.scheme } != nil }

    private mutating func objects(_ value: Any?, _ place: String) -> [(object: [String: Any], place: String)] {
        let all = value as? [Any] ?? []
        let found = all.compactMap { $0 as? [String: Any] }
        expect(found.count == all.count && (value == nil || value is [Any]), "\(place) is no array of objects")
        return found.enumerated().map { ($0.element, "\(place)[\($0.offset)]") }
    }

    private mutating func expect(_ condition: Bool, _ place: String) {
        if !condition { violations.append(place) }
    }
}
