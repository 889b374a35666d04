import ArgumentParser
import GitOpsHistory
import GitOpsManifest
import GitOpsRBAC
import GitOpsReport
import GitOpsRepository

/// `gitops introduced`: who introduced a value, image or grant that stands in a revision.
struct IntroducedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "introduced",
        abstract: "Show who introduced a value, an image, a grant or an exception, and when.",
        discussion: """
            Of every resource that has it in the revision, the commit is named since which it had it without a break, \
            across moves and splits of its file. An image is meant with any tag unless it has one. A grant is a verb \
            and a resource, as in "list secrets": rules with * count. An exception is found by the field and the value \
            that make it one. All that is given has to hold. Values of Secrets are masked.

            Examples:
              gitops introduced --image registry.example.com/shop/web
              gitops introduced --grant 'create pods/exec'
              gitops introduced --value pinned-images --rev v1.2 --output json
              gitops introduced deployment/web --field spec.template.spec.hostNetwork --value true

            Exit status: 0 answered, 1 no resource has it, 2 a part of the history is not in the clone, 64 wrong usage.
            """)

    @Argument(help: ArgumentHelp("Only this resource.", valueName: "kind/name"))
    var resource: String?

    @Option(help: ArgumentHelp("The revision that is looked at.", valueName: "rev"))
    var rev = "HEAD"

    @Option(help: ArgumentHelp("A scalar value, anywhere or in --field.", valueName: "value"))
    var value: String?

    @Option(help: ArgumentHelp("A field that is set, as spec.replicas.", valueName: "path"))
    var field: String?

    @Option(help: ArgumentHelp("A container image.", valueName: "image"))
    var image: String?

    @Option(help: ArgumentHelp("A verb and a resource, as in 'list secrets'.", valueName: "grant"))
    var grant: String?

    @OptionGroup var arguments: HistoryListArguments

    func validate() throws {
        guard value != nil || field != nil || image != nil || grant != nil else {
            throw ValidationError("say what was introduced: --value, --field, --image or --grant")
        }
        guard resource != nil || arguments.namespace == nil else {
            throw ValidationError("--namespace goes with a resource")
        }
    }

    func run() async throws {
        let wanted = try WantedValues(
            field: field.map(FieldPath.init(argument:)), value: value, image: image,
            grant: grant.map(GrantQuestion.init))
        try await Terminal.reporting {
            let history = try await arguments.history.history(at: rev)
            let question = try resource.map { text in
                [try ResourceQuestion(history, namespace: arguments.namespace, file: arguments.file).resource(text)]
            }
            let found = try history.introductions(of: question, inFile: arguments.file) { wanted.first(in: $0) != nil }
            let commits = CommitColumns(history.repository, format: arguments.output)
            var table = Table(
                columns: commits.columns + [
                    .init("resource", title: "Resource"), .init("place", title: "Place"),
                    .init("field", title: "Field"), .init("value", title: "Value"),
                    .init("mayBeOlder", title: "May be older"),
                ])
            for introduction in found {
                guard let node = wanted.first(in: introduction.manifest) else { continue }
                let shown = ShownValue(introduction.manifest)
                let path = introduction.manifest.origin.path
                table.rows.append(
                    commits.cells(introduction.commit) + [
                        .text("\(introduction.manifest.id)"),
                        .text(node.position.map { "\(path):\($0.line)" } ?? path), .text("\(shown.path(node))"),
                        .text(shown.text(node)), .boolean(introduction.mayBeOlder),
                    ])
            }
            Terminal.write(table, as: arguments.output, color: arguments.color)
            let unread = try HistoryUnread(history)
            unread.warn("whether it has what was asked for is not known")
            let gaps = found.compactMap { found in found.gap.map { HistoryGap(commit: found.commit.id, reason: $0) } }
            try HistoryGaps(gaps: gaps + history.gaps.filter { $0.reason == .missingFiles }, history: history).finish()
            if !unread.paths.isEmpty { throw ExitStatus.unreadable }
            if found.isEmpty { throw ExitStatus.changes }
        }
    }
}

/// What is looked for in a resource.
struct WantedValues {
    let field: FieldPath?
    let value: String?
    let image: String?
    let grant: GrantQuestion?

    /// The first value that has all that is wanted; of several questions that of the last.
    func first(in manifest: Manifest) -> Node? {
        var found: Node?
        if let grant {
            guard let rule = grant.rule(in: manifest) else { return nil }
            found = rule
        }
        if let image {
            guard let node = Self.scalar(in: manifest.root, { Self.isImage($0, image) }) else { return nil }
            found = node
        }
        guard let field else {
            guard let value else { return found }
            return Self.scalar(in: manifest.root) { Self.text($0).hasSameBytes(as: value) }
        }
        guard let node = manifest.root.value(at: field) else { return nil }
        guard let value else { return node }
        return Self.scalar(in: node) { Self.text($0).hasSameBytes(as: value) }
    }

    /// The first scalar of which something is true, in the order of the text.
    private static func scalar(in root: Node, _ isWanted: (Node) -> Bool) -> Node? {
        var waiting = [root]
        while let node = waiting.popLast() {
            switch node.kind {
            case .object: waiting += node.members.map(\.value).reversed()
            case .array: waiting += node.elements.reversed()
            default: if isWanted(node) { return node }
            }
        }
        return nil
    }

    private static func text(_ scalar: Node) -> String {
        scalar.string ?? scalar.numberSpelling ?? FieldPath.Scalar(scalar)?.json ?? ""
    }

    private static func isImage(_ node: Node, _ image: String) -> Bool {
        guard let text = node.string, node.key.map({ $0.hasSameBytes(as: "image") }) ?? false else { return false }
        if text.hasSameBytes(as: image) { return true }
        guard text.utf8.starts(with: image.utf8) else { return false }
        let next = text.utf8.dropFirst(image.utf8.count).first
        return next == UInt8(ascii: ":") || next == UInt8(ascii: "@")
    }
}

/// A right that a role may grant.
struct GrantQuestion {
    private let verb: String
    private let group: String
    private let resource: String
    private let subresource: String

    init(_ text: String) throws {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2 else {
            throw ValidationError("'\(text)' is no grant; write a verb and a resource, as 'create pods/exec'")
        }
        let meant = try ResourceNames().resource(argument: words[1])
        verb = words[0]
        (group, resource, subresource) = (meant.group, meant.resource, meant.subresource)
    }

    /// The first rule of a role that grants it.
    func rule(in manifest: Manifest) -> Node? {
        guard manifest.id.group == "rbac.authorization.k8s.io", ["Role", "ClusterRole"].contains(manifest.id.kind)
        else { return nil }
        return manifest.root["rules"]?.elements.first(where: grants)
    }

    /// Source: `RuleAllows` of `plugin/pkg/auth/authorizer/rbac/rbac.go` and `ResourceMatches` of
    /// `pkg/apis/rbac/v1/evaluation_helpers.go`.
    private func grants(_ rule: Node) -> Bool {
        func has(_ field: String, _ names: [String]) -> Bool {
            rule[field]?.elements.contains { item in
                item.string.map { text in names.contains { $0.hasSameBytes(as: text) } } ?? false
            } ?? false
        }
        let name = subresource.isEmpty ? resource : "\(resource)/\(subresource)"
        return has("verbs", ["*", verb]) && has("apiGroups", ["*", group])
            && has("resources", ["*", name] + (subresource.isEmpty ? [] : ["*/\(subresource)"]))
    }
}
