import GitOpsManifest
import Testing

@testable import GitOpsRBAC

@Suite("Surveys of hostile sets")
struct HostileSurveyTests {
    private static let group = "rbac.authorization.k8s.io"

    /// Accounts of every namespace make pods in four others, and rewrite and bind roles by their names.
    private static func entangled(_ count: Int, verbs: String = "create,update,patch,escalate,bind") -> String {
        (0..<count).flatMap { number in
            let names = (0..<20).map { "a\((number + $0) % count)" }.joined(separator: ",")
            let bindings = (0..<4).map { binding in
                """
                ---
                apiVersion: \(group)/v1
                kind: RoleBinding
                metadata: {name: b\(number)-\(binding), namespace: n\((number * 5 + binding * 97) % count)}
                roleRef: {apiGroup: \(group), kind: ClusterRole, name: a\(number)}
                subjects: [{kind: ServiceAccount, name: s\(binding), namespace: n\(number)}]

                """
            }
            return bindings + [
                """
                ---
                apiVersion: \(group)/v1
                kind: ClusterRole
                metadata: {name: a\(number)}
                rules:
                - {verbs: [create], apiGroups: [""], resources: [pods]}
                - {verbs: [\(verbs)], apiGroups: [\(group)], resources: [roles, rolebindings], resourceNames: [\(names)]}

                """
            ]
        }.joined()
    }

    /// Users each of whom may impersonate six others.
    private static func impersonators(_ count: Int) -> String {
        let everything = """
            apiVersion: \(group)/v1
            kind: ClusterRole
            metadata: {name: everything}
            rules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}]

            """
        return everything
            + (0..<count).map { number in
                let names = (1...6).map { "u\((number * $0 + $0) % count)" }.joined(separator: ",")
                return """
                    ---
                    apiVersion: \(group)/v1
                    kind: ClusterRole
                    metadata: {name: u\(number)}
                    rules: [{verbs: [impersonate], apiGroups: [""], resources: [users], resourceNames: [\(names)]}]
                    ---
                    apiVersion: \(group)/v1
                    kind: ClusterRoleBinding
                    metadata: {name: u\(number)}
                    roleRef: {apiGroup: \(group), kind: ClusterRole, name: \(number == 7 ? "everything" : "u\(number)")}
                    subjects: [{kind: User, name: u\(number)}]

                    """
            }.joined()
    }

    /// Pods of as many accounts in two namespaces, most of them with a role of their own, and who reaches them all.
    private static func pods(_ count: Int) -> String {
        let reader = """
            apiVersion: \(group)/v1
            kind: ClusterRole
            metadata: {name: kubelet}
            rules: [{verbs: [get], apiGroups: [""], resources: [nodes/proxy]}]
            ---
            apiVersion: \(group)/v1
            kind: ClusterRole
            metadata: {name: exec}
            rules: [{verbs: [create], apiGroups: [""], resources: [pods/exec]}]
            ---
            apiVersion: \(group)/v1
            kind: ClusterRole
            metadata: {name: secrets}
            rules: [{verbs: [list], apiGroups: [""], resources: [secrets]}]
            ---
            apiVersion: \(group)/v1
            kind: ClusterRole
            metadata: {name: rewrite}
            rules:
            - {verbs: [update, escalate], apiGroups: [\(group)], resources: [clusterroles], resourceNames: [secrets]}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: other, namespace: quiet}

            """
        func binding(_ name: String, _ role: String, _ subject: String, in namespace: String?) -> String {
            let place = namespace.map { ", namespace: \($0)" } ?? ""
            return """
                ---
                apiVersion: \(group)/v1
                kind: \(namespace == nil ? "ClusterRoleBinding" : "RoleBinding")
                metadata: {name: \(name)\(place)}
                roleRef: {apiGroup: \(group), kind: ClusterRole, name: \(role)}
                subjects: [\(subject)]

                """
        }
        let pods = (0..<count).map { number in
            let namespace = number % 3 == 0 ? "shop" : "infra"
            let role = number % 5 == 0 ? "exec" : number % 7 == 0 ? "rewrite" : "secrets"
            let account = "{kind: ServiceAccount, name: s\(number), namespace: \(namespace)}"
            return """
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: p\(number), namespace: \(namespace)}
                spec: {serviceAccountName: s\(number), containers: [{name: c, image: i}]}

                """ + binding("s\(number)", role, account, in: number % 7 == 0 ? nil : "t\(number % 11)")
        }
        let ends = [
            binding("ann", "kubelet", "{kind: User, name: ann}", in: nil),
            binding("bob", "exec", "{kind: User, name: bob}", in: "shop"),
            binding("cid", "kubelet", "{kind: ServiceAccount, name: other, namespace: quiet}", in: nil),
            binding("quiet", "exec", "{kind: ServiceAccount, name: other, namespace: quiet}", in: "infra"),
        ]
        return reader + pods.joined() + ends.joined()
    }

