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
    /// Paths of broken rules that the change mends.
    private var mended: Set<ExactText> = []

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
            if mended.contains(ExactText(path)), fallback == .none {
                let exceptions = try await reader.manifests(judge, in: path)
                set = set.appending(RuleFileCheck.withoutBroken(exceptions))
                continue
            }
            let isOfHead =
                try fallback == .head && (mended.contains(ExactText(path)) || !reader.contains(judge, path))
            set = set.appending(try await reader.manifests(isOfHead ? head : judge, in: path))
        }
        return set
    }

    /// The text of a file; `nil` and a problem when it cannot be had.
    mutating func text(_ path: String, fallback: Fallback) -> SourceText? {
        note(path)
        let isMended = mended.contains(ExactText(path))
        if isMended, fallback == .none { return nil }
        do throws(DocumentError) {
            for state in fallback == .head ? (isMended ? [head] : [judge, head]) : [judge] {
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
        do throws(CommitPolicyError) {
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
            for problem in error.problems { report(problem.file, problem.position, problem.text) }
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

    // MARK: Broken rules

    /// Finds the rules that are broken, and that the change mends: of policies, definitions and statements those of the head
    /// count then, which can only make more fail; exceptions and a commit policy that are broken do not count.
    mutating func findMended(_ configuration: GateConfiguration, _ check: RuleFileCheck) async throws -> [ReportProblem]
    {
        guard let base else { return configuration.mendedProblems }
        var found = configuration.mendedProblems
        for file in configuration.ruleFiles {
            // The keys of a commit policy stand in files of their own, which are known only when it can be read.
            if file.kind != .commitPolicy, try await !isAltered(file.path, base) { continue }
            let wrong = try await check.problems(judge, file)
            guard !wrong.isEmpty, try await check.problems(head, file).isEmpty else { continue }
            if file.kind == .commitPolicy, try await check.problems(base, file).isEmpty { continue }
            // What the base does not have is no mended rule: it is new.
            if file.kind != .commitPolicy, file.kind != .exceptions, try !reader.contains(judge, file.path) { continue }
            mended.insert(ExactText(file.path))
            found += wrong
        }
        return found
    }

    /// What is wrong with the rules of the head that the change alters, or begins to name.
    func broken(_ configuration: GateConfiguration, _ check: RuleFileCheck) async throws -> [ReportProblem] {
        guard let base else { return [] }
        var found: [ReportProblem] = []
        var later = configuration
        if try await isAltered(GateConfiguration.fileName, base) {
            found = check.configurationProblems(head)
            if found.isEmpty { later = try GateConfiguration(of: head) }
        }
        let known = Set(configuration.ruleFiles.map { ExactText($0.path) })
        for file in later.ruleFiles {
            if known.contains(ExactText(file.path)), try await !isAltered(file, base) { continue }
            found += try await check.problems(head, file)
        }
        return found
    }

    private func isAltered(_ file: GateRuleFile, _ base: GateState) async throws -> Bool {
        // Its keys stand in files of their own, which may be anywhere beside it.
        if file.kind == .commitPolicy {
            for path in paths where try await isAltered(path, base) { return true }
        }
        return try await isAltered(file.path, base)
    }

    private func isAltered(_ path: String, _ base: GateState) async throws -> Bool {
        try await reader.content(base, of: path) != reader.content(head, of: path)
    }

    // MARK: Changes

    /// Files and folders that the change alters, and by which later changes are judged. Complexity: O(bytes of the rules).
    func changedFiles(_ configuration: GateConfiguration) async throws -> [GateRuleFile] {
        guard let base else { return [] }
        var files = [GateRuleFile(kind: .configuration, path: GateConfiguration.fileName)]
        let named = configuration.ruleFiles
        for path in paths {
            let kind = named.first { $0.path.hasSameBytes(as: path) }?.kind ?? .keys
            files.append(GateRuleFile(kind: kind, path: path))
        }
        var changed: [GateRuleFile] = []
        for file in files where try await isAltered(file.path, base) { changed.append(file) }
        return changed
    }
}
