import GitOpsDiff
import GitOpsManifest
import GitOpsPolicy
import GitOpsRBAC
import GitOpsReport
import GitOpsSchema

/// What a change takes from the rules by which later changes are judged.
///
/// A rule counts as loosened by the change when the head asks less than both the base and what judges: a branch that is
/// older than a rule does not loosen it, and who runs the gate by the configuration of the head has accepted it.
struct RuleLoosening {
    let reader: GateReader
    let base: GateState
    let head: GateState
    /// The state with the rules that judge.
    let judge: GateState
    /// The configuration that judges.
    let configuration: GateConfiguration
    /// What is delivered now: policies among it are compared as guardrails.
    let manifests: ManifestSet?

    /// The loosened rules with their places, those of the configuration first. A configuration of the head that is broken is
    /// told elsewhere. Complexity: O(bytes of the rules).
    func all() async throws -> [ReportProblem] {
        guard let later = try? GateConfiguration(of: head) else { return [] }
        return settings(later) + (try await exceptions(later)) + assertions(later) + commitPolicy(later)
            + (try await policies(later))
    }

    // MARK: Configuration

    private func settings(_ later: GateConfiguration) -> [ReportProblem] {
        let former = (try? GateConfiguration(of: base)) ?? configuration
        let judged = SettingsComparison(from: configuration, to: later).loosened
        let loosened = SettingsComparison(from: former, to: later).loosened.filter { setting in
            judged.contains(where: setting.isSame)
        }
        guard !loosened.isEmpty else { return [] }
        let (before, after) = (root(base), root(head))
        return loosened.map { setting in
            var found: SourcePlace?
            if let after { found = keyPlace(after, setting.key, item: setting.item) }
            if found == nil, let before {
                found = keyPlace(before, setting.key, item: setting.item, role: Self.formerRole)
            }
            if found == nil, let after { found = keyPlace(after, setting.key, item: nil) }
            let whole = SourcePlace(origin: Origin(path: GateConfiguration.fileName))
            return ReportProblem(place: found ?? whole, message: setting.text)
        }
    }

    private static let formerRole = "before the change"

    private func root(_ state: GateState) -> Node? {
        guard let text = try? reader.text(state, GateConfiguration.fileName) else { return nil }
        return DocumentReader().read(text).first.flatMap { try? $0.get() }?.root
    }

    private func keyPlace(_ root: Node, _ key: [String], item: String?, role: String = "") -> SourcePlace? {
        var node: Node? = root
        for name in key { node = node?[name] }
        guard let node else { return nil }
        guard let item else { return linePlace(node.keyPosition, in: node, GateConfiguration.fileName, role) }
        guard let entry = node.elements.first(where: { $0.string?.hasSameBytes(as: item) ?? false }) else { return nil }
        return linePlace(entry.position, in: entry, GateConfiguration.fileName, role)
    }

    private func linePlace(_ position: SourcePosition?, in node: Node, _ path: String, _ role: String) -> SourcePlace {
        SourcePlace(
            origin: Origin(path: path), position: position, role: role,
            line: position.flatMap { SourceLines(node.document.source)[$0.line] }.map { ShortText.cut($0, to: 200) })
    }

    // MARK: Files

    private func exceptions(_ later: GateConfiguration) async throws -> [ReportProblem] {
        guard later.policies.isEnabled else { return [] }
        var found: [ReportProblem] = []
        let judged = try await exceptions(judge, configuration.policies.exceptions)
        let formerPaths = (try? GateConfiguration(of: base))?.policies.exceptions ?? configuration.policies.exceptions
        let known = try await judged.read + exceptions(base, formerPaths).read
        for exception in try await exceptions(head, later.policies.exceptions).read {
            guard var loosening = exception.loosening(of: known) else { continue }
            // One that was broken excused nothing. That it is mended is told, and as long as it says what stood there, no more.
            let broken = judged.broken.filter { $0.id == exception.manifest.id }
            if broken.contains(where: exception.isNoMore) { continue }
            if !broken.isEmpty { loosening = .mended }
            let text =
                switch loosening {
                case .added: "is added: it excepts objects from policies until \(exception.expires)"
                case .prolonged(let former): "was to end on \(former) and ends on \(exception.expires)"
                case .widened: "covers more policies, rules or objects than it did"
                case .mended:
                    "could not be read and did not count; as it is mended it excepts more than what stood there says, or "
                        + "longer: until \(exception.expires)"
                }
            let manifest = exception.manifest
            found.append(
                ReportProblem(
                    place: linePlace(exception.place(of: loosening), in: manifest.root, manifest.origin.path, ""),
                    message: "the exception \(exception.name) of \(exception.owner) \(text)"))
        }
        return found
    }