    /// Accounts each of which holds a role of its own in its namespace, and who acts as them and rewrites these by name.
    private static func heldRoles(_ count: Int) -> String {
        let (roles, accounts) = (names("r", count), names("s", count))
        let wide = """
            apiVersion: \(group)/v1
            kind: ClusterRole
            metadata: {name: all}
            rules:
            - {verbs: [update, escalate], apiGroups: [\(group)], resources: [roles], resourceNames: [\(roles)]}
            - {verbs: [impersonate], apiGroups: [""], resources: [serviceaccounts], resourceNames: [\(accounts)]}
            ---
            apiVersion: \(group)/v1
            kind: ClusterRoleBinding
            metadata: {name: all}
            roleRef: {apiGroup: \(group), kind: ClusterRole, name: all}
            subjects: [{kind: Group, name: ops}]

            """
        return wide
            + (0..<count).map { number in
                """
                ---
                apiVersion: \(group)/v1
                kind: Role
                metadata: {name: r\(number), namespace: n\(number)}
                rules: [{verbs: [get], apiGroups: [""], resources: [configmaps]}]
                ---
                apiVersion: \(group)/v1
                kind: RoleBinding
                metadata: {name: own, namespace: n\(number)}
                roleRef: {apiGroup: \(group), kind: Role, name: r\(number)}
                subjects: [{kind: ServiceAccount, name: s\(number), namespace: n\(number)}]

                """
            }.joined()
    }

    /// Who runs commands in pods of many Deployments by the names of the pods.
    private static func podsByName(_ count: Int) -> String {
        let pods = (0..<count).map { "w\($0)-abc" }.joined(separator: ",")
        let wide = """
            apiVersion: \(group)/v1
            kind: ClusterRole
            metadata: {name: exec}
            rules: [{verbs: [create], apiGroups: [""], resources: [pods/exec], resourceNames: [\(pods)]}]
            ---
            apiVersion: \(group)/v1
            kind: ClusterRole
            metadata: {name: secrets}
            rules: [{verbs: [list], apiGroups: [""], resources: [secrets]}]
            ---
            apiVersion: \(group)/v1
            kind: ClusterRoleBinding
            metadata: {name: all}
            roleRef: {apiGroup: \(group), kind: ClusterRole, name: exec}
            subjects: [{kind: User, name: ann}]

            """
        return wide
            + (0..<count).map { number in
                """
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: w\(number), namespace: n\(number % 5)}
                spec: {template: {spec: {serviceAccountName: s\(number), containers: [{name: c, image: i}]}}}
                ---
                apiVersion: \(group)/v1
                kind: RoleBinding
                metadata: {name: w\(number), namespace: n\((number + 1) % 5)}
                roleRef: {apiGroup: \(group), kind: ClusterRole, name: \(number % 7 == 0 ? "secrets" : "exec")}
                subjects: [{kind: ServiceAccount, name: s\(number), namespace: n\(number % 5)}]

                """
            }.joined()
    }

    private static func names(_ prefix: String, _ count: Int) -> String {
        (0..<count).map { "\(prefix)\($0)" }.joined(separator: ",")
    }

    /// The steps of a whole survey.
    private static func steps(_ analysis: EscalationAnalysis) -> Int {
        EscalationSurvey(analysis.graph, analysis.sources.map(analysis.source)).reaches(threads: 1)
            .reduce(0) { $0 + $1.steps }
    }

    static let sets = [
        "entangled": entangled(5), "without bind": entangled(5, verbs: "create,update,patch,escalate"),
        "without escalate": entangled(5, verbs: "update,bind"), "impersonators": impersonators(60), "pods": pods(60),
        "held roles": heldRoles(20), "pods by name": podsByName(40),
    ]

