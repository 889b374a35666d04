// swift-tools-version: 6.1

import PackageDescription

// The programs of the README, a module at a time.
let package = Package(
    name: "modules",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-gitops", path: "../../..")],
    targets: [
        .executableTarget(
            name: "modules",
            dependencies: [
                .product(name: "GitOpsDiff", package: "swift-gitops"),
                .product(name: "GitOpsManifest", package: "swift-gitops"),
                .product(name: "GitOpsRBAC", package: "swift-gitops"),
                .product(name: "GitOpsRegex", package: "swift-gitops"),
                .product(name: "GitOpsReport", package: "swift-gitops"),
                .product(name: "GitOpsRepository", package: "swift-gitops"),
                .product(name: "GitOpsSchema", package: "swift-gitops"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)]
        )
    ]
)
