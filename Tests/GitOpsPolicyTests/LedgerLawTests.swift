import GitOpsManifest
import GitOpsReport
import GitOpsTestSupport
import Testing

@testable import GitOpsPolicy

@Suite("Laws of the ledger")
struct LedgerLawTests {
    private static let expressions = [
        "true", "false", "object.spec.replicas > 1", "object.spec.nothing == 1", "object.spec.",
        "request.userInfo.username == ''", "object.metadata.name.startsWith('a')",
    ]
    private static let rules = [
        "[{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]",
        "[{apiGroups: [\"*\"], apiVersions: [\"*\"], operations: [\"*\"], resources: [\"*\"]}]",
        "[{apiGroups: [\"\"], apiVersions: [v1], operations: [CREATE, DELETE], resources: [configmaps]}]",
        "[{apiGroups: [autoscaling], apiVersions: [v2], operations: [\"*\"], resources: [horizontalpodautoscalers]}]",
    ]
    private static let bindings = [
        "validationActions: [Deny]", "validationActions: [Warn]",
        "validationActions: [Audit]\nmatchResources: {namespaceSelector: {matchLabels: {env: prod}}}",
        "validationActions: [Deny]\nparamRef: {name: a, parameterNotFoundAction: Allow}",
        "validationActions: [Deny]\nparamRef: {selector: {}, parameterNotFoundAction: Deny}", "validationActions: []",
    ]
    private static let documents = [
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: NAME, namespace: shop}, spec: {replicas: 2}}",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: NAME, namespace: shop}, data: {}}",
        "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: NAME}, spec: {}}",
        "{apiVersion: v1, kind: Namespace, metadata: {name: NAME, labels: {env: prod}}}",
        "{apiVersion: example.com/v1, kind: Widget, metadata: {name: NAME}}",
        "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: NAME}}",
    ]

    static func generated(_ seed: UInt64) -> (policies: String, documents: String) {
        var random = SeededGenerator(seed: seed)
        var policies = ""
        for number in 0..<Int.random(in: 1...8, using: &random) {
            let kind = random.pick(["", "paramKind: {apiVersion: v1, kind: ConfigMap}\n", "failurePolicy: Ignore\n"])
            policies += PolicyFixture.policy(
                "p\(number)", kind + "validations: [{expression: \"\(random.pick(expressions))\"}]",
                rules: random.pick(rules))
            for binding in 0..<Int.random(in: 0...2, using: &random) {
                policies += PolicyFixture.binding("b\(number)-\(binding)", policy: "p\(number)", random.pick(bindings))
            }
        }
        let list = (0..<Int.random(in: 0...12, using: &random)).map {
            random.pick(documents).replacing("NAME", with: "\(random.pick(["a", "b"]))\($0)")
        }
        return (policies, list.joined(separator: "\n---\n"))
    }

    @Test("every document and policy is accounted for, and so is every binding of a match", arguments: UInt64(0)..<100)
    func sums(seed: UInt64) {
        let (policies, documents) = Self.generated(seed)
        let check = PolicyCheckTests.check(policies, documents)
        let sums = check.sums
        #expect(sums.isExact, "seed \(seed): \(sums)")
        #expect(
            sums.documents == check.documents.count && sums.policies == check.policies.policies.count, "seed \(seed)")
        // The same by asking for every pair.
        var unmatched = 0
        var bindings = 0
        for document in check.documents {
            for policy in check.policies.policies.indices {
                switch document.entry(of: policy).outcome {
                case .unmatched: unmatched += 1
                case .matched(let list):
                    bindings += list.count
                    #expect(list.count == check.policies.bindings[policy].count, "seed \(seed)")
                case .unknown, .undecided, .unbound: break
                }
            }
        }
        #expect(unmatched == sums.unmatched && bindings == sums.bindings, "seed \(seed)")
    }

    @Test("results are the same whatever the number of threads", arguments: UInt64(0)..<30)
    func threads(seed: UInt64) {
        let (policies, documents) = Self.generated(seed)
        let one = PolicyCheckTests.check(policies, documents, threads: 1)
        for threads in [2, 3, 8] {
            let many = PolicyCheckTests.check(policies, documents, threads: threads)
            #expect(many.findings == one.findings, "seed \(seed), \(threads) threads")
            #expect(many.sums == one.sums, "seed \(seed), \(threads) threads")
        }
    }

    @Test("what one policy says does not depend on the policies around it", arguments: UInt64(0)..<50)
    func independence(seed: UInt64) {
        let (policies, documents) = Self.generated(seed)
        let all = PolicyCheckTests.check(policies, documents)
        for policy in all.policies.policies {
            let own = policies.split(separator: "---\n").filter { part in
                part.contains("name: \(policy.name)}") || part.contains("policyName: \(policy.name)\n")
            }.joined(separator: "---\n")
            let alone = PolicyCheckTests.check(own, documents)
            func texts(_ check: PolicyCheck) -> [String] {
                check.findings.filter { $0.rule.id == "policy/\(policy.name)" }.map {
                    "\($0.verdict) \($0.subject) \($0.message)"
                }
            }
            func withoutLines(_ texts: [String]) -> [String] {
                texts.map { $0.replacing(/test.yaml:[0-9:]+|policies.yaml:[0-9:]+/, with: "") }
            }
            #expect(withoutLines(texts(alone)) == withoutLines(texts(all)), "seed \(seed): \(policy.name)")
        }
    }

    @Test("an explanation, which looks at every expression, says the same", arguments: UInt64(0)..<50)
    func explanations(seed: UInt64) {
        let (policies, documents) = Self.generated(seed)
        let set = PolicySet(PolicyFixture.set(policies, name: "policies.yaml"))
        let simulation = AdmissionSimulation(head: PolicyFixture.set(documents))
        let check = set.check(simulation)
        let explained = PolicyCheck(
            policies: set, documents: simulation.steps.map { set.explain($0, in: simulation) },
            exceptions: PolicyExceptions())
        #expect(explained.findings == check.findings, "seed \(seed)")
        #expect(explained.sums == check.sums, "seed \(seed)")
    }

    @Test("the server's answer and the findings agree", arguments: UInt64(0)..<50)
    func agreement(seed: UInt64) {
        let (policies, documents) = Self.generated(seed)
        let set = PolicySet(PolicyFixture.set(policies, name: "policies.yaml"))
        let simulation = AdmissionSimulation(head: PolicyFixture.set(documents))
        let check = set.check(simulation)
        let reviewer = AdmissionReviewer(policies: set, cluster: PolicyFixture.set(documents))
        for (step, document) in zip(simulation.steps, check.documents) {
            let response = reviewer.response(to: simulation.request(for: step))
            var usage = ExceptionUsage(PolicyExceptions(), policies: [])
            let verdicts = document.entries.flatMap { entry in
                EntryFindings(
                    policy: set.policies[entry.policy], bindings: set.bindings[entry.policy], document: document
                ).findings(entry, &usage).map(\.verdict)
            }
            if verdicts.contains(.fail) { #expect(!response.isAllowed, "seed \(seed): \(step.manifest.id)") }
            if verdicts.isEmpty { #expect(response.isAllowed, "seed \(seed): \(step.manifest.id)") }
        }
    }
}
