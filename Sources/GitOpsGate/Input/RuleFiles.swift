import GitOpsManifest
import GitOpsPolicy
import GitOpsRBAC
import GitOpsReport
import GitOpsTrust

/// A file or folder that the configuration names, and by which changes are judged.
struct RuleFile {
    /// What it holds.
    enum Kind {
        case policies, exceptions, definitions, assertions, commitPolicy
    }

    let kind: Kind
    let path: String
}

extension GateConfiguration {
    /// The files and folders of rules that are in use.
    var ruleFiles: [RuleFile] {
        var files: [RuleFile] = []
        if policies.isOn {
            files += policies.paths.map { RuleFile(kind: .policies, path: $0) }
            files += policies.exceptions.map { RuleFile(kind: .exceptions, path: $0) }
        }
        files += validation.definitions.map { RuleFile(kind: .definitions, path: $0) }
        if access.isOn { files += access.assertions.map { RuleFile(kind: .assertions, path: $0) } }
        if let path = commits.policy { files.append(RuleFile(kind: .commitPolicy, path: path)) }
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
    func problems(_ state: GateState, _ file: RuleFile) async throws -> [ReportProblem] {
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
        }
    }

    private func problems(_ set: ManifestSet, _ kind: RuleFile.Kind) -> [ReportProblem] {
        switch kind {
        case .policies:
            let options = PolicySetOptions(kubernetes: configuration.kubernetesVersion)
            return Self.errors(PolicySet(set, options: options).issues)
        case .exceptions: return Self.errors(Self.issues(set))
        case .definitions:
            return SchemaCheck(definitionsIn: set, configuration).definitionFindings(set)
                .map { ReportProblem(place: $0.places.first, message: $0.message) }
        case .assertions, .commitPolicy: return []
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