    private func exceptions(
        _ state: GateState, _ paths: [String]
    ) async throws -> (read: [PolicyException], broken: [Manifest]) {
        var (all, manifests): ([PolicyException], [Manifest]) = ([], [])
        for path in paths where try reader.contains(state, path) {
            let set = try await reader.manifests(state, in: path)
            manifests += set.manifests
            // When an exception ends is compared, and not whether it has.
            let read = PolicyExceptions(set, now: Timestamp(seconds: 0))
            all += read.active + read.expired
        }
        let known = Set(all.map(\.manifest.id))
        return (all, manifests.filter { !known.contains($0.id) })
    }

    private func assertions(_ later: GateConfiguration) -> [ReportProblem] {
        guard configuration.access.isEnabled, later.access.isEnabled else { return [] }
        // A file that is no longer named is told as that.
        let paths = configuration.access.assertions.filter(later.access.assertions.contains)
        let left = later.access.assertions.flatMap { statements(head, $0) }
        return paths.flatMap { path in
            statements(base, path).compactMap { statement in
                if left.contains(where: { $0.who == statement.who && $0.statement == statement.statement }) {
                    return nil
                }
                let isRewritten = left.contains { $0.name.hasSameBytes(as: statement.name) }
                let text =
                    isRewritten
                    ? "says something else, and nobody can tell that it asks as much; add another one to ask more"
                    : "is removed"
                return ReportProblem(
                    place: SourcePlace(
                        origin: Origin(path: path), position: statement.position, role: Self.formerRole,
                        line: line(statement.position, path)),
                    message: "the statement \(statement.name) \(text)")
            }
        }
    }

    private func statements(_ state: GateState, _ path: String) -> [AccessAssertion] {
        guard let text = try? reader.text(state, path) else { return [] }
        return AccessAssertions(text).assertions
    }

    private func line(_ position: SourcePosition?, _ path: String) -> String? {
        guard let position, let text = try? reader.text(base, path) else { return nil }
        return SourceLines(text)[position.line].map { ShortText.cut($0, to: 200) }
    }

    /// A commit policy that is another file: what two of them ask is compared by nobody.
    private func commitPolicy(_ later: GateConfiguration) -> [ReportProblem] {
        guard let path = configuration.commits.policy, let next = later.commits.policy, !path.hasSameBytes(as: next),
            let before = try? reader.text(base, path)
        else { return [] }
        let after = try? reader.text(head, next)
        if let after, before.withUnsafeBytes({ old in after.withUnsafeBytes { old.elementsEqual($0) } }) { return [] }
        let place = root(head).flatMap { keyPlace($0, ["commits", "policy"], item: nil) }
        return [
            ReportProblem(
                place: place,
                message: "commits.policy was \(path) and is \(next), which says something else: nobody can tell that "
                    + "it asks as much")
        ]
    }

    /// Policies in files of their own that refuse less for sure.
    private func policies(_ later: GateConfiguration) async throws -> [ReportProblem] {
        guard configuration.policies.isEnabled, later.policies.isEnabled else { return [] }
        let paths = configuration.policies.paths.filter(later.policies.paths.contains)
        let old = ManifestSet(
            try await objects(base, paths).filter { object in
                manifests?[object.id].contains { $0.root == object.root } != true
            })
        guard !old.manifests.isEmpty else { return [] }
        let known = Set(old.manifests.map(\.id))
        let new = ManifestSet(try await objects(head, later.policies.paths).filter { known.contains($0.id) })
        let schema = Schema(definitionsIn: ManifestSet())
        let classifier = RiskClassifier(schema: schema, references: GuardrailReferences([old]))
        var found: [ReportProblem] = []
        for change in ManifestSetDiff(base: old, head: new, using: TwoWayDiff(schema: schema)).resources {
            for risk in classifier.assess(change).findings where risk.risk == .guardrailLoosened {
                let place = riskPlace(change, risk.path)
                found.append(ReportProblem(place: place, message: "\(change.id): \(risk.reason)"))
            }
        }
        return found
    }

    private func riskPlace(_ change: ResourceChange, _ path: FieldPath) -> SourcePlace? {
        guard let object = change.head ?? change.base else { return nil }
        let node = object.root.value(at: path) ?? object.root
        return linePlace(
            node.keyPosition ?? object.position, in: object.root, object.origin.path,
            change.head == nil ? Self.formerRole : "")
    }

    private func objects(_ state: GateState, _ paths: [String]) async throws -> [Manifest] {
        var all: [Manifest] = []
        for path in paths where try reader.contains(state, path) {
            all += try await reader.manifests(state, in: path).manifests
        }
        return all
    }
}
