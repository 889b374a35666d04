import GitOpsManifest
import GitOpsRBAC
import GitOpsTestSupport
import Testing

@Suite("Laws of cuts")
struct EscalationCutLawTests {
    private static let rbac = "rbac.authorization.k8s.io"
    private static let authentication = "authentication.k8s.io"
    private static let subjects = ["account:shop/attacker", "account:shop/web", "user:ann", "user:bob"]

    /// What depends on what somebody holds, and on single names.
    private static let holdings = [
        "holds role shop/maker", "holds clusterrole wide @*", "holds clusterrole wide @shop",
        "holds aggregate sum @infra", "bind account:shop/web wide @infra", "bind user:ann wide @*",
        "bind user:bob wide @*", "bind user:bob sum @infra", "bind user:ann other @shop",
        "holds missing-role shop/gone", "bind account:shop/web gone @*", "bind user:bob gone @*",
        "user:bob may list secrets @*", "account:shop/web may create pods @shop",
    ]
    private static let permissions = [
        "escalate|update clusterroles.\(rbac)[wide] @*", "update clusterroles.\(rbac)[wide,sum] @*",
        "escalate clusterroles.\(rbac)[sum,other] @*", "escalate|update clusterroles.\(rbac) @*",
        "patch clusterroles.\(rbac)[other] @*", "escalate|update roles.\(rbac)[maker] @shop",
        "create|escalate clusterroles.\(rbac) @*", "create|escalate roles.\(rbac) @shop",
        "impersonate users[bob] @*", "impersonate users[ann] @*", "impersonate users @*",
        "impersonate serviceaccounts[web] @shop", "impersonate serviceaccounts @*",
        "create serviceaccounts/token[web] @shop", "bind clusterroles.\(rbac)[wide,edit] @*",
        "update clusterrolebindings.\(rbac)[b1,b2,b3] @*", "update rolebindings.\(rbac)[b2,b4] @shop",
        "bind roles.\(rbac)[maker] @shop", "create rolebindings.\(rbac) @shop", "create clusterrolebindings.\(rbac) @*",
        "impersonate:user-info users.\(authentication)[bob] @*", "impersonate-on:user-info:list secrets @*",
    ]

    private static func statements(seed: UInt64) -> [String] {
        var random = SeededGenerator(seed: seed &+ 11_000)
        var statements = ["define shop/web"]
        for _ in 0..<Int.random(in: 1...4, using: &random) { statements.append(random.pick(holdings)) }
        for _ in 0..<Int.random(in: 2...6, using: &random) {
            let subject = random.pick(subjects + subjects.prefix(1))
            statements.append("\(subject) may \(random.pick(permissions))")
        }
        return statements
    }

    /// Every cluster is tried without each of its lines.
    private struct Trial {
        let fixture: EscalationFixture
        let analysis: EscalationAnalysis
        let lines: [(object: ResourceID, kind: EscalationCut.Line.Kind)]
        let reaches: [EscalationReach]
        /// What is reached without each of the lines.
        let withoutLine: [[EscalationReach]]
        let text: String

        init(_ text: String) {
            self.text = text
            var fixture = EscalationFixture(text)
            fixture.options.threads = 1
            let analysis = fixture.analysis()
            let subjects = analysis.sources
            self.fixture = fixture
            self.analysis = analysis
            lines = fixture.lines
            reaches = analysis.survey()
            withoutLine = lines.map { [fixture] line in
                fixture.analysis(without: [line.object: line.kind]).survey(subjects)
            }
        }

        /// That the cut disconnects, and that it is one line where one line does.
        func check(_ comment: String) {
            for reach in reaches {
                for sink in reach.sinks {
                    check(reach.subject, sink, "\(comment), \(text): \(reach.subject) to \(sink)")
                }
            }
        }

