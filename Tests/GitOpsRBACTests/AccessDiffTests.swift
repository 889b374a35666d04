import GitOpsManifest
import Testing

@testable import GitOpsRBAC

@Suite("The diff of effective permissions")
struct AccessDiffTests {
    /// Every request that the vocabulary of generated universes can tell apart, one name that it lacks in every place.
    static let requests: [SubjectAccessReview.Attributes] = {
        var requests: [SubjectAccessReview.Attributes] = []
        for verb in ["get", "list", "create", "escalate", "watch"] {
            for path in ["/healthz", "/healthz/etcd", "/logs/", "/logs/a", "/", "/metrics"] {
                requests.append(.nonResource(NonResourceAttributes(verb: verb, path: path)))
            }
            for group in ["", "apps", "batch"] {
                for resource in ["pods", "secrets", "deployments", "jobs"] {
                    for subresource in ["", "exec", "scale", "log", "*"] {
                        requests += Self.requests(verb, group, resource, subresource)
                    }
                }
            }
        }
        return requests
    }()

    private static func requests(
        _ verb: String, _ group: String, _ resource: String, _ subresource: String
    ) -> [SubjectAccessReview.Attributes] {
        ["", "one", "two", "three"].flatMap { namespace in
            ["", "a", "b", "c"].map { name in
                .resource(
                    ResourceAttributes(
                        verb: verb, group: group, resource: resource, subresource: subresource, namespace: namespace,
                        name: name))
            }
        }
    }

    /// Both models with the requests looked up, once for all subjects.
    private struct Pair {
        let base: AccessModel
        let head: AccessModel
        let diff: AccessDiff
        let seed: UInt64
        let actions: [(before: PreparedAction, after: PreparedAction)]

        init(_ base: AccessModel, _ head: AccessModel, seed: UInt64) {
            self.base = base
            self.head = head
            self.seed = seed
            diff = AccessDiff(from: base, to: head)
            actions = AccessDiffTests.requests.map { (base.prepare($0), head.prepare($0)) }
        }
    }

    @Test("gained and lost are exactly what brute force finds, for a thousand pairs", arguments: UInt64(0)..<50)
    func bruteForce(batch: UInt64) {
        for seed in batch * 20..<batch * 20 + 20 {
            var universe = GeneratedUniverse(seed: seed, size: 4)
            let other = universe.mutated()
            let pair = Pair(universe.model(), other.model(), seed: seed)
            for subject in Set(pair.base.subjects + pair.head.subjects).sorted() {
                guard check(pair, subject) else { return }
            }
        }
    }

    private func check(_ pair: Pair, _ subject: Subject) -> Bool {
        let change = pair.diff.change(of: subject)
        let review = SubjectAccessReview(subject, attributes: Self.requests[0])
        if review.groups.contains("system:masters") { return true }
        let before = pair.base.prepare(user: review.user, groups: review.groups)
        let after = pair.head.prepare(user: review.user, groups: review.groups)
        for (request, action) in zip(Self.requests, pair.actions) {
            let wasAllowed = pair.base.isAllowed(action.before, by: before)
            let isAllowed = pair.head.isAllowed(action.after, by: after)
            if change.isEmpty, isAllowed == wasAllowed { continue }
            if isCovered(change.gained, request), !isAllowed || isCovered(change.lost, request), !wasAllowed {
                Issue.record("seed \(pair.seed): a rule of \(change) allows \(request)")
                return false
            }
            let isGained = change.gained.contains(request)
            let isLost = change.lost.contains(request)
            if isGained != (isAllowed && !wasAllowed) || isLost != (wasAllowed && !isAllowed) {
                Issue.record("seed \(pair.seed): \(subject), \(request): \(wasAllowed) to \(isAllowed), \(change)")
                return false
            }
        }
        return true
    }

    private func isCovered(_ difference: PermissionDifference, _ request: SubjectAccessReview.Attributes) -> Bool {
        difference.changes.contains { $0.permission.contains(request) }
    }

    @Test("no permission of a cover can be left out", arguments: UInt64(0)..<80)
    func irredundant(seed: UInt64) {
        var universe = GeneratedUniverse(seed: seed, size: 4)
        let diff = AccessDiff(from: universe.model(), to: universe.mutated().model())
        for permissions in diff.changes.flatMap({ [$0.gained.exact, $0.lost.exact] }) where permissions.count > 1 {
            for index in permissions.indices {
                var others = permissions
                let one = others.remove(at: index)
                let isNeeded = Self.requests.contains { request in
                    one.contains(request) && !others.contains { $0.contains(request) }
                }
                #expect(isNeeded, "seed \(seed): \(one) of \(permissions)")
            }
        }
    }

