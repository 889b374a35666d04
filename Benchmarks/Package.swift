// swift-tools-version: 6.1

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let manifest: Target.Dependency = .product(name: "GitOpsManifest", package: "swift-gitops")

let repository: Target.Dependency = .product(name: "GitOpsRepository", package: "swift-gitops")
let schema: Target.Dependency = .product(name: "GitOpsSchema", package: "swift-gitops")
let trust: Target.Dependency = .product(name: "GitOpsTrust", package: "swift-gitops")
let history: Target.Dependency = .product(name: "GitOpsHistory", package: "swift-gitops")
let diff: Target.Dependency = .product(name: "GitOpsDiff", package: "swift-gitops")
let rbac: Target.Dependency = .product(name: "GitOpsRBAC", package: "swift-gitops")
let regex: Target.Dependency = .product(name: "GitOpsRegex", package: "swift-gitops")
let cel: Target.Dependency = .product(name: "GitOpsCEL", package: "swift-gitops")
let gate: Target.Dependency = .product(name: "GitOpsGate", package: "swift-gitops")
let policy: Target.Dependency = .product(name: "GitOpsPolicy", package: "swift-gitops")

/// A suite of benchmarks: the sources lie in `Benchmarks/<name>`, where the benchmark plugin looks for them.
func suite(_ name: String, dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["BenchmarkInput", .product(name: "Benchmark", package: "benchmark")] + dependencies,
        path: "Benchmarks/\(name)",
        swiftSettings: strict,
        plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
    )
}

let package = Package(
    name: "swift-gitops-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "swift-gitops", path: ".."),
        // Without traits, because the interposer of `malloc` is a shared library that must be loaded before the process
        // starts; `allocation-report` counts allocations instead.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.27.0", traits: []),
        // What verification is measured against.
        .package(url: "https://github.com/apple/swift-crypto", "4.0.0"..<"5.0.0"),
    ],
    targets: [
        // What is measured: generated manifests, or the reader's own.
        .target(name: "ManifestGenerator", swiftSettings: strict),
        .target(name: "BenchmarkInput", dependencies: ["ManifestGenerator", manifest], swiftSettings: strict),

        .target(name: "AccessInput", dependencies: ["ManifestGenerator", manifest, rbac], swiftSettings: strict),

        .target(name: "PolicyInput", dependencies: ["ManifestGenerator", manifest], swiftSettings: strict),

        // The rival: libyaml's own event loop.
        .systemLibrary(
            name: "CYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
        ),
        .target(name: "CYAMLLoop", dependencies: ["CYAML"]),

        // Suites.
        suite("ManifestBenchmarks", dependencies: ["CYAMLLoop", manifest]),
        suite("RepositoryBenchmarks", dependencies: ["ManifestGenerator", manifest, repository]),
        suite("HistoryBenchmarks", dependencies: ["ManifestGenerator", manifest, repository, history]),
        suite(
            "TrustBenchmarks",
            dependencies: [.product(name: "Crypto", package: "swift-crypto"), manifest, repository, trust]),
        suite("DiffBenchmarks", dependencies: [manifest, diff]),
        suite("ApplyBenchmarks", dependencies: [manifest, schema, diff]),
        suite("AccessBenchmarks", dependencies: ["AccessInput", manifest, rbac]),
        suite("PolicyBenchmarks", dependencies: ["PolicyInput", manifest, regex, cel, policy]),
        suite("GateBenchmarks", dependencies: [manifest, repository, gate]),

        // Reports of what the benchmark package does not measure.
        .target(name: "CAllocationCounter"),
        .executableTarget(name: "generate-manifests", dependencies: ["ManifestGenerator"], swiftSettings: strict),
        .target(name: "CFreeMemory"),
        .executableTarget(
            name: "memory-report", dependencies: ["BenchmarkInput", "CFreeMemory", manifest, diff],
            swiftSettings: strict),
        .executableTarget(
            name: "edit-report", dependencies: ["BenchmarkInput", "ManifestGenerator", manifest], swiftSettings: strict),
        .executableTarget(
            name: "allocation-report",
            dependencies: [
                "AccessInput", "BenchmarkInput", "CAllocationCounter", "CYAMLLoop", "PolicyInput", manifest, cel, rbac,
            ],
            swiftSettings: strict),
    ]
)