        private func check(_ subject: Subject, _ sink: EscalationSink, _ comment: String) {
            let single = lines.indices.filter { !Self.reaches(withoutLine[$0], subject, sink) }.map { lines[$0] }
            let cut: EscalationCut
            do {
                cut = try analysis.cut(from: subject, to: sink)
            } catch {
                #expect(error == .notByGrants, "\(comment)")
                #expect(single.isEmpty, "\(comment)")
                return
            }
            #expect(cut.isSmallest, "\(comment)")
            // What removes a line of an object removes it of all that have the name.
            if Set(cut.lines.map { [AnyHashable($0.place.object), AnyHashable($0.kind)] }).count == 1 {
                let line = cut.lines[0]
                #expect(single.contains { $0.object == line.place.object && $0.kind == line.kind }, "\(comment)")
                // Without any subject a binding is as good as deleted, but for those who may extend it.
                #expect(line.kind != .binding || !single.contains { $0.kind != .binding }, "\(comment)")
                return
            }
            #expect(single.isEmpty, "\(comment)")
            let gone = Dictionary(cut.lines.map { ($0.place.object, $0.kind) }) { first, _ in first }
            let rest = fixture.analysis(without: gone).path(from: subject, to: sink)
            #expect(rest == nil, "\(comment): \(gone) leave \(rest?.description ?? "")")
        }

        private static func reaches(_ reaches: [EscalationReach], _ subject: Subject, _ sink: EscalationSink) -> Bool {
            reaches.contains { $0.subject == subject && $0.sinks.contains { $0.covers(sink) } }
        }

        /// That without a line nothing is reached that is not reached with it, and nothing sooner.
        func checkMonotone(_ comment: String) {
            for without in withoutLine { Self.check(without, isPartOf: analysis, "\(comment), \(text)") }
        }

        static func check(_ less: [EscalationReach], isPartOf more: EscalationAnalysis, _ comment: String) {
            for reach in less {
                // A survey leaves out a sink of a namespace where that of the cluster is reached, be it later.
                for (sink, hops) in zip(reach.sinks, reach.hops) {
                    let path = more.path(from: reach.subject, to: sink)
                    #expect((path?.hops ?? .max) <= hops, "\(comment): \(reach.subject) to \(sink) in \(hops)")
                }
            }
        }
    }

    @Test("a cut disconnects, and is one line wherever one line does", arguments: UInt64(0)..<40)
    func cut(seed: UInt64) {
        let trial = Trial(Self.statements(seed: seed).joined(separator: ";"))
        trial.check("seed \(seed)")
        trial.checkMonotone("seed \(seed)")
    }

    @Test("a cut that is not compared with others disconnects, too", arguments: UInt64(0)..<30)
    func uncompared(seed: UInt64) throws {
        let fixture = EscalationFixture(Self.statements(seed: seed).joined(separator: ";"))
        let analysis = EscalationAnalysis(
            AccessModel(fixture.manifests()), options: EscalationOptions(maximumCutSteps: 0))
        for reach in analysis.survey() {
            for sink in reach.sinks {
                guard let cut = try? analysis.cut(from: reach.subject, to: sink, pathLimit: 8) else { continue }
                let gone = Dictionary(cut.lines.map { ($0.place.object, $0.kind) }) { first, _ in first }
                let rest = fixture.analysis(without: gone)
                #expect(rest.path(from: reach.subject, to: sink) == nil, "seed \(seed): \(gone)")
                #expect(rest.paths(from: reach.subject).map(\.sink) == cut.remaining, "seed \(seed): \(gone)")
            }
        }
    }

    @Test("the same where a single edge leads on", arguments: EdgeCase.all)
    func edge(_ edge: EdgeCase) {
        let trial = Trial(edge.positive)
        trial.check(edge.id)
        trial.checkMonotone(edge.id)
    }

    @Test("a rule that loses its resourceNames closes no path and makes none longer", arguments: UInt64(0)..<50)
    func widened(seed: UInt64) {
        let statements = Self.statements(seed: seed)
        let narrow = EscalationFixture(statements.joined(separator: ";")).analysis()
        for number in statements.indices where statements[number].contains("[") {
            var wider = statements
            wider[number] = String(wider[number].prefix { $0 != "[" }) + wider[number].drop { $0 != "]" }.dropFirst()
            let wide = EscalationFixture(wider.joined(separator: ";")).analysis()
            Trial.check(narrow.survey(), isPartOf: wide, "seed \(seed): \(wider)")
        }
    }

