import Foundation
import GitOpsDiff
import GitOpsManifest
import GitOpsSchema

/// What the server stores for an object is no drift, and everything it added has a reason.
///
/// Fields: `desired`, `live`. Each case is checked three times: for drift, for live-only fields without an explanation,
/// and for the stored form of the desired object.
enum InSyncSuite {
    static func run(path: String) throws -> [CaseResult] {
        let schema = try CaseFile.schema(beside: path)
        return try CaseFile.lines(path).flatMap { document -> [CaseResult] in
            let root = document.root
            guard let name = root["name"]?.string, let desired = root["desired"], let live = root["live"] else {
                throw SuiteError(description: "\(path): a case without `name`, `desired` or `live`")
            }
            let mode: ThreeWayDiff.Mode =
                root["mode"]?.string == "csa" ? .clientSideApply : .serverSideApply(manager: "gitops")
            let result = ThreeWayDiff(schema: schema, mode: mode, explainsLiveOnly: true)
                .compare(desired: try desired.standalone(), live: try live.standalone())
            let drift = result.changes.map { "\($0.operation) \($0.path)" }.joined(separator: ", ")
            let unexplained = result.liveOnly.filter { $0.explanation == .unexplained }
                .map { "\($0.path) = \(JSONWriter.canonical.string($0.live))" }.joined(separator: ", ")
            let stored = try StoredForm(schema: schema).document(of: try desired.standalone()).root
            let second = ThreeWayDiff(schema: schema, mode: .twoWay, explainsLiveOnly: true)
                .compare(desired: stored, live: try live.standalone())
            let wrong =
                second.changes.map { "\($0.operation) \($0.path)" }
                + second.liveOnly.filter { $0.explanation == .defaulted }.map { "lacks \($0.path)" }
            return [
                .check(
                    "\(name): stored form", expected: "what the server stores",
                    found: wrong.isEmpty ? "what the server stores" : wrong.joined(separator: ", ")),
                .check(name, expected: "no drift", found: drift.isEmpty ? "no drift" : drift),
                .check(
                    "\(name): live-only fields", expected: "all explained",
                    found: unexplained.isEmpty ? "all explained" : unexplained),
            ]
        }
    }
}

enum DefaultsSuite: Suite {
    static let name = "defaults"
    static func run(path: String) throws -> [CaseResult] { try InSyncSuite.run(path: path) }
}

enum CustomDefaultsSuite: Suite {
    static let name = "crd-defaults"
    static func run(path: String) throws -> [CaseResult] { try InSyncSuite.run(path: path) }
}

enum RespellSuite: Suite {
    static let name = "respell"
    static func run(path: String) throws -> [CaseResult] { try InSyncSuite.run(path: path) }
}

enum LiveSuite: Suite {
    static let name = "live"
    static func run(path: String) throws -> [CaseResult] { try InSyncSuite.run(path: path) }
}

/// What somebody changed behind the applier's back: `reapply` lists what a forced server-side apply would change.
enum DriftCases {
    static func run(path: String) throws -> [CaseResult] {
        let schema = try CaseFile.schema(beside: path)
        return try CaseFile.lines(path).map { document in
            let root = document.root
            guard let name = root["name"]?.string, let desired = root["desired"], let live = root["live"],
                let reapply = root["reapply"], let manager = root["manager"]?.string
            else { throw SuiteError(description: "\(path): a case without `desired`, `live`, `manager` or `reapply`") }
            let liveNode = try live.standalone()
            let result = ThreeWayDiff(schema: schema, mode: .serverSideApply(manager: "gitops"), explainsLiveOnly: true)
                .compare(desired: try desired.standalone(), live: liveNode)
            let expected = reapply.elements.compactMap { $0["path"]?.string }.sorted()
            let found = result.changes.map { pointer($0.path, in: liveNode) }
            let missing = expected.filter { path in !found.contains { covers($0, path) } }
            let surplus = found.filter { path in !expected.contains { covers(path, $0) } }
            let foreign = Set(root["changes"]?.elements.compactMap { $0["path"]?.string } ?? [])
            let wronglyOwned = result.liveOnly.filter { field in
                guard foreign.contains(pointer(field.path, in: liveNode)) else { return false }
                switch field.explanation {
                case .owned(let owner, _): return owner != manager
                case .unexplained: return true
                // What the server wrote itself in the same update belongs to nobody.
                case .defaulted, .allocated, .status, .bookkeeping: return false
                }
            }
            if missing.isEmpty, surplus.isEmpty, wronglyOwned.isEmpty { return .passed(name) }
            return .failed(
                name, expected: expected.joined(separator: " "),
                found: found.joined(separator: " ")
                    + (wronglyOwned.isEmpty
                        ? "" : " owner: " + wronglyOwned.map { "\($0.path) \($0.explanation)" }.joined(separator: ",")))
        }
    }

    /// The same place; or a list as a whole on one side and a part of it on the other.
    private static func covers(_ found: String, _ expected: String) -> Bool {
        found == expected || found.hasPrefix(expected + "/") || expected.hasPrefix(found + "/")
    }

    /// The path with the positions that its items have in the live object; it ends at a list that lacks the item.
    static func pointer(_ path: FieldPath, in live: Node) -> String {
        var text = ""
        var node: Node? = live
        for step in path.steps {
            switch step {
            case .field(let name):
                text += "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
                node = node?[name]
            case .index(let index):
                text += "/\(index)"
                node = node?[index]
            case .keyed(let keys):
                let position = node?.elements.firstIndex { item in
                    keys.allSatisfy { key in item[key.name].map { key.value.matches($0) } ?? false }
                }
                guard let position else { return text }
                text += "/\(position)"
                node = node?[position]
            case .value(let value):
                guard let position = node?.elements.firstIndex(where: { value.matches($0) }) else { return text }
                text += "/\(position)"
                node = node?[position]
            }
        }
        return text
    }
}

enum DriftSuite: Suite {
    static let name = "drift"
    static func run(path: String) throws -> [CaseResult] { try DriftCases.run(path: path) }
}

enum CustomDriftSuite: Suite {
    static let name = "crd-drift"
    static func run(path: String) throws -> [CaseResult] { try DriftCases.run(path: path) }
}

extension Node {
    /// The value as the root of a document of its own.
    func standalone() throws -> Node {
        var builder = DocumentBuilder()
        builder.append(self)
        return try builder.finish().root
    }
}