    @Test("the survey tells what each subject alone reaches", arguments: sets.keys.sorted())
    func exact(set: String) throws {
        let analysis = EscalationAnalysis(
            model(try #require(Self.sets[set])), options: EscalationOptions(threads: 2))
        let reaches = Dictionary(uniqueKeysWithValues: analysis.survey().map { ($0.subject, $0) })
        #expect(reaches.values.allSatisfy { !$0.sinks.isEmpty && $0.isComplete } && !reaches.isEmpty)
        for subject in analysis.sources {
            let paths = analysis.paths(from: subject)
            #expect(paths.map(\.sink) == reaches[subject]?.sinks ?? [], "\(subject)")
            #expect(paths.map(\.hops) == reaches[subject]?.hops ?? [], "\(subject)")
        }
    }

    @Test("a role of many names costs a subject a few steps for each namespace, not one for each name")
    func names() {
        let (few, many) = (EscalationAnalysis(model(Self.entangled(20))), EscalationAnalysis(model(Self.entangled(60))))
        let (stepsOfFew, stepsOfMany) = (Self.steps(few) / few.sources.count, Self.steps(many) / many.sources.count)
        #expect(stepsOfFew < 120 * 20 && stepsOfMany < 120 * 60, "\(stepsOfFew), \(stepsOfMany)")
    }

    @Test("subjects that may act for each other cost a few steps for each of them")
    func users() {
        let analysis = EscalationAnalysis(model(Self.impersonators(150)))
        let steps = Self.steps(analysis) / analysis.sources.count
        #expect(steps < 20 * 150, "\(steps)")
    }

    @Test("accounts of pods are gained as one")
    func podAccounts() {
        let steps = [150, 450].map { count in
            let analysis = EscalationAnalysis(model(Self.pods(count)))
            let ends = [Subject.user("ann"), .user("bob")].map(analysis.source)
            return EscalationSurvey(analysis.graph, ends).reaches(threads: 1).reduce(0) { $0 + $1.steps }
        }
        // Each is looked at for the roles that it holds, a few times in all.
        #expect(steps[1] <= steps[0] + 300 * 30, "\(steps)")
    }

    @Test("pods are found by their names in a few steps, however many workloads there are")
    func podNames() {
        let steps = [100, 400].map { count in
            let analysis = EscalationAnalysis(model(Self.podsByName(count)))
            return EscalationSurvey(analysis.graph, [analysis.source(.user("ann"))]).reaches(threads: 1)[0].steps
        }
        #expect(steps[1] < 6 * steps[0], "\(steps)")
    }

    @Test("a search ends with its steps, wherever they are taken", arguments: sets.keys.sorted(), [3, 2])
    func everyStepCounts(set: String, part: Int) throws {
        let analysis = EscalationAnalysis(model(try #require(Self.sets[set])))
        for subject in analysis.sources.prefix(20) {
            var search = EscalationSearch(analysis.graph)
            search.run(from: analysis.source(subject), untilSinks: false)
            let (all, sinks) = (search.steps, search.sinks().map(\.sink))
            search.limits.steps = all / part
            search.run(from: analysis.source(subject), untilSinks: false)
            guard all / part < all else { continue }
            #expect(search.endedBy == .steps(analysis.options.maximumSteps), "\(subject)")
            // What one look-up goes through is bounded by the names of a rule, or by what an identity holds.
            #expect(search.steps <= all / part + 300, "\(subject)")
            #expect(search.sinks().allSatisfy { found in sinks.contains { $0.covers(found.sink) } }, "\(subject)")
        }
    }

    @Test("a cut whose steps are used up names no lines")
    func cut() throws {
        let analysis = EscalationAnalysis(model(Self.heldRoles(20)))
        let sink = EscalationSink.secrets(namespace: "n3")
        let ops = Subject.group("ops")
        #expect(!(try analysis.cut(from: ops, to: sink).lines.isEmpty))
        #expect(throws: EscalationCutError.tooManySteps(limit: 50)) {
            try analysis.cut(from: ops, to: sink, maximumSteps: 50)
        }
    }

    @Test("paths that are told take steps as well")
    func pathSteps() throws {
        let text = model(Self.heldRoles(20))
        let reaches = EscalationAnalysis(text).survey([.group("ops")])
        let sinks = try #require(reaches.first?.sinks)
        #expect(sinks.count >= 20)
        let few = EscalationAnalysis(text, options: EscalationOptions(maximumSteps: 10_000)).paths(of: reaches)
        #expect(!few[0].isEmpty && few[0].count < sinks.count, "\(few[0].count) of \(sinks.count)")
        #expect(few[0].map(\.sink) == Array(sinks.prefix(few[0].count)))
        #expect(EscalationAnalysis(text).paths(of: reaches)[0].map(\.sink) == sinks)
    }

    @Test("subjects that hold the same are searched from once")
    func equalStarts() {
        let subjects = (0..<50).map { "{kind: User, name: u\($0)}, {kind: Group, name: g\($0)}" }
        let text = """
            apiVersion: \(Self.group)/v1
            kind: ClusterRole
            metadata: {name: admin}
            rules: [{verbs: [list], apiGroups: [""], resources: [secrets]}]
            ---
            apiVersion: \(Self.group)/v1
            kind: ClusterRoleBinding
            metadata: {name: all}
            roleRef: {apiGroup: \(Self.group), kind: ClusterRole, name: admin}
            subjects: [\(subjects.joined(separator: ","))]
            """
        let analysis = EscalationAnalysis(model(text))
        let survey = EscalationSurvey(analysis.graph, analysis.sources.map(analysis.source))
        #expect(survey.numbers.count == 100 && Set(survey.numbers).count <= 2)
        #expect(analysis.survey().count == 100)
    }

    @Test(
        "with fewer steps than it takes a survey says of whom it does not know all, and never too much",
        arguments: sets.keys.sorted(), [10, 1_000, 10_000, 40_000])
    func limit(set: String, steps: Int) throws {
        let text = model(try #require(Self.sets[set]))
        let all = EscalationAnalysis(text)
        let part = EscalationAnalysis(text, options: EscalationOptions(maximumSteps: steps, threads: 1))
        let sources = all.sources
        let known = Dictionary(uniqueKeysWithValues: all.survey().map { ($0.subject, $0) })
        let reaches = part.survey()
        let found = Dictionary(uniqueKeysWithValues: reaches.map { ($0.subject, $0) })
        for subject in sources {
            let whole = known[subject]?.sinks ?? []
            guard let reach = found[subject], !reach.isComplete else {
                #expect(found[subject]?.sinks ?? [] == whole, "\(subject)")
                continue
            }
            #expect(reach.endedBy == .steps(steps))
            #expect(reach.sinks.allSatisfy { sink in whole.contains { $0.covers(sink) } }, "\(subject)")
        }
        // Each search looks after every edge and every identity whether its share is used up.
        #expect(Self.steps(part) <= 2 * steps + 200 * sources.count)
        let again = EscalationAnalysis(
            text, options: EscalationOptions(maximumSteps: steps, threads: 3)
        ).survey()
        #expect(again.map(\.subject) == reaches.map(\.subject) && again.map(\.sinks) == reaches.map(\.sinks))
        #expect(again.map(\.endedBy) == reaches.map(\.endedBy))
        for (reach, paths) in zip(reaches, part.paths(of: reaches)) { #expect(paths.count <= reach.sinks.count) }
    }

    @Test(
        "a statement about a subject whose share of the steps is used up is unknown",
        arguments: ["cannotReach", "canReach"])
    func assertion(word: String) throws {
        let model = model(Self.entangled(5))
        let text = """
            assertions:
            - name: one
              subject: ServiceAccount n0/s0
              \(word): system-masters
            - name: two
              nobodyOutside: [User ann]
              canReach: system-masters
            """
        let assertions = AccessAssertions(SourceText(text, name: "assertions.yaml"))
        try #require(assertions.problems.isEmpty, "\(assertions.problems)")
        let analysis = EscalationAnalysis(model, options: EscalationOptions(maximumSteps: 100))
        for result in assertions.check(model, escalation: analysis) {
            guard case .unknown(let reason) = result.verdict else {
                Issue.record("\(result)")
                continue
            }
            #expect(reason.contains("100 steps"))
        }
    }
}