    @Test(
        "the hops of a path are those of its last steps, and each step is told after what it needs",
        arguments: UInt64(0)..<80)
    func hops(seed: UInt64) {
        let statements = Self.statements(seed: seed)
        let analysis = EscalationFixture(statements.joined(separator: ";")).analysis()
        for path in analysis.sources.flatMap(analysis.paths) {
            #expect(path.hops == path.steps.map(\.hop).max() ?? 0, "seed \(seed): \(path)")
            for (position, step) in path.steps.enumerated() {
                #expect(step.dependsOn.allSatisfy { $0 < position }, "seed \(seed): \(path)")
                let before = step.dependsOn.map { path.steps[$0].hop }.max() ?? 0
                #expect(step.hop == before + 1, "seed \(seed): \(path) of \(statements)")
            }
            let needed = Set(path.steps.flatMap(\.dependsOn))
            #expect(needed.count == max(0, path.steps.count - 1), "seed \(seed): \(path)")
        }
    }
}

@Suite("Steps that depend on what somebody holds")
struct HeldRoleStepTests {
    private static let rbac = "rbac.authorization.k8s.io"

    @Test(
        "a step by a role of somebody else depends on having become them and tells the line that binds it",
        arguments: [
            (
                "impersonate users[bob] @*", "escalate|update clusterroles[wide]",
                "bind user:bob wide @*;holds clusterrole wide @infra"
            ),
            (
                "impersonate users @*", "escalate|update clusterroles[wide]",
                "bind user:bob wide @*;holds clusterrole wide @infra"
            ),
            ("impersonate users[bob] @*", "create|escalate clusterroles", "bind user:bob gone @*"),
            ("impersonate users @*", "create|escalate clusterroles", "bind user:bob gone @*"),
        ])
    func becomes(identity: String, verbs: String, held: String) throws {
        let writes = verbs.replacing("clusterroles", with: "clusterroles.\(Self.rbac)")
        let fixture = EscalationFixture("user:ann may \(identity);user:ann may \(writes) @*;\(held)")
        let path = try #require(fixture.analysis().path(from: .user("ann"), to: .clusterAdmin))
        #expect(path.hops == 2)
        try #require(path.steps.map(\.hop) == [1, 2])
        #expect(path.steps[1].dependsOn == [0])
        #expect(path.steps[1].evidence.map(\.object.kind) == ["ClusterRoleBinding"])
        let cut = try fixture.analysis().cut(from: .user("ann"), to: .clusterAdmin)
        #expect(cut.lines.count == 1 && cut.isSmallest)
    }

    @Test("two ways to rewrite a role that is held once are cut by the line that binds it")
    func heldOnce() throws {
        let writes = "may update|escalate clusterroles.\(Self.rbac)[wide] @*"
        let fixture = EscalationFixture("\(writes);\(writes);holds clusterrole wide @*")
        let cut = try fixture.analysis().cut(from: EscalationFixture.attacker, to: .clusterAdmin)
        #expect(cut.isSmallest)
        #expect(cut.lines.map(\.kind) == [.subject])
        let rest = fixture.analysis(without: [cut.lines[0].place.object: .subject])
        #expect(rest.path(from: EscalationFixture.attacker, to: .clusterAdmin) == nil)
    }

    @Test("of permissions for several names a step uses those for the role that is held")
    func rightNames() throws {
        let fixture = EscalationFixture(
            """
            may update|escalate clusterroles.\(Self.rbac)[other] @*;may update clusterroles.\(Self.rbac)[wide] @*;\
            may escalate clusterroles.\(Self.rbac)[wide] @*;holds clusterrole wide @*
            """)
        let path = try #require(fixture.analysis().path(from: EscalationFixture.attacker, to: .clusterAdmin))
        #expect(path.steps[0].permissions.map(\.rulePlace.object.name) == ["g3", "g5"])
    }

    @Test("each of two bindings of one name makes its subjects wait for its role")
    func bothDefinitions() {
        let yaml = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: one}
            roleRef: {kind: ClusterRole, name: gone, apiGroup: rbac.authorization.k8s.io}
            subjects: [{kind: User, name: ann}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: one}
            roleRef: {kind: ClusterRole, name: gone, apiGroup: rbac.authorization.k8s.io}
            subjects: [{kind: User, name: bob}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: two}
            roleRef: {kind: ClusterRole, name: maker, apiGroup: rbac.authorization.k8s.io}
            subjects: [{kind: User, name: ann}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: maker}
            rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [create, escalate]}]
            """
        let analysis = EscalationAnalysis(AccessModel(ManifestSet(SourceText(yaml))))
        #expect(analysis.path(from: .user("ann"), to: .clusterAdmin) != nil)
        #expect(analysis.path(from: .user("bob"), to: .clusterAdmin) == nil)
    }
}
