import ArgumentParser
import GitOpsRBAC

/// `gitops rbac covers`: whether one role allows all that another does.
struct CoversCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "covers",
        abstract: "Tell whether a role allows everything that another one does, with a request that shows it does not.",
        discussion: """
            A role is NAME for a ClusterRole or NAMESPACE/NAME for a Role. The default roles of every API server are \
            known: without a PATH they are compared.

            A Role is in force in its namespace alone: it covers no ClusterRole, which can be bound everywhere, and no \
            Role of another namespace. Where its rules would be enough, that is said.

            Examples:
              gitops rbac covers edit view
              gitops rbac covers cluster-admin shop/web deploy/

            Exit status: 0 it does, 1 it does not, 2 a part of the input could not be read or has no such role, 64 \
            wrong usage.
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: "The role that shall allow everything.", transform: RoleID.init(argument:))
    var owner: RoleID

    @Argument(help: "The role that is covered or not.", transform: RoleID.init(argument:))
    var covered: RoleID

    @Argument(help: "Files, directories, or - for standard input.")
    var paths: [String] = []

    @Option(help: "How to print the answer.")
    var output = Output.text

    @OptionGroup var access: AccessArguments

    func validate() throws { if access.repo != nil { try access.validate(paths: paths) } }

    func run() async throws {
        let input = try await access.read(paths)
        input.warn()
        let rules = try [owner, covered].map { role in
            guard let rules = input.model.rules(of: role) else {
                Terminal.warn("gitops: there is no \(role); check its name, or give the files that define it")
                throw ExitStatus.unreadable
            }
            return rules
        }
        let subsumption = RuleSubsumption(owner: rules[0], in: owner.namespace, covers: rules[1], in: covered.namespace)
        // A Role's rules count where it is: elsewhere the API server finds nothing.
        let isThere = owner.namespace == nil || owner.namespace == covered.namespace
        // What the API server asks is whether it finds the rules one by one; it may say no where the answer is yes.
        let asServer = KubernetesCover.isCovered(owner: isThere ? rules[0] : [], covers: rules[1])
        // Both in the Role's namespace, where a ClusterRole can be bound as well.
        let rulesDo =
            isThere
            ? subsumption.holds
            : RuleSubsumption(owner: rules[0], in: owner.namespace, covers: rules[1], in: owner.namespace).holds
        switch output {
        case .text: Terminal.write(lines: lines(subsumption, asServer, rulesDo))
        case .json: Terminal.write(try json(subsumption, asServer, rulesDo).text())
        }
        if subsumption.verdict == .undecided { throw ExitStatus.unreadable }
        try input.finish(reports: !subsumption.holds)
    }

    private func lines(_ subsumption: RuleSubsumption, _ asServer: Bool, _ rulesDo: Bool) -> [String] {
        switch subsumption.verdict {
        case .covers:
            return ["yes: \(owner) allows all that \(covered) does"]
                + (asServer ? [] : ["  the API server's escalation check does not see it and refuses"])
        case .doesNotCover:
            let example = subsumption.counterexample.map { "\($0)" } ?? "everything"
            let confined = owner.namespace.map { "  its rules are enough, but they are in force in \($0) alone" }
            return ["no: \(owner) does not allow \(example), as \(covered) does"]
                + (rulesDo ? [confined].compactMap { $0 } : subsumption.missing.map { "  lacks \($0.rule)" })
        case .undecided:
            return [
                "unknown: whether \(owner) allows all that \(covered) does was given up, because the rules overlap in "
                    + "too many ways; write them with fewer names in each",
                "  the API server's escalation check refuses, for it finds no single rule for a part of \(covered)",
            ]
        }
    }

    private func json(_ subsumption: RuleSubsumption, _ asServer: Bool, _ rulesDo: Bool) -> JSONValue {
        .object([
            ("verdict", .text(subsumption.verdict.rawValue)),
            ("covers", subsumption.isDecided ? .flag(subsumption.holds) : .null), ("escalationCheck", .flag(asServer)),
            ("rulesCover", .flag(rulesDo)),
            ("counterexample", subsumption.counterexample.map { .text("\($0)") } ?? .null),
            ("missing", .texts(subsumption.missing.map { "\($0.rule)" })),
        ])
    }
}
