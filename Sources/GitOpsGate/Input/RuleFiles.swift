import GitOpsManifest
import GitOpsPolicy
import GitOpsRBAC
import GitOpsReport
import GitOpsTrust

/// A file or folder by which changes are judged.
public struct GateRuleFile: Sendable, Hashable {
    /// What it holds.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The configuration of the gate.
        case configuration
        /// Policies, bindings and parameters.
        case policies
        /// Exceptions from policies.
        case exceptions
        /// Definitions of custom resources.
        case definitions
        /// Statements about access.
        case assertions
        /// The commit policy.
        case commitPolicy
        /// Keys that the commit policy names.
        case keys
    }

    /// What it holds.
    public let kind: Kind
    /// The path from the root of the state.
    public let path: String

    /// A file or folder of rules.
    public init(kind: Kind, path: String) {
        self.kind = kind
        self.path = path
    }
}

extension GateConfiguration {
    /// The files and folders of rules that are in use.
    var ruleFiles: [GateRuleFile] {
        var files: [GateRuleFile] = []
        if policies.isEnabled {
            files += policies.paths.map { GateRuleFile(kind: .policies, path: $0) }
            files += policies.exceptions.map { GateRuleFile(kind: .exceptions, path: $0) }
        }
        files += validation.definitions.map { GateRuleFile(kind: .definitions, path: $0) }
        if access.isEnabled { files += access.assertions.map { GateRuleFile(kind: .assertions, path: $0) } }
        if let path = commits.policy { files.append(GateRuleFile(kind: .commitPolicy, path: path)) }
        return files
    }
}

/// Reads files of rules of one state, to tell whether they could judge a change.
struct RuleFileCheck {
    let reader: GateReader
    let configuration: GateConfiguration
    /// The head, whose definitions say which resources statements may be about.
    let head: ManifestSet

    /// What is wrong with the configuration of a state.
    func configurationProblems(_ state: GateState) -> [ReportProblem] {
        do {
            _ = try GateConfiguration(of: state)
            return []
        } catch {
            return GateConfiguration.problems(error)
        }
    }

    /// What is wrong with a file or folder of rules of a state; a path that is not there is wrong as well.
    /// Complexity: O(bytes of the rules).
    func problems(_ state: GateState, _ file: GateRuleFile) async throws -> [ReportProblem] {
        switch file.kind {
        case .policies, .exceptions, .definitions:
            let set = try await reader.manifests(state, in: file.path)
            return set.unreadable.map { ReportProblem($0) } + problems(set, file.kind)
        case .assertions:
            do throws(DocumentError) {
                guard let text = try reader.text(state, file.path) else { return [Self.missing(file.path)] }
                let kinds = ManifestSet(head.manifests.filter { $0.id.kind == "CustomResourceDefinition" })
                let names = ResourceNames(AccessModel(kinds))
                return AccessAssertions(text, names: names).problems.map { ReportProblem($0) }
            } catch {
                return GateConfiguration.problems(error)
            }
        case .commitPolicy: return commitPolicyProblems(state, file.path)
        // They are read with what names them.
        case .configuration, .keys: return []
        }
    }

    private func problems(_ set: ManifestSet, _ kind: GateRuleFile.Kind) -> [ReportProblem] {
        switch kind {
        case .policies:
            let options = PolicySetOptions(kubernetes: configuration.kubernetesVersion)
            return Self.errors(PolicySet(set, options: options).issues)
        case .exceptions: return Self.errors(Self.issues(set))
        case .definitions:
            return SchemaCheck(definitionsIn: set, configuration).definitionFindings(set)
                .map { ReportProblem(place: $0.places.first, message: $0.message) }
        case .configuration, .assertions, .commitPolicy, .keys: return []
        }
    }

    private func commitPolicyProblems(_ state: GateState, _ path: String) -> [ReportProblem] {
        var rules = GateRules(reader: reader, base: nil, head: state, judge: state)
        _ = rules.commitPolicy(path)
        return rules.problems
    }

    /// The set without exceptions that something is wrong with, which do not count.
    static func withoutBroken(_ exceptions: ManifestSet) -> ManifestSet {
        let broken = Set(issues(exceptions).filter { $0.kind == .error }.map(\.place.origin))
        return ManifestSet(exceptions.manifests.filter { !broken.contains($0.origin) })
    }

    /// What is wrong with an exception does not depend on the time.
    private static func issues(_ exceptions: ManifestSet) -> [PolicyIssue] {
        PolicyExceptions(exceptions, now: Timestamp(seconds: 0)).issues
    }

    private static func errors(_ issues: [PolicyIssue]) -> [ReportProblem] {
        issues.filter { $0.kind == .error }.map { issue in
            ReportProblem(
                place: issue.place,
                message: issue.path.steps.isEmpty ? issue.message : "\(issue.path): \(issue.message)")
        }
    }

    private static func missing(_ path: String) -> ReportProblem {
        ReportProblem(
            place: SourcePlace(origin: Origin(path: path)),
            message: "the configuration names it, and it is not there; correct the path")
    }
}

extension GateConfiguration {
    /// The problems of an error of reading.
    static func problems(_ error: any Error) -> [ReportProblem] {
        switch error {
        case let error as GateConfigurationError: error.problems
        case let error as DocumentError:
            [
                ReportProblem(
                    place: SourcePlace(origin: Origin(path: error.sourceName), position: error.position),
                    message: "\(error.problemText); \(error.nextStep)")
            ]
        default:
            [ReportProblem(place: SourcePlace(origin: Origin(path: fileName)), message: "\(error)")]
        }
    }
}
