import Benchmark
import BenchmarkInput
import GitOpsManifest
import GitOpsPolicy
import PolicyInput

/// All policies over all objects, from the bytes of both to the verdicts, on one thread and on two; beside it reading alone.
func registerPolicies(_ input: PolicyInput) {
    Benchmark("Policies: read \(input.name) (\(input.byteCount / 1_000_000) MB)") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(input.manifests(threads: 1)) }
    }
    Benchmark("Policies: compile 100 policies") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(PolicySet(ManifestSet(input.policies))) }
    }
    for (threads, name) in [(1, "one thread"), (2, "two threads")] {
        Benchmark("Policies: 100 policies, \(input.name), from YAML, \(name)") { benchmark in
            for _ in benchmark.scaledIterations {
                let policies = PolicySet(ManifestSet(input.policies))
                let simulation = AdmissionSimulation(
                    head: input.manifests(threads: threads), options: AdmissionOptions(threads: threads))
                blackHole(policies.check(simulation).documents.count)
            }
        }
    }
}

/// A policy over objects with thousands of parameters each, which nearly all pass.
func registerParameters(count: Int, deployments: Int) {
    let input = PolicyInput.generated(deployments: deployments, policies: 0)
    let policies = PolicySet(ManifestSet(PolicyInput.parameters(count)))
    let simulation = AdmissionSimulation(
        head: input.manifests(threads: 1), options: AdmissionOptions(threads: 1))
    Benchmark("Policies: one policy with \(count) parameters, \(input.name)") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(policies.check(simulation).sums.evaluations) }
    }
}

/// The standards over pods that keep all of them, beside a walk over every value.
func registerPodSecurity(count: Int) {
    var generator = PolicyGenerator(seed: 1)
    let text = (0..<count).map { generator.pod($0) }.joined(separator: "---\n")
    let pods = ManifestSet(SourceText(text, name: "pods.yaml")).manifests.map(\.root)
    for level in PodSecurityLevel.allCases {
        Benchmark("Pod Security: \(level.rawValue), \(pods.count) pods") { benchmark in
            let evaluator = PodSecurityEvaluator()
            let standard = PodSecurityStandard(level)
            for _ in benchmark.scaledIterations {
                var allowed = 0
                for pod in pods {
                    guard let template = try? PodTemplate(pod) else { continue }
                    if evaluator.evaluate(template, against: standard).isAllowed { allowed += 1 }
                }
                blackHole(allowed)
            }
        }
    }
    Benchmark("Pod Security: every value of \(pods.count) pods once") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(pods.reduce(0) { $0 + valueCount($1) }) }
    }
}

private func valueCount(_ node: Node) -> Int {
    node.members.reduce(1) { $0 + valueCount($1.value) } + node.elements.reduce(0) { $0 + valueCount($1) }
}

/// One answer to the API server under 100 policies, beside reading and writing its bytes.
func registerReview() {
    let input = PolicyInput.generated(deployments: 1, policies: 100)
    let reviewer = AdmissionReviewer(policies: PolicySet(ManifestSet(input.policies)))
    let body = reviewBody(of: input)
    Benchmark("AdmissionReview: one request under 100 policies (\(body.count) bytes)") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try? reviewer.review(request: body)) }
    }
    Benchmark("AdmissionReview: read and write the request") { benchmark in
        let writer = JSONWriter()
        for _ in benchmark.scaledIterations {
            guard let document = try? Document(json: SourceText(body, name: "review")) else { continue }
            blackHole(writer.bytes(document.root))
        }
    }
}

private func reviewBody(of input: PolicyInput) -> [UInt8] {
    let object = input.manifests(threads: 1).manifests.first.map { JSONWriter().string($0.root) } ?? "{}"
    let text = """
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"1",\
        "kind":{"group":"apps","version":"v1","kind":"Deployment"},\
        "resource":{"group":"apps","version":"v1","resource":"deployments"},"name":"app-0","namespace":"team-1",\
        "operation":"CREATE","userInfo":{"username":"somebody"},"object":\(object)}}
        """
    return Array(text.utf8)
}
