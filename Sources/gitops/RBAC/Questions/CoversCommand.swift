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

            Examples:
              gitops rbac covers edit view
              gitops rbac covers cluster-admin shop/web deploy/

            Rules that overlap in too many ways are given up: whether they cover the others is unknown then.

            Exit status: 0 it does, 1 it does not, 2 it is unknown, or a part of the input could not be read or has no \
            such role, 64 wrong usage.
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
        let subsumption = RuleSubsumption(owner: rules[0], covers: rules[1])
        // What the API server asks is whether it finds the rules one by one; it may say no where the answer is yes.
        let asServer = KubernetesCover.isCovered(owner: rules[0], covers: rules[1])
        switch output {
        case .text: Terminal.write(lines: lines(subsumption, asServer))
        case .json: Terminal.write(try json(subsumption, asServer).text())
        }
        if subsumption.verdict == .undecided { throw ExitStatus.unreadable }
        try input.finish(reports: !subsumption.holds)
    }

    private func lines(_ subsumption: RuleSubsumption, _ asServer: Bool) -> [String] {
        switch subsumption.verdict {
        case .covers:
            return ["yes: \(owner) allows all that \(covered) does"]
                + (asServer ? [] : ["  the API server's escalation check does not see it and refuses"])
        case .doesNotCover:
            let example = subsumption.counterexample.map { "\($0)" } ?? "everything"
            return ["no: \(owner) does not allow \(example), as \(covered) does"]
                + subsumption.missing.map { "  lacks \($0.rule)" }
        case .undecided:
            return [
                "unknown: whether \(owner) allows all that \(covered) does was given up, because the rules overlap in "
                    + "too many ways; write them with fewer names in each",
                "  the API server's escalation check refuses, for it finds no single rule for a part of \(covered)",
            ]
        }
    }

    private func json(_ subsumption: RuleSubsumption, _ asServer: Bool) -> JSONValue {
        .object([
            ("verdict", .text(subsumption.verdict.rawValue)),
            ("covers", subsumption.isDecided ? .flag(subsumption.holds) : .null), ("escalationCheck", .flag(asServer)),
            ("counterexample", subsumption.counterexample.map { .text("\($0)") } ?? .null),
            ("missing", .texts(subsumption.missing.map { "\($0.rule)" })),
        ])
    }
}
