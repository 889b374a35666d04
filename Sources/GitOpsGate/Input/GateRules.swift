import GitOpsManifest
import GitOpsReport
import GitOpsTrust

/// What a change is judged by, read from the state that the change cannot alter.
///
/// Policies, definitions and statements that the base does not have are taken from the head: they can only make more fail.
/// Exceptions, the commit policy and its keys could make something pass, so that those of the base count and no others.
struct GateRules {
    private let reader: GateReader
    private let base: GateState?
    private let head: GateState
    /// The state with the rules.
    private let judge: GateState
    /// Paths that rules were read from, each once.
    private(set) var paths: [String] = []
    private(set) var problems: [ReportProblem] = []

    init(reader: GateReader, base: GateState?, head: GateState, judge: GateState) {
        self.reader = reader
        self.base = base
        self.head = head
        self.judge = judge
    }

    /// Where a rule may come from when the base does not have it.
    enum Fallback {
        case none, head
    }

    // MARK: Reading

    /// The objects of files and folders; one that is not there is unreadable.
    mutating func manifests(_ wanted: [String], fallback: Fallback) async throws -> ManifestSet {
        var set = ManifestSet()
        for path in wanted {
            note(path)
            let isMissing = try fallback == .head && !reader.contains(judge, path)
            set = set.appending(try await reader.manifests(isMissing ? head : judge, in: path))
        }
        return set
    }

    /// The text of a file; `nil` and a problem when it cannot be had.
    mutating func text(_ path: String, fallback: Fallback) -> SourceText? {
        note(path)
        do throws(DocumentError) {
            for state in fallback == .head ? [judge, head] : [judge] {
                if let text = try reader.text(state, path) { return text }
            }
        } catch {
            report(path, error.position, "\(error.problemText); \(error.nextStep)")
            return nil
        }
        report(
            path, nil,
            base == nil || fallback == .head
                ? "the configuration names it, and it is not there; correct the path"
                : "the configuration names it, and the base does not have it; add it in a change of its own first")
        return nil
    }

    /// The commit policy with its keys, which stand beside it; `nil` and problems when it cannot be used.
    mutating func commitPolicy(_ path: String) -> CommitPolicy? {
        guard let text = text(path, fallback: .none) else { return nil }
        let (reader, judge) = (self.reader, self.judge)
        var keys: [String] = []
        do throws(CommitPolicyErrors) {
            let policy = try CommitPolicy(text) { file throws(DocumentError) in
                if file.hasPrefix("/") { return try SourceText(ofFile: file, limits: reader.reading.limits) }
                guard let place = Self.path(file, besides: path) else {
                    throw DocumentError(
                        problem: .unreadableFile("it leads out of what is checked"), sourceName: file, position: nil)
                }
                keys.append(place)
                guard let text = try reader.text(judge, place) else {
                    throw DocumentError(problem: .unreadableFile("it is not there"), sourceName: place, position: nil)
                }
                return text
            }
            keys.forEach { note($0) }
            return policy
        } catch {
            for problem in error.errors { report(problem.file, problem.position, problem.text) }
            return nil
        }
    }

    /// A path as it is written in a file, from the root; `nil` when it leads out of it.
    static func path(_ path: String, besides file: String) -> String? {
        var parts = Array(file.utf8.split(separator: UInt8(ascii: "/")).dropLast())
        for part in path.utf8.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
            if !part.elementsEqual("..".utf8) {
                parts.append(part)
            } else if parts.popLast() == nil {
                return nil
            }
        }
        return parts.map { String(Substring($0)) }.joined(separator: "/")
    }

    private mutating func note(_ path: String) {
        if !paths.contains(where: { $0.hasSameBytes(as: path) }) { paths.append(path) }
    }

    private mutating func report(_ path: String, _ position: SourcePosition?, _ message: String) {
        problems.append(
            ReportProblem(place: SourcePlace(origin: Origin(path: path), position: position), message: message))
    }

    // MARK: Changes

    /// Files and folders that the change alters, and by which later changes are judged. Complexity: O(bytes of the rules).
    func changedPaths() async throws -> [String] {
        guard let base else { return [] }
        var changed: [String] = []
        for path in [GateConfiguration.fileName] + paths
        where try await reader.content(base, of: path) != reader.content(head, of: path) {
            changed.append(path)
        }
        return changed
    }
}
