public import GitOpsManifest
import GitOpsRepository
import GitOpsTrust

/// One verdict on a change of what is delivered.
///
/// ```swift
/// let now = try Timestamp(parsing: "2026-06-01T00:00:00Z")
/// let result = try await Gate().evaluate(base: .folder("before"), head: .folder("after"), now: now)
/// print(GateRenderer().render(result))
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
    /// Number of threads; 0 means one for each core. The result does not depend on it.
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
    /// Policies, exceptions, statements, the commit policy and its keys in files are those of `rules`, so that a change cannot
    /// change what it is judged by. Of what that state does not have, only what can make more fail is taken from the head.
    /// Those of the head are read as well: a change that breaks them fails, and one that mends them is judged without what was
    /// broken.
    ///
    /// - Parameters:
    ///   - base: what is delivered now; `nil` when there is nothing to compare with.
    ///   - head: what is to be delivered.
    ///   - rules: the state with what the change is judged by; the base by default. Where the base is older than what is delivered,
    ///     as the merge base of a branch may be, name the newer state, so that a branch is judged by the rules of today.
    ///   - now: the instant by which exceptions expire.
    ///   - progress: told now and then how far the work is.
    /// - Throws: `GitError` when a commit cannot be read, `CancellationError`. What else cannot be read is unknown in the result.
    public func evaluate(
        base: GateState?, head: GateState, rules: GateState? = nil, now: Timestamp,
        progress: (any ProgressObserver)? = nil
    ) async throws -> GateResult {
        let input = try await input(base: base, head: head, rules: rules, progress: progress)
        return try await evaluate(input, now: now, progress: progress)
    }

    /// Reads two states, as ``evaluate(base:head:rules:now:progress:)`` does.
    public func input(
        base: GateState?, head: GateState, rules: GateState? = nil, progress: (any ProgressObserver)? = nil
    ) async throws -> GateInput {
        let reader = GateReader(reading: reading, threads: threads, progress: progress)
        var input = GateInput(
            base: nil, head: try await reader.manifests(head, configuration.manifests).withoutOwnObjects())
        if let base { input.base = try await reader.manifests(base, configuration.manifests).withoutOwnObjects() }
        var sources = GateRules(reader: reader, base: base, head: head, judge: rules ?? base ?? head)
        let check = RuleFileCheck(reader: reader, configuration: configuration, head: input.head)
        input.mendedRules = try await sources.findMended(configuration, check)
        if configuration.policies.isEnabled {
            input.policies = try await sources.manifests(configuration.policies.paths, fallback: .head)
            input.exceptions = try await sources.manifests(configuration.policies.exceptions, fallback: .none)
        }
        input.definitions = try await sources.manifests(configuration.validation.definitions, fallback: .head)
        if configuration.access.isEnabled {
            input.assertions = configuration.access.assertions.compactMap { sources.text($0, fallback: .head) }
        }
        if case .commit(let base, let repository, _)? = base, case .commit(let head, _, _) = head {
            input.commits = GateCommits(repository: repository, range: RevisionRange(base: base, head: head))
            if let path = configuration.commits.policy {
                input.commits?.policy = sources.commitPolicy(path).map { GateCommitPolicy($0, path: path) }
            }
        }
        input.changedRules = try await sources.changedFiles(configuration)
        input.brokenRules = try await sources.broken(configuration, check)
        let own = [GateConfiguration.fileName] + sources.paths
        if let base {
            input.loosenedRules = try await RuleLoosening(
                reader: reader, base: base, head: head, judge: rules ?? base, configuration: configuration,
                manifests: input.base
            ).all()
            input.ignoredFiles = try await IgnoredFiles(
                reader: reader, base: base, head: head, filter: configuration.manifests
            ).all(input.base ?? ManifestSet(), input.head)
            input.unreadFiles = try await UnreadResources(
                reader: reader, base: base, head: head, filter: configuration.manifests
            ).all(input.base ?? ManifestSet(), input.head, besides: own)
        }
        input.head = input.head.withoutHidden(own)
        input.base = input.base?.withoutHidden(own)
        input.problems = sources.problems
        return input
    }
}
