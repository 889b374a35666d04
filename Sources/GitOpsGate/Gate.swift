public import GitOpsManifest
public import GitOpsReport
import GitOpsRepository
import GitOpsTrust

/// One verdict on a change of what is delivered.
///
/// ```swift
/// let gate = Gate(configuration)
/// let result = try await gate.evaluate(base: .folder("before"), head: .folder("after"))
/// print(FindingRenderer().render(result.report))
/// if !result.passes { exit(1) }
/// ```
///
/// Both states are looked at in the same way; a finding is new when the base does not have it. The result depends on the input
/// alone: not on the number of threads, and on the clock only through `now`, by which exceptions expire.
public struct Gate: Sendable {
    /// What is looked at, and what fails.
    public var configuration: GateConfiguration
    /// How documents are read.
    public var reading: ReadingOptions
    /// Number of threads; 0 means one for each core.
    public var threads: Int

    /// A gate.
    public init(
        _ configuration: GateConfiguration = GateConfiguration(), reading: ReadingOptions = ReadingOptions(),
        threads: Int = 0
    ) {
        self.configuration = configuration
        self.reading = reading
        self.threads = threads
    }

    /// Judges what was read. Complexity: O(values of both states), and what the policies cost.
    ///
    /// - Parameters:
    ///   - input: both states, and what they are judged by.
    ///   - now: the instant by which exceptions expire.
    ///   - progress: told now and then how far the work is.
    /// - Throws: `CancellationError` when the task was cancelled.
    public func evaluate(
        _ input: GateInput, now: Timestamp, progress: (any ProgressObserver)? = nil
    ) async throws -> GateResult {
        try await GateRun(self, input, now: now, progress: progress).result()
    }

    /// Reads two states and judges the way from one to the other.
    ///
    /// Policies, exceptions, statements and the commit policy are those of the base, so that a change cannot change what it is
    /// judged by; what the base does not have is taken from the head.
    ///
    /// - Parameters:
    ///   - base: what is delivered now; `nil` when there is nothing to compare with.
    ///   - head: what is to be delivered.
    ///   - now: the instant by which exceptions expire.
    ///   - progress: told now and then how far the work is.
    /// - Throws: `GitError` when a commit cannot be read, `CancellationError`. What else cannot be read is unknown in the result.
    public func evaluate(
        base: GateState?, head: GateState, now: Timestamp, progress: (any ProgressObserver)? = nil
    ) async throws -> GateResult {
        let input = try await input(base: base, head: head, progress: progress)
        return try await evaluate(input, now: now, progress: progress)
    }

    /// Reads two states, as ``evaluate(base:head:now:progress:)`` does.
    public func input(
        base: GateState?, head: GateState, progress: (any ProgressObserver)? = nil
    ) async throws -> GateInput {
        let reader = GateReader(reading: reading, threads: threads, progress: progress)
        var input = GateInput(base: nil, head: try await reader.manifests(head, configuration.manifests))
        if let base { input.base = try await reader.manifests(base, configuration.manifests) }
        let rules = GateRules(reader: reader, base: base, head: head)
        if configuration.policies.isOn {
            input.policies = try await rules.manifests(configuration.policies.paths)
            input.exceptions = try await rules.manifests(configuration.policies.exceptions)
        }
        input.definitions = try await rules.manifests(configuration.validation.definitions)
        if configuration.access.isOn {
            for path in configuration.access.assertions {
                if let text = try rules.text(path, &input.problems) { input.assertions.append(text) }
            }
        }
        if case .commit(let base, let repository, _)? = base, case .commit(let head, _, _) = head {
            var commits = GateCommits(repository: repository, range: RevisionRange(base: base, head: head))
            if let path = configuration.commits.policy, let text = try rules.text(path, &input.problems) {
                do throws(CommitPolicyErrors) {
                    commits.policy = (try CommitPolicy(text, folder: rules.folder), path)
                } catch {
                    input.problems += error.errors.map { problem in
                        ReportProblem(
                            place: SourcePlace(origin: Origin(path: problem.file), position: problem.position),
                            message: problem.text)
                    }
                }
            }
            input.commits = commits
        }
        return input
    }
}

/// What a change is judged by: from the base where it has it, else from the head.
private struct GateRules {
    let reader: GateReader
    let base: GateState?
    let head: GateState

    /// Where the keys of a commit policy are looked for.
    var folder: String {
        if case .folder(let folder)? = base { return folder }
        if case .folder(let folder) = head { return folder }
        return ""
    }

    func manifests(_ paths: [String]) async throws -> ManifestSet {
        var set = ManifestSet()
        for path in paths {
            let isInBase = try base.map { try reader.contains($0, path) } ?? false
            set = set.appending(try await reader.manifests(isInBase ? base ?? head : head, in: [path]))
        }
        return set
    }

    func text(_ path: String, _ problems: inout [ReportProblem]) throws -> SourceText? {
        do {
            for state in [base, head].compactMap({ $0 }) {
                if let text = try reader.text(state, path) { return text }
            }
        } catch let error as DocumentError {
            problems.append(
                ReportProblem(
                    place: SourcePlace(origin: Origin(path: path), position: error.position),
                    message: "\(error.problemText); \(error.nextStep)"))
            return nil
        }
        problems.append(
            ReportProblem(
                place: SourcePlace(origin: Origin(path: path)),
                message: "the configuration names it, and it is not there; correct the path"))
        return nil
    }
}
