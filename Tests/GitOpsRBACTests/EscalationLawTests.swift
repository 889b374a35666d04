import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsRBAC

@Suite("Laws of escalation")
struct EscalationLawTests {
    private static let subjects = [
        "account:shop/attacker", "account:shop/web", "account:infra/robot", "user:ann", "group:ops",
    ]
    /// Permissions that edges ask for, in various scopes.
    private static let grants = EdgeCase.all.flatMap { $0.positive.split(separator: ";").map(String.init) }
        .filter { $0.hasPrefix("may ") && !$0.contains("openshift") && !$0.contains("podsecurity") }
        .map { String($0.dropFirst(4)) }
    private static let surroundings = [
        "define shop/web", "define infra/robot", "daemonset infra/agent robot", "namespace shop restricted",
        "pod shop/agent web privileged", "define argocd/argocd-application-controller", "token shop/tok web",
    ]

    private static func statements(seed: UInt64, count: Int) -> [String] {
        var random = SeededGenerator(seed: seed)
        var statements = ["define shop/web", "define infra/robot"]
        for _ in 0..<Int.random(in: 1...count, using: &random) {
            statements.append("\(random.pick(subjects)) may \(random.pick(grants))")
        }
        if Bool.random(using: &random) { statements.append(random.pick(surroundings)) }
        return statements
    }

    @Test("every step comes after those it depends on, one hop after the last of them", arguments: UInt64(0)..<100)
    func order(seed: UInt64) {
        let analysis = EscalationFixture(Self.statements(seed: seed, count: 8).joined(separator: ";")).analysis()
        for reach in analysis.survey() {
            let paths = analysis.paths(from: reach.subject)
            #expect(paths.map(\.sink) == reach.sinks, "seed \(seed)")
            #expect(paths.map(\.hops) == reach.hops, "seed \(seed)")
            for path in paths {
                for (position, step) in path.steps.enumerated() {
                    #expect(step.dependsOn.allSatisfy { $0 < position }, "seed \(seed): \(path)")
                    let before = step.dependsOn.map { path.steps[$0].hop }.max() ?? 0
                    #expect(step.hop == before + 1, "seed \(seed): \(path)")
                }
                #expect(path.steps.last?.gained == .sink(path.sink), "seed \(seed): \(path)")
            }
        }
    }

    @Test("a survey of many sources tells what each of them alone reaches", arguments: UInt64(0)..<150)
    func survey(seed: UInt64) {
        let analysis = EscalationFixture(Self.statements(seed: seed &+ 500, count: 30).joined(separator: ";"))
            .analysis()
        let reaches = analysis.survey()
        let listed = Set(reaches.map(\.subject))
        for reach in reaches {
            let paths = analysis.paths(from: reach.subject)
            #expect(paths.map(\.sink) == reach.sinks, "seed \(seed): \(reach.subject)")
            #expect(paths.map(\.hops) == reach.hops, "seed \(seed): \(reach.subject)")
            #expect(reach.isComplete)
        }
        for subject in analysis.sources where !listed.contains(subject) {
            #expect(analysis.paths(from: subject).isEmpty, "seed \(seed): \(subject)")
        }
    }

    @Test("the paths to what a survey found are those that each source has alone", arguments: UInt64(0)..<100)
    func pathsOfSurvey(seed: UInt64) {
        let analysis = EscalationFixture(Self.statements(seed: seed &+ 900, count: 30).joined(separator: ";"))
            .analysis()
        let reaches = analysis.survey()
        for (reach, paths) in zip(reaches, analysis.paths(of: reaches)) {
            let alone = analysis.paths(from: reach.subject)
            #expect(Self.lines(paths) == Self.lines(alone), "seed \(seed): \(reach.subject)")
            for sink in reach.sinks.prefix(2) {
                let one = analysis.paths(of: [reach.filter { other, _ in other == sink }])
                #expect(one.map(Self.lines) == [Self.lines(alone.filter { $0.sink == sink })], "seed \(seed): \(sink)")
            }
        }
    }

    private static func lines(_ paths: [EscalationPath]) -> [String] {
        paths.map { path in
            "\(path) \(path.hops)"
                + path.steps.map { "\($0.permissions.map(\.rulePlace)) \($0.evidence) \($0.dependsOn)" }.joined()
        }
    }

