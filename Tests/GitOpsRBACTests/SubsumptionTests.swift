import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsRBAC

@Suite("Rules that cover others")
struct SubsumptionTests {
    private static func rule(
        _ verbs: [String], _ groups: [String], _ resources: [String], names: [String] = []
    ) -> PolicyRule {
        PolicyRule(verbs: verbs, apiGroups: groups, resources: resources, resourceNames: names)
    }

    private static func urls(_ verbs: [String], _ urls: [String]) -> PolicyRule {
        PolicyRule(verbs: verbs, nonResourceURLs: urls)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let owner: [PolicyRule]
        let wanted: [PolicyRule]
        let uncovered: [PolicyRule]
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "the same rule", owner: [rule(["get"], ["apps"], ["jobs"])],
            wanted: [rule(["get"], ["apps"], ["jobs"])],
            uncovered: []),
        Case(
            name: "a subresource of any resource", owner: [rule(["get"], ["apps"], ["*/scale"])],
            wanted: [rule(["get"], ["apps"], ["jobs/scale", "jobs/log"])],
            uncovered: [rule(["get"], ["apps"], ["jobs/log"])]),
        Case(
            name: "several rules together, part by part",
            owner: [rule(["get"], [""], ["pods", "secrets"]), rule(["list"], [""], ["pods"])],
            wanted: [rule(["get", "list"], [""], ["pods", "secrets"])],
            uncovered: [rule(["list"], [""], ["secrets"])]),
        Case(
            name: "a list is not every verb", owner: [rule(["get", "list"], [""], ["pods"])],
            wanted: [rule(["*"], [""], ["pods"])], uncovered: [rule(["*"], [""], ["pods"])]),
        Case(
            name: "every resource has all subresources", owner: [rule(["get"], [""], ["*"])],
            wanted: [rule(["get"], [""], ["pods/log", "*/scale", "*"])], uncovered: []),
        Case(
            name: "pods/* is a name and no pattern", owner: [rule(["get"], [""], ["pods/*"])],
            wanted: [rule(["get"], [""], ["pods/log"])], uncovered: [rule(["get"], [""], ["pods/log"])]),
        Case(
            name: "names cover less than no names", owner: [rule(["get"], [""], ["pods"], names: ["a", "b"])],
            wanted: [rule(["get"], [""], ["pods"], names: ["a", "c"]), rule(["get"], [""], ["pods"])],
            uncovered: [rule(["get"], [""], ["pods"], names: ["c"]), rule(["get"], [""], ["pods"])]),
        Case(
            name: "no names cover names", owner: [rule(["get"], [""], ["pods"])],
            wanted: [rule(["get"], [""], ["pods"], names: ["a"])], uncovered: []),
        Case(
            name: "paths below a path", owner: [urls(["*"], ["/apis/*"])],
            wanted: [urls(["get"], ["/apis", "/apis/v1", "/apis/*"])], uncovered: [urls(["get"], ["/apis"])]),
        Case(
            name: "paths and resources in one rule", owner: [rule(["get"], [""], ["pods"])],
            wanted: [
                PolicyRule(verbs: ["get"], apiGroups: [""], resources: ["pods"], nonResourceURLs: ["/healthz"])
            ], uncovered: [urls(["get"], ["/healthz"])]),
    ]

    @Test("Kubernetes' check finds the parts that are not covered", arguments: cases)
    func kubernetes(_ given: Case) {
        let cover = KubernetesCover(owner: given.owner, covers: given.wanted)
        #expect(cover.uncovered == given.uncovered)
        #expect(RuleSubsumption(owner: given.owner, covers: given.wanted).holds == given.uncovered.isEmpty)
    }

    @Test("rules count together where Kubernetes looks at each alone")
    func complete() {
        let owner = [Self.rule(["*"], [""], ["pods"]), Self.rule(["*"], [""], ["*/exec"])]
        let wanted = [Self.rule(["get"], [""], ["pods", "pods/exec"])]
        #expect(RuleSubsumption(owner: owner, covers: wanted).holds)
        // Paths below a path, each with a part of the verbs.
        let paths = [Self.urls(["get"], ["/a*"]), Self.urls(["post"], ["/a*"])]
        #expect(RuleSubsumption(owner: paths, covers: [Self.urls(["get", "post"], ["/a/b"])]).holds)
    }

    @Test("rules that overlap in too many ways are given up, and nothing is claimed")
    func limit() {
        // Each rule lacks one verb: together they cover all.
        let names = (0..<10).map { "n\($0)" }
        let owner = names.map { missing in Self.rule(names.filter { $0 != missing }, names, names) }
        let wanted = [Self.rule(names, names, names)]
        #expect(RuleSubsumption(owner: owner, covers: wanted).holds)
        var space = PermissionSpace(NameTable())
        let boxes = owner.flatMap { space.boxes(of: $0).boxes }
        let asked = wanted.map { space.boxes(of: $0) }
        for (steps, isDecided) in [(1, false), (1_000, true)] {
            let answer = UncoveredSearch(boxes: boxes, paths: [], maximumSteps: steps).answer(asked)
            let isCovered = if case .covered = answer { true } else { false }
            let isUndecided = if case .undecided = answer { true } else { false }
            #expect(isCovered == isDecided && isUndecided != isDecided)
        }
    }

    @Test("what ends with a slash is the name of nothing", arguments: ["pods/", "*/"])
    func slash(resource: String) {
        let rule = Self.rule(["get"], [""], [resource])
        #expect(RuleSubsumption(owner: [], covers: [rule]).holds)
        #expect(!LiteralRules(rules: [rule]).allows(.resource(ResourceAttributes(verb: "get", resource: "pods"))))
    }

    @Test("a counterexample is a request, and what is missing is told in few rules")
    func counterexample() throws {
        let owner = [
            Self.rule(["get", "list"], [""], ["pods"]), Self.rule(["get"], [""], ["secrets"], names: ["tls"]),
        ]
        let wanted = [Self.rule(["get", "list"], [""], ["pods", "secrets"])]
        let result = RuleSubsumption(owner: owner, covers: wanted)
        guard case .resource(let request) = try #require(result.counterexample) else {
            Issue.record("a resource was expected")
            return
        }
        #expect(request.resource == "secrets" && request.name != "tls")
        #expect(result.missing.allSatisfy { $0.description.contains("secrets") })
        let every = RuleSubsumption(
            owner: [Self.rule(["get"], [""], ["pods"])], covers: [Self.rule(["*"], ["*"], ["*"])])
        #expect(every.counterexample != nil)
    }

    @Test(
        "a path that is left is found among all that are taken away",
        arguments: [
            (["/healthz", "/metrics", "/*"], "*"), (["/a*", "/b*", "/"], "/*"), (["/a/", "/a/x", "/a/x*"], "/a/*"),
        ])
    func paths(_ owner: [String], _ wanted: String) throws {
        let result = RuleSubsumption(owner: [Self.urls(["get"], owner)], covers: [Self.urls(["get"], [wanted])])
        guard case .nonResource(let request) = try #require(result.counterexample) else {
            Issue.record("a path was expected")
            return
        }
        let literal = LiteralRules(rules: [Self.urls(["get"], owner)])
        #expect(!literal.allows(.nonResource(request)))
        #expect(LiteralRules(rules: [Self.urls(["get"], [wanted])]).allows(.nonResource(request)))
    }

    @Test("rules of a Role are in force in its namespace alone, and a counterexample says where they are not")
    func namespaces() throws {
        let (few, many) = ([Self.rule(["get"], [""], ["pods"])], [Self.rule(["get", "list"], [""], ["pods"])])
        func answer(_ owner: String?, _ role: String?, _ rules: [PolicyRule]) -> String {
            RuleSubsumption(owner: many, in: owner, covers: rules, in: role).counterexample.map { "\($0)" } ?? "covered"
        }
        #expect(answer(nil, "shop", few) == "covered")
        #expect(answer("shop", "shop", few) == "covered")
        #expect(answer("shop", nil, few) == "get pods in default")
        #expect(answer("default", nil, few) == "get pods in shop")
        #expect(answer("shop", "infra", few) == "get pods in infra")
        #expect(answer("shop", "infra", []) == "covered")
        #expect(answer("shop", "shop", [Self.rule(["get"], [""], ["secrets"])]) == "get secrets in shop")
        #expect(answer(nil, nil, [Self.rule(["get"], [""], ["secrets"])]) == "get secrets cluster-wide")
        let missing = RuleSubsumption(owner: many, in: "shop", covers: few, in: nil).missing.map(\.description)
        #expect(missing == ["get pods cluster-wide except in shop"])
    }

    @Test("a Role grants no URLs, whatever is written in it")
    func urlsOfRoles() {
        let urls = [Self.urls(["get"], ["/metrics"])]
        #expect(RuleSubsumption(owner: [], in: nil, covers: urls, in: "shop").holds)
        #expect(!RuleSubsumption(owner: urls, in: "shop", covers: urls, in: nil).holds)
        #expect(RuleSubsumption(owner: urls, in: nil, covers: urls, in: "shop").holds)
    }

    @Test("in a namespace or not, the answer is that of trying every request", arguments: UInt64(0)..<10)
    func bruteForceInNamespaces(batch: UInt64) {
        let places: [String?] = [nil, "shop", "web"]
        for seed in batch * 5..<batch * 5 + 5 {
            var universe = GeneratedUniverse(seed: seed &+ 50_000)
            let (owner, wanted) = (universe.someRules(), universe.someRules())
            for (place, other) in places.flatMap({ place in places.map { (place, $0) } }) {
                let result = RuleSubsumption(owner: owner, in: place, covers: wanted, in: other)
                let held = LiteralRules(rules: owner, in: place)
                let asked = LiteralRules(rules: wanted, in: other)
                let missing = Self.requests.lazy.flatMap(Self.everywhere).first { asked.allows($0) && !held.allows($0) }
                #expect(result.holds == (missing == nil), "seed \(seed): \(owner) \(wanted)")
                if let request = result.counterexample {
                    #expect(asked.allows(request) && !held.allows(request), "seed \(seed): \(request)")
                }
            }
        }
    }

    /// A request in the cluster and in each of some namespaces.
    private static func everywhere(_ request: SubjectAccessReview.Attributes) -> [SubjectAccessReview.Attributes] {
        guard case .resource(let attributes) = request else { return [request] }
        return ["", "shop", "web", "else"].map { namespace in
            var there = attributes
            there.namespace = namespace
            return .resource(there)
        }
    }

    /// Every request that the rules of generated universes can tell apart: each name, and one that no rule has.
    static let requests: [SubjectAccessReview.Attributes] = {
        var requests: [SubjectAccessReview.Attributes] = []
        let resources = [
            ("pods", ""), ("secrets", ""), ("jobs", ""), ("pods", "exec"), ("jobs", "exec"), ("pods", "*"),
            ("jobs", "*"),
            ("deployments", "scale"), ("jobs", "scale"), ("pods", "log"), ("jobs", "log"),
        ]
        for verb in ["get", "list", "create", "escalate", "watch"] {
            for path in ["/healthz", "/healthz/etcd", "/logs/", "/logs/a", "/", "/metrics"] {
                requests.append(.nonResource(NonResourceAttributes(verb: verb, path: path)))
            }
            for group in ["", "apps", "batch"] {
                for (resource, subresource) in resources {
                    for name in ["", "a", "b", "c"] {
                        requests.append(
                            .resource(
                                ResourceAttributes(
                                    verb: verb, group: group, resource: resource, subresource: subresource, name: name))
                        )
                    }
                }
            }
        }
        return requests
    }()

    @Test("the answer is that of trying every request, and Kubernetes' check implies it", arguments: UInt64(0)..<40)
    func bruteForce(batch: UInt64) {
        for seed in batch * 25..<batch * 25 + 25 {
            var universe = GeneratedUniverse(seed: seed)
            let (owner, wanted) = (universe.someRules(), universe.someRules())
            let result = RuleSubsumption(owner: owner, covers: wanted)
            let (held, asked) = (LiteralRules(rules: owner), LiteralRules(rules: wanted))
            let missing = Self.requests.filter { asked.allows($0) && !held.allows($0) }
            // The vocabulary has names that no rule mentions, so what is missing shows in it.
            #expect(result.holds == missing.isEmpty, "seed \(seed): \(owner) \(wanted)")
            if let request = result.counterexample {
                #expect(asked.allows(request) && !held.allows(request), "seed \(seed): \(request)")
            }
            for request in missing {
                #expect(result.missing.contains { $0.contains(request) }, "seed \(seed): \(request)")
            }
            if KubernetesCover(owner: owner, covers: wanted).isCovered {
                #expect(result.holds, "seed \(seed): \(owner) \(wanted)")
            }
        }
    }
}

/// Rules that somebody holds in the whole cluster or in a namespace, tried one by one.
struct LiteralRules {
    private let authorizer: LiteralAuthorizer

    init(rules: [PolicyRule], in namespace: String? = nil) {
        var authorizer = LiteralAuthorizer()
        authorizer.roles = [.init(namespace: nil, name: "all", rules: rules)]
        authorizer.bindings = [
            .init(
                namespace: namespace, name: "all", roleKind: "ClusterRole", roleName: "all",
                subjects: [.init(kind: "User", namespace: nil, name: "ann")])
        ]
        self.authorizer = authorizer
    }

    func allows(_ attributes: SubjectAccessReview.Attributes) -> Bool {
        authorizer.allows(SubjectAccessReview(user: "ann", attributes: attributes))
    }
}