    @Test("equal models differ in nothing, and the way back is the other way round", arguments: UInt64(0)..<100)
    func symmetry(seed: UInt64) {
        var universe = GeneratedUniverse(seed: seed)
        let other = universe.mutated()
        #expect(AccessDiff(from: universe.model(), to: universe.model()).isEmpty, "seed \(seed)")
        let there = AccessDiff(from: universe.model(), to: other.model())
        let back = AccessDiff(from: other.model(), to: universe.model())
        #expect(
            there.changes.map(\.gained.exact) == back.changes.map(\.lost.exact),
            "seed \(seed)")
    }

    // MARK: Subjects that stand alike

    /// What is told of a change, without its subject.
    private static func told(_ change: SubjectChange, withLines: Bool = true) -> [String] {
        told(change.gained, withLines) + told(change.lost, withLines)
    }

    private static func told(_ difference: PermissionDifference, _ withLines: Bool) -> [String] {
        var texts = ["\(difference.isExact)"]
        for permission in difference.exact { texts.append("\(permission)") }
        for change in difference.changes {
            texts.append("\(change.permission) \(change.isUnchangedComplete)")
            for permission in change.unchanged { texts.append("\(permission)") }
            for cause in change.causes {
                texts.append("\(cause.kind) \(cause.grant.role) \(cause.grant.rulePlace)")
                if withLines { texts.append("\(cause.grant) \(cause.place)") }
            }
        }
        return texts
    }

    @Test("what subjects who stand alike share is what each has alone", arguments: UInt64(0)..<25)
    func shared(batch: UInt64) {
        var alike = 0
        for seed in batch * 20..<batch * 20 + 20 {
            var universe = GeneratedUniverse(seed: seed, size: 5)
            let diff = AccessDiff(from: universe.crowded().model(), to: universe.mutated().crowded().model())
            let all = diff.comparison.subjects
            var changes = diff.changes[...]
            for subject in all {
                var work = diff.comparison
                let alone = work.change(of: subject, among: all.count)
                guard let change = changes.first, change.subject == subject else {
                    #expect(alone.isEmpty, "seed \(seed): \(subject)")
                    continue
                }
                changes.removeFirst()
                #expect(Self.told(change) == Self.told(alone), "seed \(seed): \(subject)")
            }
            #expect(changes.isEmpty, "seed \(seed)")
            for group in diff.groups {
                let told = Set(group.map { Self.told($0, withLines: false) })
                #expect(told.count == 1, "seed \(seed): \(group.map(\.subject))")
                alike += group.count - 1
            }
            #expect(diff.groups.joined().map(\.subject).sorted() == diff.changes.map(\.subject), "seed \(seed)")
            #expect(diff.groupsOfBindings.joined().map(\.subject).sorted() == diff.changes.map(\.subject))
        }
        #expect(alike > 0)
    }

    @Test("accounts that are bound alike are one group, and one that held a part before is another")
    func groups() throws {
        func binding(_ name: String, _ role: String, _ accounts: [String]) -> String {
            """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: \(name), namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \(role)}
            subjects:
            \(accounts.map { "- {kind: ServiceAccount, name: \($0), namespace: shop}" }.joined(separator: "\n"))

            """
        }
        let roles = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: writer}
            rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, update]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]

            """
        func model(_ text: String) -> AccessModel { AccessModel(ManifestSet(SourceText(text, name: "a.yaml"))) }
        let before = roles + binding("old", "reader", ["c"])
        let after = before + binding("one", "writer", ["a", "b", "c"]) + binding("two", "writer", ["d"])
        let diff = AccessDiff(from: model(before), to: model(after))
        #expect(diff.groups.map { $0.map(\.subject.name) } == [["a", "b", "d"], ["c"]])
        #expect(diff.groupsOfBindings.map { $0.map(\.subject.name) } == [["a", "b"], ["c"], ["d"]])
        let gained = diff.changes.map { $0.gained.changes.map(\.permission.description) }
        let whole = ["get,update configmaps in shop"]
        #expect(gained == [whole, whole, ["update configmaps in shop"], whole])
        let lines = diff.changes.compactMap { $0.gained.changes.first?.causes.first?.place.position?.line }
        #expect(Set(lines).count == 4)
    }
}
