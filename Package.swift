// swift-tools-version: 6.1

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// Only GitOpsTrust needs them.
let cryptography: [Target.Dependency] = [
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "CryptoExtras", package: "swift-crypto"),
    .product(name: "SwiftASN1", package: "swift-asn1"),
    .product(name: "X509", package: "swift-certificates"),
]

let package = Package(
    name: "swift-gitops",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "GitOps", targets: ["GitOps"]),
        .library(name: "GitOpsManifest", targets: ["GitOpsManifest"]),
        .library(name: "GitOpsRegex", targets: ["GitOpsRegex"]),
        .library(name: "GitOpsSchema", targets: ["GitOpsSchema"]),
        .library(name: "GitOpsCEL", targets: ["GitOpsCEL"]),
        .library(name: "GitOpsRepository", targets: ["GitOpsRepository"]),
        .library(name: "GitOpsDiff", targets: ["GitOpsDiff"]),
        .library(name: "GitOpsRBAC", targets: ["GitOpsRBAC"]),
        .library(name: "GitOpsPolicy", targets: ["GitOpsPolicy"]),
        .library(name: "GitOpsHistory", targets: ["GitOpsHistory"]),
        .library(name: "GitOpsReport", targets: ["GitOpsReport"]),
        .library(name: "GitOpsTrust", targets: ["GitOpsTrust"]),
        .library(name: "GitOpsGate", targets: ["GitOpsGate"]),
        .executable(name: "gitops", targets: ["gitops"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", "4.0.0"..<"5.0.0"),
    ],
    targets: [
        // Floor 0: system libraries and thin C shims.
        .systemLibrary(
            name: "CLibYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
        ),
        .systemLibrary(
            name: "CLibGit2",
            pkgConfig: "libgit2",
            providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]
        ),

        .systemLibrary(
            name: "CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
        ),
        .systemLibrary(
            name: "CLibRE2",
            pkgConfig: "re2",
            providers: [.apt(["libre2-dev"]), .brew(["re2"])]
        ),
        .target(name: "CRE2", dependencies: ["CLibRE2"]),

        // Floor 1: documents, and regular expressions.
        .target(name: "GitOpsRegex", dependencies: ["CRE2"], swiftSettings: strict),
        .target(name: "GitOpsManifest", dependencies: ["CLibYAML"], swiftSettings: strict),

        // Floor 2: what the Kubernetes API says, Git, and reports.
        .target(name: "CGitOpsSchema"),
        .target(name: "GitOpsSchema", dependencies: ["CGitOpsSchema", "GitOpsManifest"], swiftSettings: strict),
        .target(
            name: "GitOpsRepository", dependencies: ["CLibGit2", "CZlib", "GitOpsManifest"], swiftSettings: strict),
        .target(name: "GitOpsReport", dependencies: ["GitOpsManifest"], swiftSettings: strict),

        .target(name: "GitOpsCEL", dependencies: ["GitOpsManifest", "GitOpsRegex"], swiftSettings: strict),

        // Floor 3: diff, who can do what, and who signed.
        .target(name: "GitOpsDiff", dependencies: ["GitOpsManifest", "GitOpsSchema"], swiftSettings: strict),

        .target(name: "GitOpsRBAC", dependencies: ["GitOpsManifest", "GitOpsSchema"], swiftSettings: strict),

        .target(
            name: "GitOpsTrust", dependencies: ["GitOpsManifest", "GitOpsRepository"] + cryptography,
            swiftSettings: strict),

        // Floor 4: what policies say, and who changed what.
        .target(
            name: "GitOpsPolicy",
            dependencies: [
                "GitOpsManifest", "GitOpsRegex", "GitOpsSchema", "GitOpsCEL", "GitOpsReport", "GitOpsDiff",
                "GitOpsRBAC",
            ],
            swiftSettings: strict),

        .target(
            name: "GitOpsHistory", dependencies: ["GitOpsManifest", "GitOpsRepository", "GitOpsTrust"],
            swiftSettings: strict),

        // Floor 5: one verdict on a change.
        .target(
            name: "GitOpsGate",
            dependencies: [
                "GitOpsManifest", "GitOpsRegex", "GitOpsSchema", "GitOpsRepository", "GitOpsDiff", "GitOpsRBAC",
                "GitOpsReport", "GitOpsPolicy", "GitOpsHistory", "GitOpsTrust",
            ],
            swiftSettings: strict),

        // Everything at once.
        .target(
            name: "GitOps",
            dependencies: [
                "GitOpsManifest", "GitOpsRegex", "GitOpsSchema", "GitOpsRepository", "GitOpsDiff", "GitOpsRBAC",
                "GitOpsReport", "GitOpsCEL", "GitOpsPolicy", "GitOpsHistory", "GitOpsTrust", "GitOpsGate",
            ],
            swiftSettings: strict),

        // Floor 6: the command and the runner of golden vectors.
        .executableTarget(
            name: "gitops",
            dependencies: [
                "GitOpsManifest", "GitOpsRegex", "GitOpsSchema", "GitOpsRepository", "GitOpsDiff", "GitOpsRBAC",
                "GitOpsReport", "GitOpsCEL", "GitOpsPolicy", "GitOpsHistory", "GitOpsTrust", "GitOpsGate",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "gitops-conformance",
            dependencies: [
                "GitOpsManifest", "GitOpsRegex", "GitOpsSchema", "GitOpsDiff", "GitOpsRBAC", "GitOpsCEL",
                "GitOpsPolicy", "GitOpsReport", "GitOpsTrust",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),

        // Packs an OpenAPI document and the facts files into the tables of CGitOpsSchema.
        .executableTarget(
            name: "gitops-schema-generator",
            dependencies: [
                "CGitOpsSchema", "GitOpsManifest", "GitOpsSchema",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Facts"],
            swiftSettings: strict
        ),

        // What tests of several modules use.
        .target(name: "GitOpsTestSupport", path: "Tests/GitOpsTestSupport", swiftSettings: strict),
        .testTarget(
            name: "GitOpsManifestTests", dependencies: ["GitOpsManifest", "GitOpsTestSupport"], swiftSettings: strict),
        .testTarget(
            name: "GitOpsRepositoryTests", dependencies: ["GitOpsRepository", "GitOpsManifest", "GitOpsTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "GitOpsHistoryTests",
            dependencies: [
                "GitOpsHistory", "GitOpsTrust", "GitOpsRepository", "GitOpsManifest", "GitOpsTestSupport",
            ],
            swiftSettings: strict),
        .testTarget(name: "GitOpsRegexTests", dependencies: ["GitOpsRegex"], swiftSettings: strict),
        .testTarget(
            name: "GitOpsSchemaTests", dependencies: ["GitOpsSchema", "GitOpsManifest", "GitOpsTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "GitOpsDiffTests",
            dependencies: ["GitOpsDiff", "GitOpsSchema", "GitOpsManifest", "GitOpsTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "GitOpsRBACTests", dependencies: ["GitOpsRBAC", "GitOpsManifest", "GitOpsTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "GitOpsReportTests", dependencies: ["GitOpsReport", "GitOpsManifest", "GitOpsTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "GitOpsCELTests", dependencies: ["GitOpsCEL", "GitOpsManifest", "GitOpsTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "GitOpsPolicyTests",
            dependencies: [
                "GitOpsPolicy", "GitOpsCEL", "GitOpsReport", "GitOpsRBAC", "GitOpsDiff", "GitOpsSchema",
                "GitOpsManifest", "GitOpsTestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "GitOpsTrustTests",
            dependencies: ["GitOpsTrust", "GitOpsRepository", "GitOpsManifest", "GitOpsTestSupport"] + cryptography,
            swiftSettings: strict),
        .testTarget(
            name: "GitOpsGateTests",
            dependencies: [
                "GitOpsGate", "GitOpsPolicy", "GitOpsRBAC", "GitOpsReport", "GitOpsRepository", "GitOpsManifest",
                "GitOpsTestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "GitOpsCommandTests",
            dependencies: ["gitops", "GitOpsHistory", "GitOpsRepository", "GitOpsManifest", "GitOpsTestSupport"],
            swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)

// The documentation plugin never reaches a consumer.
if Context.environment["GITOPS_DOCS"] != nil {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"))
}
