// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "gate",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-gitops", path: "../../..")],
    targets: [
        .executableTarget(
            name: "gate",
            dependencies: [
                .product(name: "GitOpsGate", package: "swift-gitops"),
                .product(name: "GitOpsManifest", package: "swift-gitops"),
                .product(name: "GitOpsReport", package: "swift-gitops"),
                .product(name: "GitOpsRepository", package: "swift-gitops"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)]
        )
    ]
)
