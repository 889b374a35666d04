import GitOpsManifest
import Testing

@testable import GitOpsRBAC

@Suite("Questions over generated universes")
struct QuestionLawTests {
    private static let fresh: [Subject] = [
        .user("nobody"), .group("nobodies"), .serviceAccount(namespace: "one", name: "fresh"),
        .serviceAccount(namespace: "three", name: "fresh"), .user("system:anonymous"),
    ]

    @Test("who can: exactly the subjects that are allowed, for a thousand universes", arguments: UInt64(0)..<50)
    func whoCan(batch: UInt64) {
        for seed in batch * 20..<batch * 20 + 20 {
            var universe = GeneratedUniverse(seed: seed)
            let model = universe.model()
            for _ in 0..<10 {
                let attributes = universe.review().attributes
                let holders = model.whoCan(attributes)
                for subject in model.subjects + Self.fresh {
                    let review = SubjectAccessReview(subject, attributes: attributes)
                    let expected = universe.objects.allows(review)
                    if holders.includes(subject) != expected {
                        Issue.record("seed \(seed): \(subject) \(expected ? "may" : "may not") \(attributes)")
                        return
                    }
                }
                // Each holder is one by a grant of its own, and its grants are all of them.
                for holder in holders.holders {
                    let review = SubjectAccessReview(
                        user: holder.subject.kind == .group ? "" : holder.subject.username,
                        groups: holder.subject.kind == .group ? [holder.subject.name] : [], attributes: attributes)
                    let reasons = model.reasons(review).map(Self.text).sorted()
                    #expect(holder.grants.map(Self.text).sorted() == reasons, "seed \(seed): \(attributes)")
                }
            }
        }
    }

    private static func text(_ grant: Grant) -> String { "\(grant) \(grant.rule)" }

    /// Every eighth of the requests, others for each seed.
    private static func requests(_ seed: UInt64) -> [SubjectAccessReview.Attributes] {
        stride(from: Int(seed % 8), to: AccessDiffTests.requests.count, by: 8).map { AccessDiffTests.requests[$0] }
    }

    @Test("who can anywhere: exactly the grants of all namespaces together", arguments: UInt64(0)..<200)
    func whoCanAnywhere(seed: UInt64) {
        var universe = GeneratedUniverse(seed: seed)
        let model = universe.model()
        for _ in 0..<20 {
            var attributes = universe.attributes()
            let anywhere = Set(model.whoCanAnywhere(attributes).grants.map(Self.text))
            var each: Set<String> = []
            for namespace in ["", "one", "two"] {
                attributes.namespace = namespace
                each.formUnion(model.whoCan(attributes).grants.map(Self.text))
            }
            #expect(anywhere == each, "seed \(seed): \(attributes)")
        }
    }

    @Test("what can: exactly the requests that are allowed, for a thousand universes", arguments: UInt64(0)..<50)
    func whatCan(batch: UInt64) {
        for seed in batch * 20..<batch * 20 + 20 {
            let model = GeneratedUniverse(seed: seed, size: 4).model()
            let requests = Self.requests(seed).map { ($0, model.prepare($0)) }
            for subject in model.subjects {
                let permissions = model.whatCan(subject)
                let review = SubjectAccessReview(subject, attributes: requests[0].0)
                let prepared = model.prepare(user: review.user, groups: review.groups)
                for (request, action) in requests {
                    let expected = model.isAllowed(action, by: prepared)
                    if permissions.contains(request) != expected {
                        Issue.record("seed \(seed): \(subject) \(expected ? "may" : "may not") \(request)")
                        return
                    }
                }
            }
        }
    }

    @Test("what can: every permission is a rule that its grants allow", arguments: UInt64(0)..<50)
    func whatCanIsRules(seed: UInt64) {
        let model = GeneratedUniverse(seed: seed, size: 4).model()
        for subject in model.subjects {
            for held in model.whatCan(subject).permissions {
                #expect(held.permission.isRule, "seed \(seed): \(held.permission)")
                let requests = Self.requests(seed).filter(held.permission.contains)
                for request in requests {
                    let review = SubjectAccessReview(subject, attributes: request)
                    let reasons = model.reasons(review).map(Self.text)
                    let isNamed = held.grants.contains { reasons.contains(Self.text($0)) }
                    if !isNamed {
                        Issue.record("seed \(seed): no grant of \(held.permission) allows \(request)"); return
                    }
                }
            }
        }
    }

    @Test("the matrix has what the authorizer allows", arguments: UInt64(0)..<30)
    func matrix(seed: UInt64) throws {
        let universe = GeneratedUniverse(seed: seed)
        let model = universe.model()
        let verbs = ["get", "list", "create", "escalate"]
        for namespace in ["", "one"] {
            let columns = try model.grantedResources(in: namespace)
            let matrix = model.matrix(of: model.subjects, resources: columns, verbs: verbs, namespace: namespace)
            for row in matrix.rows {
                for (column, found) in zip(matrix.resources, row.verbs) {
                    let expected = verbs.filter { verb in
                        universe.objects.allows(
                            SubjectAccessReview(
                                row.subject,
                                attributes: .resource(
                                    ResourceAttributes(
                                        verb: verb, group: column.group, resource: column.resource,
                                        subresource: column.subresource, namespace: namespace))))
                    }
                    #expect(found == expected, "seed \(seed): \(row.subject), \(column)")
                }
            }
        }
    }

    @Test("a rule of many verbs, groups or resources is in the matrix like any other", arguments: UInt64(0)..<20)
    func wideRules(seed: UInt64) throws {
        var universe = GeneratedUniverse(seed: seed)
        guard let rule = universe.addWideRule() else { return }
        let model = universe.model()
        let columns = try model.grantedResources(in: "one")
        let known = Set(columns)
        for group in rule.apiGroups {
            for resource in rule.resources {
                let parts = resource.split(separator: "/").map(String.init)
                let column = AccessMatrix.Resource(
                    group: group, resource: parts[0], subresource: parts.count > 1 ? parts[1] : "")
                #expect(known.contains(column), "seed \(seed): \(column)")
            }
        }
        #expect(throws: AccessMatrixError.self) {
            try model.grantedResources(in: "one", limit: rule.apiGroups.count * rule.resources.count - 1)
        }
        let some = columns.enumerated().filter { $0.offset % 61 == Int(seed) % 61 || $0.element.group == "apps" }
        let verbs = ["get", "list", "verb7"]
        let matrix = model.matrix(
            of: model.subjects, resources: some.map(\.element), verbs: verbs, namespace: "one")
        for row in matrix.rows {
            for (column, found) in zip(matrix.resources, row.verbs) {
                let expected = verbs.filter { verb in
                    universe.objects.allows(
                        SubjectAccessReview(
                            row.subject,
                            attributes: .resource(
                                ResourceAttributes(
                                    verb: verb, group: column.group, resource: column.resource,
                                    subresource: column.subresource, namespace: "one"))))
                }
                #expect(found == expected, "seed \(seed): \(row.subject), \(column)")
            }
        }
    }
}
