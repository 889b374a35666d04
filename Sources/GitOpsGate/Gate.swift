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
    /// Policies, exceptions, statements, the commit policy and its keys are those of the base, so that a change cannot change
    /// what it is judged by. Of what the base does not have, only what can make more fail is taken from the head.
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
        var rules = GateRules(reader: reader, base: base, head: head)
        if configuration.policies.isOn {
            input.policies = try await rules.manifests(configuration.policies.paths, fallback: .head)
            input.exceptions = try await rules.manifests(configuration.policies.exceptions, fallback: .none)
        }
        input.definitions = try await rules.manifests(configuration.validation.definitions, fallback: .head)
        if configuration.access.isOn {
            input.assertions = configuration.access.assertions.compactMap { rules.text($0, fallback: .head) }
        }
        if case .commit(let base, let repository, _)? = base, case .commit(let head, _, _) = head {
            input.commits = GateCommits(repository: repository, range: RevisionRange(base: base, head: head))
            if let path = configuration.commits.policy {
                input.commits?.policy = rules.commitPolicy(path).map { ($0, path) }
            }
        }
        input.changedRules = try await rules.changedPaths()
        input.problems = rules.problems
        return input
    }
}
