// swift-tools-version: 6.1

import PackageDescription

// The program of the README.
let package = Package(
    name: "readme",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-gitops", path: "../../..")],
    targets: [
        .executableTarget(
            name: "readme",
            dependencies: [
                .product(name: "GitOpsDiff", package: "swift-gitops"),
                .product(name: "GitOpsManifest", package: "swift-gitops"),
                .product(name: "GitOpsRepository", package: "swift-gitops"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)]
        )
    ]
)
