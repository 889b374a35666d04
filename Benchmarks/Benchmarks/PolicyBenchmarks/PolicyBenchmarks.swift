import Benchmark
import BenchmarkInput
import GitOpsManifest
import PolicyInput

/// What policies say: single expressions, whole sets of policies, Pod Security, and answers to the API server.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock],
        warmupIterations: ManifestInput.isSmoke ? 0 : 1,
        maxDuration: .seconds(ManifestInput.isSmoke ? 1 : 4),
        maxIterations: ManifestInput.isSmoke ? 1 : 1_000
    )
    let generated = PolicyInput.generated(deployments: ManifestInput.isSmoke ? 20 : 1_000, policies: 0)
    registerExpressions(generated.name, generated.manifests(threads: 1).manifests.map(\.root))
    if let own = ObjectInput.own() {
        let deployments = own.objects.map(\.live.root).filter { $0["kind"]?.string == "Deployment" }
        if !deployments.isEmpty { registerExpressions("\(deployments.count) own Deployments", deployments) }
    }
    registerCompilation()

    registerPolicies(.generated(deployments: ManifestInput.isSmoke ? 50 : 10_000, policies: 100))
    if let own = ManifestInput.own() {
        registerPolicies(PolicyInput(name: "own manifests", sources: own.sources, policies: 100))
    }
    registerParameters(
        count: ManifestInput.isSmoke ? 20 : 4_000, deployments: ManifestInput.isSmoke ? 20 : 1_000)
    registerPodSecurity(count: ManifestInput.isSmoke ? 20 : 10_000)
    registerReview()
}
