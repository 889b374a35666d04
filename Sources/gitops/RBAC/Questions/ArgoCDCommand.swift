import ArgumentParser
import GitOpsManifest
import GitOpsRBAC
import GitOpsReport

/// `gitops rbac argocd`: the same questions to Argo CD's own RBAC.
struct ArgoCDCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "argocd",
        abstract: "Ask about Argo CD's own RBAC: argocd-rbac-cm and the roles of AppProjects.",
        discussion: """
            Examples:
              gitops rbac argocd can-i sync applications shop/web --as ann --as-group developers -f argocd/
              gitops rbac argocd who-can delete applications 'shop/*' -f argocd/
              gitops rbac argocd what-can role:deployer -f argocd/
              gitops rbac argocd check argocd/ --output sarif

            Exit status: 0 yes, answered or nothing found, 1 no or findings, 2 a part of the configuration could not \
            be read or there is none, 64 wrong usage.
            """,
        subcommands: [CanI.self, WhoCan.self, WhatCan.self, Check.self])

    /// A request to Argo CD.
    struct RequestArguments: ParsableArguments {
        @Argument(help: "The action: get, create, update, delete, sync, override, action/* …")
        var action: String
        @Argument(help: "The resource: applications, projects, repositories, clusters, logs, exec …")
        var resource: String
        @Argument(help: "The object, as PROJECT/NAME; * stands for any.")
        var object: String = "*/*"

        /// Tells of names that Argo CD never asks for, which a policy can only allow by a pattern.
        func warn() {
            for reason in request.unknownNames { Terminal.warn("gitops: \(reason)") }
        }

        var request: ArgoCDRequest { ArgoCDRequest(resource: resource, action: action, object: object) }
    }

    /// Where Argo CD's configuration is.
    struct InputArguments: ParsableArguments {
        @Option(
            name: .customLong("argocd-namespace"),
            help: ArgumentHelp("The namespace of Argo CD, where a set has several.", valueName: "name"))
        var namespace: String?
        @Option(help: ArgumentHelp("Read at most this many policy lines.", valueName: "n"))
        var maxPolicyLines = ArgoCDLimits().lines
        @Option(help: ArgumentHelp("Leave out policy lines with a field of more bytes.", valueName: "n"))
        var maxFieldBytes = ArgoCDLimits().fieldBytes
        @OptionGroup var access: AccessArguments

        func validate() throws {
            for (name, value) in [("policy-lines", maxPolicyLines), ("field-bytes", maxFieldBytes)] where value < 1 {
                throw ValidationError("--max-\(name) takes a positive number")
            }
        }

        func read(_ paths: [String] = []) async throws -> (AccessInput, ArgoCDAccess) {
            let input = try await access.read(paths)
            for entry in input.manifests.unreadable { Terminal.warn("gitops: \(entry)") }
            if !Self.hasConfiguration(input) {
                Terminal.warn(
                    "gitops: no argocd-rbac-cm and no AppProject were found in \(input.sources.joined(separator: ", "))"
                )
            }
            let limits = ArgoCDLimits(lines: maxPolicyLines, fieldBytes: maxFieldBytes)
            return (
                input,
                ArgoCDAccess(
                    input.manifests, namespace: namespace, patterns: RegularExpressions(), limits: limits)
            )
        }

        /// Whether there is anything of Argo CD's configuration.
        private static func hasConfiguration(_ input: AccessInput) -> Bool {
            input.manifests.manifests.contains { $0.id.kind == "AppProject" || $0.id.name == "argocd-rbac-cm" }
        }

        /// Tells what of the configuration cannot be read, which makes every answer unknown.
        func finish(_ input: AccessInput, _ argoCD: ArgoCDAccess, reports: Bool) throws {
            let broken = argoCD.problems.filter(\.isUnreadable)
            for problem in broken { Terminal.warn("gitops: \(problem)") }
            if !input.manifests.unreadable.isEmpty || !broken.isEmpty || !Self.hasConfiguration(input) {
                throw ExitStatus.unreadable
            }
            if reports { throw ExitStatus.changes }
        }
    }

    struct CanI: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "can-i", abstract: "Tell whether Argo CD lets somebody do something, and by which line.",
            discussion: "Exit status: 0 yes, 1 no, 2 the configuration could not be read in full, 64 wrong usage.")

        @OptionGroup var arguments: RequestArguments
        @Option(
            name: .customLong("as"), help: ArgumentHelp("The user, as the token names it.", valueName: "name"))
        var user: String
        @Option(name: .customLong("as-group"), help: ArgumentHelp("A group of the user.", valueName: "name"))
        var groups: [String] = []
        @Option(help: "How to print the answer.")
        var output = CanICommand.Output.text
        @OptionGroup var input: InputArguments

        func validate() throws { try input.access.validate(paths: []) }

        func run() async throws {
            let (set, argoCD) = try await input.read()
            let identity = ArgoCDIdentity(user: user, groups: groups)
            arguments.warn()
            let answer = ArgoCDAnswer(
                request: arguments.request, identity: identity,
                decision: argoCD.decision(on: arguments.request, by: identity),
                withoutRefusedLines: argoCD.withoutRefusedLines.decision(on: arguments.request, by: identity))
            switch output {
            case .text: Terminal.write(lines: answer.lines)
            case .json: Terminal.write(try answer.json.text())
            }
            if !answer.decision.isAllowed {
                for reason in argoCD.unknownNames(of: identity, for: arguments.request) {
                    Terminal.warn("gitops: \(reason)")
                }
            }
            if case .unknown = answer.decision.verdict { throw ExitStatus.unreadable }
            try input.finish(set, argoCD, reports: !answer.decision.isAllowed)
        }
    }

    struct WhoCan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "who-can", abstract: "List who may do something in Argo CD.",
            discussion: "Exit status: 0 answered, 2 the configuration could not be read in full, 64 wrong usage.")

        @OptionGroup var arguments: RequestArguments
        @Option(help: "How to print the list.")
        var output = TableRenderer.Format.text
        @OptionGroup var input: InputArguments

        func validate() throws { try input.access.validate(paths: []) }

        func run() async throws {
            let (set, argoCD) = try await input.read()
            arguments.warn()
            Terminal.write(
                table(argoCD.whoCan(arguments.request)), as: output, color: input.access.model.color)
            if !argoCD.refusals.isEmpty {
                let others = argoCD.withoutRefusedLines.whoCan(arguments.request)
                let names =
                    (others.everybody ? ["everybody"] : []) + others.users.map { "user \($0)" }
                    + others.groups.map { "group \($0)" }
                Terminal.warn(
                    "gitops: Argo CD cannot read its policy, so that it allows nothing to anybody; without the lines "
                        + "that it cannot read: \(names.isEmpty ? "nobody" : names.joined(separator: ", "))")
            }
            try input.finish(set, argoCD, reports: false)
        }

        private func table(_ holders: ArgoCDHolders) -> Table {
            let rows: [[Table.Cell]] =
                (holders.everybody ? [["everybody", "*"]] : []) + holders.users.map { ["user", .text($0)] }
                + holders.groups.map { ["group", .text($0)] }
            return Table(columns: [.init("kind", title: "Kind"), .init("name", title: "Name")], rows: rows)
        }
    }

    struct WhatCan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "what-can", abstract: "List the policy lines that concern somebody in Argo CD.",
            discussion: "Exit status: 0 answered, 2 the configuration could not be read in full, 64 wrong usage.")

        @Argument(help: "A user, a role (role:deployer) or the role of a project (proj:shop:deployer).")
        var user: String
        @Argument(help: "Files, directories, or - for standard input.")
        var paths: [String] = []
        @Option(name: .customLong("as-group"), help: ArgumentHelp("A group of the user.", valueName: "name"))
        var groups: [String] = []
        @Option(help: "How to print the list.")
        var output = TableRenderer.Format.text
        @OptionGroup var input: InputArguments

        func validate() throws { try input.access.validate(paths: paths) }

        func run() async throws {
            let (set, argoCD) = try await input.read(paths)
            let identity = ArgoCDIdentity(user: user, groups: groups)
            for reason in argoCD.unknownNames(of: identity) { Terminal.warn("gitops: \(reason)") }
            let grants = argoCD.permissions(of: identity)
            let table = Table(
                columns: [
                    .init("holder", title: "Through"), .init("roles", title: "Roles"),
                    .init("line", title: "Line"), .init("place", title: "At"),
                ],
                rows: grants.map {
                    [.text("\($0.holder)"), .list($0.roles), .text("\($0.line)"), .text("\($0.line.place)")]
                })
            Terminal.write(table, as: output, color: input.access.model.color)
            try input.finish(set, argoCD, reports: false)
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Find what is broken or without effect in Argo CD's policies.",
            discussion:
                "Exit status: 0 nothing found, 1 findings, 2 the configuration could not be read in full, "
                + "64 wrong usage."
        )

        @Argument(help: "Files, directories, or - for standard input.")
        var paths: [String] = []
        @Option(help: "How to print the findings.")
        var output = FindingRenderer.Format.text
        @OptionGroup var input: InputArguments

        func validate() throws { try input.access.validate(paths: paths) }

        func run() async throws {
            let (set, argoCD) = try await input.read(paths)
            let rule = FindingRule(
                id: "argocd-policy", summary: "A line of Argo CD's policies is broken or has no effect.",
                severity: .medium, tags: ["security", "argocd"])
            let findings = argoCD.problems.map { problem in
                Finding(
                    rule: rule, severity: problem.isUnreadable ? .high : nil, subject: .other(problem.place.path),
                    message: "\(problem.reason)",
                    places: problem.place.origin.map { [SourcePlace(origin: $0, position: problem.place.position)] }
                        ?? [], fingerprintDetails: ["\(problem.reason)"])
            }
            let report = FindingReport(
                findings: findings, problems: set.manifests.unreadable.map { ReportProblem($0) }, evaluatedRules: [rule]
            )
            Terminal.write(report, as: output, color: input.access.model.color, revision: set.revision)
            try input.finish(set, argoCD, reports: !findings.isEmpty)
        }
    }
}
