import ArgumentParser
import GitOpsHistory
import GitOpsManifest
import GitOpsReport
import GitOpsRepository
import GitOpsTrust

/// `gitops blame`: who made each field of a resource what it is.
struct BlameCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blame",
        abstract: "Show who made each field of a resource what it is.",
        discussion: """
            Each value goes to the last commit that changed it, wherever the resource stood then: moves of files, \
            other spelling and other order are no changes. With the value come its file and line in the revision. \
            Values of Secrets are masked. KIND is taken as kubectl takes it. Who introduced an image, a grant or any \
            value anywhere is told by gitops introduced, all values that a field ever had by gitops history --field.

            With keys, the signature of each commit is verified as gitops verify does it. With --policy, each commit \
            is verified when the policy accepts it for a signature, of its own, of the merge that brought it or of the \
            tag; for that the whole history behind the revision is judged.

            Examples:
              gitops blame deployment/web -n shop
              gitops blame deploy/web v1.2 --field spec.template.spec.containers --output csv
              gitops blame deploy/web --allowed-signers allowed_signers --output json

            Exit status: 0 answered, 2 the resource is not known or stands in several files, or a part of the history \
            is not in the clone, is missing or damaged, or could not be read, so that something may be older, 64 wrong \
            usage.
            """)

    @Argument(help: ArgumentHelp("The resource.", valueName: "kind/name"))
    var resource: String

    @Argument(help: ArgumentHelp("The revision.", valueName: "rev"))
    var revision = "HEAD"

    @Option(help: ArgumentHelp("Only this field, and what is in it.", valueName: "path"))
    var field: String?

    @Option(help: ArgumentHelp("Judge the commits by this policy, with its keys.", valueName: "file"))
    var policy: String?

    @OptionGroup var keys: VerifyKeys

    @OptionGroup var arguments: HistoryListArguments

    func validate() throws {
        if policy != nil || !keys.areNone { try keys.validate(hasPolicy: policy != nil) }
    }

    func run() async throws {
        let field = try field.map(FieldPath.init(argument:))
        try await Terminal.reporting {
            let trust = try BlameTrust(policy: policy, keys: keys)
            let history = try await arguments.history.history(at: revision)
            let question = try ResourceQuestion(history, namespace: arguments.namespace, file: arguments.file)
            let id = try question.resource(resource)
            let path = try question.file(of: id)
            var gaps: [HistoryGap] = []
            let commits = CommitColumns(history.repository, format: arguments.output)
            var table = Table(columns: columns(commits, trust))
            let verdicts = try await trust?.verdicts(on: history, naming: revision, arguments.history)
            for blame in try history.blame(of: id, inFile: path) {
                let verified = try trust?.verifications(of: blame, history, verdicts)
                let shown = ShownValue(blame.manifest)
                let chosen = field.map { blame.manifest.root.value(at: $0) }
                if case .some(nil) = chosen {
                    Terminal.warn("gitops: \(id) has no \(field.map { "\($0)" } ?? ""); leave --field out to see all")
                    throw ExitStatus.unreadable
                }
                for field in blame.leaves where Self.isIn(field.node, chosen ?? nil) {
                    let cells = verified.map {
                        VerificationColumns.cells($0[field.commit.id], isForPeople: commits.isForPeople)
                    }
                    table.rows.append(row(field, shown, path, commits, cells ?? []))
                }
                gaps += blame.gaps
            }
            Terminal.write(table, as: arguments.output, color: arguments.color)
            // A file that is missing may hold the resource as well, or may be where it stood before.
            gaps += history.gaps.filter { $0.reason == .missingFiles && !gaps.contains($0) }
            try HistoryGaps(gaps: gaps, history: history).finish()
        }
    }

    private func columns(_ commits: CommitColumns, _ trust: BlameTrust?) -> [Table.Column] {
        let verified = trust == nil ? [] : VerificationColumns.columns(isForPeople: commits.isForPeople)
        return commits.columns + (commits.isForPeople ? verified : []) + [.init("place", title: "Place")]
            + (commits.isForPeople ? [] : [.init("file"), .init("line"), .init("column"), .init("mayBeOlder")])
            + [.init("field", title: "Field"), .init("value", title: "Value")]
            + (commits.isForPeople ? [] : verified)
    }

    private func row(
        _ field: FieldBlame, _ shown: ShownValue, _ path: String, _ commits: CommitColumns, _ verified: [Table.Cell]
    ) -> [Table.Cell] {
        let position = field.node.position
        let place = position.map { "\(path):\($0.line)" } ?? path
        let value: [Table.Cell] = [.text("\(shown.path(field.node))"), .text(shown.text(field.node))]
        if commits.isForPeople {
            let older = field.mayBeOlder ? " (or older)" : ""
            return commits.cells(field.commit) + verified + [.text(place + older)] + value
        }
        let places: [Table.Cell] = [
            .text(place), .text(path), position.map { .integer(Int($0.line)) } ?? .empty,
            position.map { .integer(Int($0.column)) } ?? .empty, .boolean(field.mayBeOlder),
        ]
        return commits.cells(field.commit) + places + value + verified
    }

    /// Whether a value is another one, or in it.
    private static func isIn(_ node: Node, _ container: Node?) -> Bool {
        guard let container else { return true }
        var next: Node? = node
        while let current = next {
            if current.index == container.index { return true }
            next = current.parent
        }
        return false
    }
}
