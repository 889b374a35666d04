import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("Cuts")
struct EscalationCutTests {
    private static let rbac = "rbac.authorization.k8s.io"
    private static let attacker = EscalationFixture.attacker

    private static func analysis(_ fixture: EscalationFixture, steps: Int) -> EscalationAnalysis {
        EscalationAnalysis(AccessModel(fixture.manifests()), options: EscalationOptions(maximumCutSteps: steps))
    }

    /// What is left of the ways to a sink when the lines of a cut are removed from the manifests.
    private static func rest(_ fixture: EscalationFixture, _ cut: EscalationCut) -> EscalationAnalysis {
        fixture.analysis(without: Dictionary(cut.lines.map { ($0.place.object, $0.kind) }) { first, _ in first })
    }

    // MARK: Size

    /// Chains of users who may act for each other, the last of whom reads all Secrets.
    private static func chains(_ count: Int, hops: Int) -> EscalationFixture {
        let statements = (0..<count).flatMap { chain -> [String] in
            ["may impersonate users[c\(chain)u1] @*"]
                + (1..<hops - 1).map { "user:c\(chain)u\($0) may impersonate users[c\(chain)u\($0 + 1)] @*" }
                + ["user:c\(chain)u\(hops - 1) may list secrets @*"]
        }
        return EscalationFixture(statements.joined(separator: ";"))
    }

    /// The same, but everybody of a layer may act for everybody of the next one.
    private static func layers(_ count: Int, users: Int) -> EscalationFixture {
        func names(_ layer: Int) -> [String] { (0..<users).map { "l\(layer)u\($0)" } }
        var statements = names(0).map { "may impersonate users[\($0)] @*" }
        for layer in 1..<count {
            let next = names(layer).joined(separator: ",")
            statements += names(layer - 1).map { "user:\($0) may impersonate users[\(next)] @*" }
        }
        statements += names(count - 1).map { "user:\($0) may list secrets @*" }
        return EscalationFixture(statements.joined(separator: ";"))
    }

    @Test("ways without a common line are cut at one line each", arguments: [1, 8, 20])
    func disjoint(count: Int) throws {
        let fixture = Self.chains(count, hops: 12)
        let cut = try fixture.analysis().cut(from: Self.attacker, to: .secrets(namespace: nil))
        #expect(cut.lines.count == count && cut.isSmallest)
        #expect(Self.rest(fixture, cut).path(from: Self.attacker, to: cut.sink) == nil)
    }

    @Test("millions of ways end within the limits", arguments: [20_000, 0])
    func entangled(steps: Int) throws {
        let fixture = Self.layers(10, users: 6)
        let cut = try Self.analysis(fixture, steps: steps).cut(from: Self.attacker, to: .secrets(namespace: nil))
        #expect(cut.lines.count >= 6 && (!cut.isSmallest || cut.lines.count == 6))
        #expect(Self.rest(fixture, cut).path(from: Self.attacker, to: cut.sink) == nil)
    }

