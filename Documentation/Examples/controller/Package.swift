// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "controller",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-gitops", path: "../../..")],
    targets: [
        // GitOpsDiff, and the documents that it compares: of the package nothing else is built.
        .executableTarget(
            name: "controller",
            dependencies: [
                .product(name: "GitOpsDiff", package: "swift-gitops"),
                .product(name: "GitOpsManifest", package: "swift-gitops"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)]
        )
    ]
)
