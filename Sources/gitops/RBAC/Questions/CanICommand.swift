import ArgumentParser
import GitOpsManifest
import GitOpsRBAC

/// `gitops rbac can-i`: whether somebody may do something, and by which line.
struct CanICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "can-i",
        abstract: "Tell whether somebody may do something, with the grant and its lines, or what comes near.",
        discussion: """
            The answer is that of the API server's RBAC authorizer. Without --namespace the request is for a resource \
            of the cluster, or for all namespaces at once.

            Examples:
              gitops rbac can-i list secrets -n shop --as sa:shop/web -f deploy/
              gitops rbac can-i patch deployments.apps/scale web -n shop --as user:ann --as-group ops -f deploy/
              gitops rbac can-i get --url /metrics --as group:monitoring --repo . --blame

            Exit status: 0 yes, 1 no, 2 a part of the input could not be read, 64 wrong usage.
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @OptionGroup var request: RequestArguments

    @Option(
        name: .customLong("as"), help: ArgumentHelp("Who asks, as user:ann or sa:shop/web.", valueName: "subject"),
        transform: Subject.init(argument:))
    var subject: Subject

    @Option(
        name: .customLong("as-group"),
        help: ArgumentHelp("A group of who asks, beside those the API server adds; may be repeated.", valueName: "name")
    )
    var groups: [String] = []

    @Flag(help: "Show every grant that allows it, not the first alone.")
    var all = false

    @Option(help: "How to print the answer.")
    var output = Output.text

    @OptionGroup var access: AccessArguments

    func validate() throws { try access.validate(paths: []) }

    func run() async throws {
        var input = try await access.read()
        input.warn()
        let attributes = try request.attributes(in: input.model)
        var review = SubjectAccessReview(subject, attributes: attributes)
        review.groups += groups
        let decision = input.model.decision(on: review)
        let grants = all ? input.model.reasons(review) : [decision.grant].compactMap { $0 }
        let denial = input.model.explainDenial(of: review)
        input.authors.lookUp(grants.flatMap(\.places) + (denial?.nearMisses.map(\.place) ?? []))
        let answer = AccessAnswer(
            subject: subject, attributes: attributes, isAllowed: decision.isAllowed, grants: grants, denial: denial,
            note: input.model.scopeNote(of: attributes))
        switch output {
        case .text: Terminal.write(lines: answer.lines(input.authors))
        case .json: Terminal.write(try answer.json(input.authors).text())
        }
        // Who has groups needs no binding of its own.
        if !decision.isAllowed {
            input.warn(
                ofUnknown: groups.isEmpty ? [subject] : groups.map(Subject.group), namespaces: [request.namespace ?? ""]
            )
        }
        try input.finish(reports: !decision.isAllowed)
    }
}

extension AccessModel {
    /// What is odd about the scope of a question.
    func scopeNote(of attributes: SubjectAccessReview.Attributes) -> ScopeNote? {
        guard case .resource(let resource) = attributes else { return nil }
        return scopeNote(on: resource)
    }
}

/// The answer to `can-i`.
struct AccessAnswer {
    let subject: Subject
    let attributes: SubjectAccessReview.Attributes
    let isAllowed: Bool
    let grants: [Grant]
    let denial: DenialExplanation?
    let note: ScopeNote?

    func lines(_ authors: LineAuthors) -> [String] {
        var lines = ["\(isAllowed ? "yes" : "no"): \(subject) may \(isAllowed ? "" : "not ")\(attributes)"]
        if isAllowed, grants.isEmpty { lines.append("  members of system:masters may do everything") }
        lines += grants.flatMap { $0.lines(authors) }
        if let denial {
            lines.append("  \(denial.conclusion)")
            lines += denial.nearMisses.map { miss in
                "    \(authors.text(miss.place)): \(miss.mismatches.map(\.description).joined(separator: "; and "))"
            }
        }
        if let note { lines.append("  note: \(note)") }
        return lines
    }

    func json(_ authors: LineAuthors) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("allowed", .flag(isAllowed)), ("subject", .text("\(subject)")), ("request", .text("\(attributes)")),
            ("grants", .list(grants.map { $0.json(authors) })),
        ]
        if let denial {
            members.append(("conclusion", .text("\(denial.conclusion)")))
            members.append(
                (
                    "nearMisses",
                    .list(
                        denial.nearMisses.map { miss in
                            .object([
                                ("mismatches", .texts(miss.mismatches.map(\.code))),
                                ("text", .texts(miss.mismatches.map(\.description))),
                                ("role", .text("\(miss.role)")), ("place", miss.place.json(authors)),
                                ("binding", miss.binding.json(authors)),
                            ])
                        })
                ))
        }
        members.append(("note", note.map { .text("\($0)") } ?? .null))
        return .object(members)
    }
}