    @Test("where too many paths are left to compare, the lines do, and none can be spared")
    func pathLimit() throws {
        let fixture = Self.chains(6, hops: 3)
        let cut = try fixture.analysis().cut(from: Self.attacker, to: .secrets(namespace: nil), pathLimit: 4)
        #expect(cut.lines.count == 6 && !cut.isSmallest)
        #expect(Self.rest(fixture, cut).path(from: Self.attacker, to: cut.sink) == nil)
        #expect(throws: EscalationCutError.tooManyPaths(limit: 2)) {
            try fixture.analysis().cut(from: Self.attacker, to: .secrets(namespace: nil), pathLimit: 2)
        }
    }

    // MARK: Sinks

    @Test("of a sink in a namespace every way is cut, that through the whole cluster included, and no other")
    func namespace() throws {
        let fixture = EscalationFixture("may list secrets @*;may list secrets @infra;may list secrets @shop")
        let analysis = fixture.analysis()
        let infra = EscalationSink.secrets(namespace: "infra")
        let cut = try analysis.cut(from: Self.attacker, to: infra)
        #expect(cut.sink == infra && cut.lines.count == 2)
        #expect(cut.remaining == Self.rest(fixture, cut).paths(from: Self.attacker).map(\.sink))
        #expect(cut.remaining.contains(.secrets(namespace: "shop")) && !cut.remaining.contains(infra))
        let wide = try analysis.cut(from: Self.attacker, to: .secrets(namespace: nil))
        #expect(wide.lines.count == 1 && wide.remaining.contains(infra))
    }

    @Test("asked for by namespace, a sink of the whole cluster is that of the namespace")
    func asked() throws {
        let analysis = EscalationFixture("may list secrets @*").analysis()
        let reach = try #require(analysis.survey([Self.attacker]).first)
        let wanted = ["shop", "infra"].map { EscalationSink.secrets(namespace: $0) }
        let narrow = reach.replacingSinks { sink in wanted.filter { sink.covers($0) } }
        #expect(narrow.sinks == wanted.reversed() && narrow.hops == [1, 1])
        #expect(analysis.paths(of: [narrow]).joined().map(\.sink) == wanted.reversed())
        #expect(reach.replacingSinks { _ in [] }.sinks.isEmpty)
    }

    @Test("of ways with as many hops the plainest is told")
    func plainest() throws {
        let analysis = EscalationFixture("holds clusterrole wide @*;may * *.* @*").analysis()
        let path = try #require(analysis.path(from: Self.attacker, to: .clusterAdmin))
        #expect(path.steps.map(\.edge.id) == ["A0*"])
    }

    // MARK: Limits

    @Test("a search that is ended by a limit says so and never that nothing is reached")
    func tooManyFacts() {
        let names = (0..<200).map { "s\($0)" }
        let fixture = EscalationFixture(
            "may impersonate serviceaccounts[\(names.joined(separator: ","))] @shop;bind account:shop/s199 cluster-admin @*;"
                + names.map { "define shop/\($0)" }.joined(separator: ";"))
        let analysis = EscalationAnalysis(
            AccessModel(fixture.manifests()), options: EscalationOptions(maximumFacts: 100))
        #expect(throws: EscalationCutError.tooManyFacts(limit: 100)) {
            try analysis.cut(from: Self.attacker, to: .clusterAdmin)
        }
    }

    // MARK: Bindings

    @Test("where several subjects of a binding lead on, the binding is what has to go")
    func sharedBinding() throws {
        let text = """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: one, namespace: shop}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: everything}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects:
            - {kind: ServiceAccount, name: one, namespace: shop}
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: 'system:serviceaccounts'}
            """
        let analysis = EscalationAnalysis(AccessModel(ManifestSet(SourceText(text, name: "one.yaml"))))
        let one = Subject.serviceAccount(namespace: "shop", name: "one")
        let cut = try analysis.cut(from: one, to: .clusterAdmin)
        #expect(cut.lines.map { "\($0.kind) \($0.place)" } == ["binding one.yaml:5:1"])
        #expect(cut.isSmallest && cut.remaining.isEmpty)
        let group = try analysis.cut(from: .group("system:serviceaccounts"), to: .clusterAdmin)
        #expect(group.lines.map { "\($0.kind) \($0.place)" } == ["subject one.yaml:11:3"])
    }

    @Test("a binding that may be extended in two ways is deleted rather than both of them")
    func extended() throws {
        let extends = "may update clusterrolebindings.\(Self.rbac)[b1] @*"
        let binds = "may bind clusterroles.\(Self.rbac)[cluster-admin] @*"
        let fixture = EscalationFixture(
            "bind user:root cluster-admin @*;\(extends);\(extends);\(binds);\(binds)")
        let analysis = fixture.analysis()
        let path = try #require(analysis.path(from: Self.attacker, to: .clusterAdmin))
        #expect(path.steps.first?.evidence.map(\.object.name) == ["b1"])
        let cut = try analysis.cut(from: Self.attacker, to: .clusterAdmin)
        #expect(cut.lines.map { "\($0.kind) \($0.place.object.name)" } == ["binding b1"])
        #expect(cut.isSmallest)
        #expect(Self.rest(fixture, cut).path(from: Self.attacker, to: .clusterAdmin) == nil)
    }

    @Test("any binding that may be extended is looked at, until none of the role is left")
    func anyExtended() throws {
        let fixture = EscalationFixture(
            """
            bind user:root cluster-admin @*;bind user:ann cluster-admin @*;\
            may update clusterrolebindings.\(Self.rbac) @*;may update clusterrolebindings.\(Self.rbac) @*;\
            may update clusterrolebindings.\(Self.rbac) @*;may bind clusterroles.\(Self.rbac)[cluster-admin] @*;\
            may bind clusterroles.\(Self.rbac)[cluster-admin] @*;may bind clusterroles.\(Self.rbac)[cluster-admin] @*
            """)
        let cut = try fixture.analysis().cut(from: Self.attacker, to: .clusterAdmin)
        // One of them is every API server's own and cannot be deleted, so that the permissions have to go.
        #expect(cut.lines.count == 3 && cut.isSmallest)
        #expect(Self.rest(fixture, cut).path(from: Self.attacker, to: .clusterAdmin) == nil)
    }
}