    @Test("what many hold together is what each of them holds", arguments: UInt64(0)..<150)
    func unions(seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ 3_000)
        var statements = ["define shop/web", "define infra/robot"]
        for _ in 0..<6 { statements.append(random.pick(Self.holdings)) }
        for _ in 0..<2 {
            let subject = random.pick(Self.subjects)
            statements += random.pick(Self.rewritings).map { "\(subject) may \($0)" }
        }
        let analysis = EscalationFixture(statements.joined(separator: ";")).analysis()
        var together = EscalationSearch(analysis.graph)
        var each = EscalationSearch(analysis.graph)
        // A line that nobody has is removed: so everybody is looked at.
        each.removed = RemovedLines([.subject(.max)])
        for subject in analysis.sources {
            together.run(from: analysis.source(subject), untilSinks: false)
            each.run(from: analysis.source(subject), untilSinks: false)
            #expect(Self.gains(together) == Self.gains(each), "seed \(seed): \(subject) \(statements)")
        }
    }

    /// What was gained and in which hop. What is gained in a namespace is left out where the whole cluster's is.
    private static func gains(_ search: EscalationSearch) -> Set<String> {
        let gained = search.facts.filter { fact in
            let wide = search.everywhere(fact.kind).map { search.facts[Int($0)].level }
            // Somebody who is acted for has a number that means nothing to other searches.
            guard fact.edge != EscalationFact.noEdge, fact.kind != .actor else { return false }
            return fact.scope == NameTable.empty || fact.level < wide ?? .max
        }
        return Set(gained.map { "\($0.level) \($0.kind) \($0.scope) \($0.name)" })
    }

    /// What some hold, and what others make of it.
    private static let holdings = [
        "holds role shop/maker", "holds role infra/maker", "holds clusterrole wide @*", "holds clusterrole wide @shop",
        "holds aggregate sum @infra", "bind account:shop/web wide @infra", "bind account:infra/robot sum @shop",
        "bind account:infra/robot wide @shop", "bind user:ann wide @*", "bind user:ann sum @infra",
        "holds missing-role shop/gone", "account:shop/web may create pods @shop",
        "account:infra/robot may create pods @infra", "account:infra/robot may list secrets @shop",
        "user:ann may list secrets @*", "user:ann may create pods @infra",
        "account:shop/web may create serviceaccounts/token @shop",
    ]
    private static let rewritings = [
        ["impersonate serviceaccounts @infra", "escalate|update|patch roles.\(rbac) @*"],
        ["impersonate serviceaccounts @shop", "escalate|update|patch clusterroles.\(rbac) @*"],
        ["impersonate serviceaccounts @infra", "create|update|patch clusterroles.\(rbac) @*"],
        ["impersonate users[ann] @*", "escalate|update|patch clusterroles.\(rbac) @*"],
        ["impersonate:user-info users.\(authentication) @*", "impersonate-on:user-info:create pods @infra"],
        ["impersonate:user-info users.\(authentication) @*", "impersonate-on:user-info:list secrets @*"],
        [
            "impersonate:serviceaccount serviceaccounts.\(authentication) @shop",
            "impersonate-on:serviceaccount:create pods,serviceaccounts/token @shop",
        ],
        [
            "impersonate:serviceaccount serviceaccounts.\(authentication) @*",
            "impersonate-on:serviceaccount:list secrets @*",
        ],
        [
            "impersonate:serviceaccount serviceaccounts.\(authentication)[web] @shop",
            "impersonate-on:serviceaccount:create pods @*",
        ],
    ]
    private static let rbac = "rbac.authorization.k8s.io"
    private static let authentication = "authentication.k8s.io"

    @Test("another grant never closes a path and never makes one longer", arguments: UInt64(0)..<100)
    func monotone(seed: UInt64) {
        let statements = Self.statements(seed: seed, count: 6)
        var random = SeededGenerator(seed: seed &+ 7_000)
        let more = statements + ["\(random.pick(Self.subjects)) may \(random.pick(Self.grants))"]
        let analysis = EscalationFixture(more.joined(separator: ";")).analysis()
        for reach in EscalationFixture(statements.joined(separator: ";")).analysis().survey() {
            for (sink, hops) in zip(reach.sinks, reach.hops) {
                let path = analysis.path(from: reach.subject, to: sink)
                #expect((path?.hops ?? .max) <= hops, "seed \(seed): \(more), \(reach.subject) to \(sink)")
            }
        }
    }

    @Test(
        "without the lines of a cut the manifests lead to the sink no more, and no fewer lines do",
        arguments: UInt64(0)..<80)
    func cut(seed: UInt64) throws {
        let fixture = EscalationFixture(Self.statements(seed: seed, count: 6).joined(separator: ";"))
        let analysis = fixture.analysis()
        for reach in analysis.survey() {
            for sink in reach.sinks {
                let cut: EscalationCut
                do {
                    cut = try analysis.cut(from: reach.subject, to: sink)
                } catch {
                    // A privileged pod of one's own needs no grant.
                    #expect(error == .notByGrants, "seed \(seed)")
                    continue
                }
                #expect(!cut.lines.isEmpty && cut.isSmallest)
                let lines = Dictionary(cut.lines.map { ($0.place.object, $0.kind) }) { first, _ in first }
                let rest = fixture.analysis(without: lines).path(from: reach.subject, to: sink)
                #expect(rest == nil, "seed \(seed): \(cut.lines.map(\.place.object)) leave \(rest?.description ?? "")")
                if cut.lines.count == 2 { try single(fixture, analysis, cut, seed) }
            }
        }
    }

    /// That no single line would do.
    private func single(
        _ fixture: EscalationFixture, _ analysis: EscalationAnalysis, _ cut: EscalationCut, _ seed: UInt64
    ) throws {
        let path = try #require(analysis.path(from: cut.source, to: cut.sink))
        for permission in path.steps.flatMap(\.permissions) {
            guard let grant = permission.grant, !grant.isBootstrap else { continue }
            let rest = fixture.analysis(without: [grant.binding: .subject]).path(from: cut.source, to: cut.sink)
            #expect(rest != nil, "seed \(seed): \(grant.binding) alone cuts \(cut.source) from \(cut.sink)")
        }
    }

    @Test("a diff opens and closes what only one side reaches", arguments: UInt64(0)..<60)
    func diff(seed: UInt64) {
        let before = EscalationFixture(Self.statements(seed: seed, count: 5).joined(separator: ";")).analysis()
        let after = EscalationFixture(Self.statements(seed: seed &+ 1, count: 5).joined(separator: ";")).analysis()
        let there = EscalationDiff(from: before, to: after)
        let back = EscalationDiff(from: after, to: before)
        #expect(there.opened.map(\.description) == back.closed.map(\.description), "seed \(seed)")
        #expect(EscalationDiff(from: before, to: before).isEmpty, "seed \(seed)")
        for path in there.opened {
            #expect(before.path(from: path.source, to: path.sink) == nil, "seed \(seed)")
            #expect(after.path(from: path.source, to: path.sink) != nil, "seed \(seed)")
        }
    }
}
