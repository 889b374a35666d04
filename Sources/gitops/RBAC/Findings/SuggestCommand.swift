import ArgumentParser
import GitOpsGate
import GitOpsManifest
import GitOpsRBAC

/// `gitops rbac suggest`: the smallest roles for what was really done.
struct SuggestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Suggest the smallest roles for what audit logs tell somebody did.",
        discussion: """
            The roles and bindings go to standard output, ready to be applied; what is granted today and was not used, \
            and what could not be read, to standard error. With manifests, a suggestion never goes beyond what they \
            grant.

            Examples:
              gitops rbac suggest --audit audit.log --subject sa:ci/deployer deploy/
              gitops rbac suggest --audit audit.log --name-limit 5 --repo . > least.yaml

            Exit status: 0 suggested, 2 a part of the log or the input could not be read or the log has no events, \
            64 wrong usage.
            """)

    @Option(help: ArgumentHelp("An audit log, or - for standard input; may be repeated.", valueName: "file"))
    var audit: [String]

    @Argument(help: "Files or directories with what is granted today.")
    var paths: [String] = []

    @Option(
        help: ArgumentHelp("Only for this subject; may be repeated.", valueName: "subject"),
        transform: Subject.init(argument:))
    var subject: [Subject] = []

    @Option(help: ArgumentHelp("From this many names of a resource on, allow all names.", valueName: "n"))
    var nameLimit: Int?

    @Option(help: ArgumentHelp("From this many namespaces on, allow the whole cluster.", valueName: "n"))
    var namespaceLimit: Int?

    @Flag(help: "Count requests that were refused as well.")
    var includeRefused = false

    @Flag(help: "Suggest what was used and is not granted as well.")
    var includeNotGranted = false

    @Flag(help: "Suggest what every user may do as well.")
    var includeDefaults = false

    @Flag(help: "Write a Role for each namespace, never a ClusterRole for several.")
    var separateRoles = false

    @Option(help: ArgumentHelp("What the names of roles begin with.", valueName: "text"))
    var namePrefix = "observed-"

    @Option(help: ArgumentHelp("Leave out values of the log of more bytes.", valueName: "n"))
    var maxValueBytes = AuditLogOptions().limits.bytes

    @OptionGroup var access: AccessArguments

    func validate() throws {
        guard maxValueBytes > 0 else { throw ValidationError("--max-value-bytes takes a positive number") }
        guard !audit.isEmpty else { throw ValidationError("give an audit log with --audit") }
        if access.repo != nil { try access.validate(paths: paths) }
        guard (audit + paths + access.files).count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("only one input can be standard input")
        }
        for (name, value) in [("name", nameLimit), ("namespace", namespaceLimit)] where value.map({ $0 < 1 }) ?? false {
            throw ValidationError("--\(name)-limit takes a positive number")
        }
    }

    func run() async throws {
        var limits = AuditLogOptions().limits
        limits.bytes = maxValueBytes
        var log = AuditLog(
            options: AuditLogOptions(
                subjects: subject.isEmpty ? nil : Set(subject), includesRefused: includeRefused, limits: limits,
                threads: access.model.loading.threads))
        var isComplete = true
        for file in audit {
            do throws(DocumentError) {
                try log.read(contentsOf: file)
            } catch {
                Terminal.warn("gitops: \(error)")
                isComplete = false
            }
        }
        for problem in log.problems { Terminal.warn("gitops: \(problem)") }
        let hasModel = access.repo != nil || !paths.isEmpty || !access.files.isEmpty
        var input = hasModel ? try await access.read(paths) : nil
        input?.warn()
        let options = RoleSuggestionOptions(
            nameLimit: nameLimit, namespaceLimit: namespaceLimit, omitsDefaults: !includeDefaults,
            includesNotGranted: includeNotGranted, sharesRoles: !separateRoles, namePrefix: namePrefix)
        let suggestions =
            subject.isEmpty
            ? log.suggestions(model: input?.model, options: options)
            : subject.map { log.suggestion(for: $0, model: input?.model, options: options) }
        input?.authors.lookUp(suggestions.flatMap { $0.unused.flatMap(\.grant.places) })
        let manifests = suggestions.flatMap(\.manifests).map(\.root)
        if !manifests.isEmpty { Terminal.write(YAMLWriter().string(stream: manifests)) }
        for suggestion in suggestions { report(suggestion, input?.authors ?? LineAuthors(nil)) }
        let counts = log.counts
        Terminal.warn(
            "gitops: \(counts.events) events, \(counts.counted) counted, \(counts.refused) refused, "
                + "\(counts.problems) that could not be used")
        // No role for nothing is no suggestion.
        if counts.events == 0 { Terminal.warn("gitops: no events were found in \(audit.joined(separator: ", "))") }
        guard isComplete, log.isComplete, counts.events > 0 else { throw ExitStatus.unreadable }
        try input?.finish(reports: false)
    }

    private func report(_ suggestion: RoleSuggestion, _ authors: LineAuthors) {
        let subject = suggestion.subject
        if suggestion.isSuperuser { Terminal.warn("\(subject) is a member of system:masters and needs no role") }
        if suggestion.roles.isEmpty { Terminal.warn("\(subject) used nothing that takes a role") }
        for use in suggestion.notGranted { Terminal.warn("\(subject) used what is not granted: \(use.attributes)") }
        for unused in suggestion.unused {
            let places = "\(authors.text(unused.grant.rulePlace)), bound at \(authors.text(unused.grant.subjectPlace))"
            if unused.isEntirelyUnused {
                Terminal.warn("\(subject) never used \(unused.grant.rule): \(places)")
            } else {
                let permissions = unused.permissions.map { "\($0)" }.joined(separator: "; ")
                Terminal.warn("\(subject) did not use \(permissions): \(places)")
            }
        }
        if !suggestion.proof.holds { Terminal.warn("\(subject): the suggestion could not be proven; do not apply it") }
    }
}
